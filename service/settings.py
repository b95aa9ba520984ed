"""The settings of the service, read once from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from service.errors import BadSetting


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Which data directory is served, where, and how many threads encode one question.

    Port 0 is any free one.
    """

    data: Path = Path("data")
    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = 1


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings in PINCITE_DATA, PINCITE_HOST, PINCITE_PORT and PINCITE_THREADS. Raises BadSetting."""
    known = Settings()
    return Settings(
        data=Path(environment.get("PINCITE_DATA") or known.data),
        host=environment.get("PINCITE_HOST") or known.host,
        port=_number(environment, "PINCITE_PORT", known.port, range(65536)),
        threads=_number(environment, "PINCITE_THREADS", known.threads, range(1, 257)),
    )


def _number(environment: Mapping[str, str], name: str, known: int, allowed: range) -> int:
    text = environment.get(name, "").strip()
    if not text:
        return known
    if not text.isascii() or not text.isdigit() or int(text) not in allowed:
        raise BadSetting(f"{name} must be a whole number from {allowed[0]} to {allowed[-1]}, not {text!r}; correct it")
    return int(text)
