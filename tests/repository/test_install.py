"""What stands between a clone and the first answer: the scripts of the Makefile and the pinned versions."""

import os
import re
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]


def announced(program: str) -> subprocess.CompletedProcess[str]:
    """A step of the installation that runs `program`, with a sign of life every 0.1 s."""
    step = "from announced_step import run_step; import sys; "
    step += f"sys.exit(run_step('Waiting', [sys.executable, '-c', {program!r}], every_s=0.1))"
    return subprocess.run(
        [sys.executable, "-c", step], cwd=ROOT / "scripts" / "install", capture_output=True, text=True, check=False
    )


def make_venv(python: Path, venv: Path) -> subprocess.CompletedProcess[str]:
    command = ["sh", str(ROOT / "scripts" / "install" / "make_venv.sh"), str(venv)]
    return subprocess.run(
        command, env=os.environ | {"PYTHON": str(python)}, capture_output=True, text=True, check=False
    )


def write_program(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)
    return path


def test_a_long_step_says_what_it_does_and_when_it_is_done() -> None:
    done = announced("import time; time.sleep(0.3); print('noise')")
    assert done.returncode == 0
    assert re.fullmatch(r"Waiting \.\.\.\n(  still at it \(\d+ s\)\n)+  done in \d+ s\n", done.stdout)


def test_a_step_that_fails_shows_its_output() -> None:
    done = announced("import sys; print('why'); sys.exit(3)")
    assert done.returncode == 3
    assert re.fullmatch(r"why\nWaiting: failed after \d+ s; see above\n", done.stderr)


def test_a_python_without_venv_is_told_the_debian_package(tmp_path: Path) -> None:
    without = f'case "$2" in *ensurepip*) exit 1;; esac\nexec "{sys.executable}" "$@"'
    done = make_venv(write_program(tmp_path / "python", without), tmp_path / "venv")
    assert done.returncode == 1
    assert "python3-venv" in done.stderr
    assert not (tmp_path / "venv").exists()


def test_an_old_python_is_refused_by_name(tmp_path: Path) -> None:
    done = make_venv(write_program(tmp_path / "python-old", "exit 1"), tmp_path / "venv")
    assert done.returncode == 1
    assert "python-old is not a Python 3.11 or newer" in done.stderr


def test_every_requirement_has_a_constraint_that_meets_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    files = (ROOT / name for name in ("constraints.txt", "constraints-baselines.txt", "constraints-docs.txt"))
    lines = [line for file in files for line in file.read_text("utf-8").splitlines() if not line.startswith("#")]
    pinned = {canonicalize_name(name): version for name, _, version in (line.partition("==") for line in lines)}
    for line in [*project["dependencies"], *chain.from_iterable(project["optional-dependencies"].values())]:
        requirement = Requirement(line)
        name = canonicalize_name(requirement.name)
        assert name == "pincite" or requirement.specifier.contains(pinned[name]), requirement


def test_other_libraries_to_measure_beside_are_never_installed_to_serve_or_test() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    installing = [line for line in makefile.splitlines() if "baselines]" in line]
    assert len(installing) == 1
    assert makefile.index("$(VENV)-baselines/.measured:") < makefile.index(installing[0])
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert not {"haystack-ai", "txtai"} & {Requirement(line).name for line in extras["dev"] + extras["eval"]}
    assert not any("baselines" in line for line in extras["dev"] + extras["eval"])


def test_make_without_a_target_lists_the_targets() -> None:
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)
    for target in ("serve", "test", "check", "eval", "clean"):
        assert f"make {target} " in done.stdout
