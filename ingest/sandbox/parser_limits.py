"""How much time and memory reading one file may take."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Limit = Literal["seconds", "memory_mib", "output_mib", "input_mib"]

# Under which name a user sets each limit; messages say it.
SETTINGS: Mapping[Limit, str] = {
    "seconds": "PINCITE_PARSER_SECONDS",
    "memory_mib": "PINCITE_PARSER_MEMORY_MIB",
    "output_mib": "PINCITE_PARSER_OUTPUT_MIB",
    "input_mib": "PINCITE_PARSER_INPUT_MIB",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ParserLimits:
    """What reading one file may take.

    `seconds` is by the clock, from the moment a worker has the file. `memory_mib` is the whole address space of a
    worker, Python and libraries (about 200 MiB) included. `output_mib` is what comes of the file: its text and
    where each word stands. `input_mib` is the file itself.
    """

    seconds: float = 120
    memory_mib: int = 2048
    output_mib: int = 256
    input_mib: int = 256
