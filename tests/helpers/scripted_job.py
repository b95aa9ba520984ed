"""Carries out orders in place of service.job_process, without documents: the names of the files say how.

"slow" ends when it is told to, "dies" kills itself, "fails" says why; every other file is added, and "unread" cannot be
indexed. "lingers" is added too, and its process does not end. Each job leaves its process id and the names of its files
in `ran.txt` beside the data directory.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any


def say(line: dict[str, Any]) -> None:
    print(json.dumps(line), flush=True)


def outcome_of(name: str) -> dict[str, Any]:
    told = {"file": name, "status": "added", "document_id": name, "reason": None, "remarks": ["one"]}
    return told | {"pages": 1, "passages": 2, "guessed": True}


def main() -> None:
    carried_out = list[str]()
    while True:
        say({"ready": True})
        job = json.loads(sys.stdin.readline())
        if not job:
            say({"published": "abc", "failed": {"unread": "why"}})
            if "lingers" in carried_out:
                os.close(sys.stdout.fileno())
                time.sleep(600)
            return
        names = [file["name"] for file in job["order"]["files"]]
        carry_out(names)
        carried_out += names


def carry_out(names: list[str]) -> None:
    with (Path(sys.argv[1]).parent / "ran.txt").open("a") as file:
        file.write(f"{os.getpid()} {','.join(names)}\n")
    say({"progress": ["reading documents", 0, len(names)]})
    if "slow" in names:
        time.sleep(600)
    if "dies" in names:
        os.kill(os.getpid(), signal.SIGKILL)
    if "fails" in names:
        say({"error": "process 1 is writing"})
    else:
        say({"outcomes": [outcome_of(name) for name in names]})


if __name__ == "__main__":
    main()
