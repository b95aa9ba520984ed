"""Says what a long step of an installation does, that it goes on, and that it is done.

    python scripts/install/announced_step.py 'Installing the test tools (100 MB to fetch)' -- pip install ...

    Installing the test tools (100 MB to fetch) ...
      still at it (30 s)
      done in 44 s

The step's own output is shown only where it fails. The exit status is the step's.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence

_EVERY_S = 30.0


def run_step(
    what: str, command: Sequence[str], *, every_s: float = _EVERY_S, environment: Mapping[str, str] | None = None
) -> int:
    """Run the command and say so; its exit status."""
    start = time.monotonic()
    print(f"{what} ...", flush=True)
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        with subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        ) as process:
            while True:
                try:
                    status = process.wait(every_s)
                    break
                except subprocess.TimeoutExpired:
                    print(f"  still at it ({time.monotonic() - start:.0f} s)", flush=True)
        if status == 0:
            print(f"  done in {time.monotonic() - start:.0f} s", flush=True)
        else:
            output.seek(0)
            print(output.read().rstrip(), file=sys.stderr)
            print(f"{what}: failed after {time.monotonic() - start:.0f} s; see above", file=sys.stderr)
    return status


if __name__ == "__main__":
    _, said, separator, *given = sys.argv
    if separator != "--" or not given:
        sys.exit(f"usage: {sys.argv[0]} WHAT -- COMMAND ...")
    sys.exit(run_step(said, given))
