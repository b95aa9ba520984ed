"""A process is killed at a step of adding, replacing or removing, while another one searches, adds and removes."""

import os
import subprocess
import sys
from pathlib import Path


def test_a_process_killed_at_any_step_leaves_all_well_for_the_others(tmp_path: Path, full: bool) -> None:
    call = f"import killed_steps as t; t.kill_at_every_step({str(tmp_path)!r}, {1 if full else 9})"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", call], env=environment, capture_output=True, text=True, timeout=3600, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == (45 if full else 5)
