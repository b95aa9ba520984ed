"""The command `pincite`, run as a user does."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a command ended and what it printed."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def run(*arguments: str | Path, module: str = "pincite.service.commands.cli") -> Ran:
    """Run the command as a user does, in a process of its own."""
    start = "import sys; from pincite.service.commands.cli import main; sys.argv[0] = 'pincite'; main()"
    call = [sys.executable, "-c", start] if module == "pincite.service.commands.cli" else [sys.executable, "-m", module]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PINCITE_")}
    done = subprocess.run(
        [*call, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        env=environment,
        cwd=ROOT,
    )
    return Ran(status=done.returncode, out=done.stdout, err=done.stderr)
