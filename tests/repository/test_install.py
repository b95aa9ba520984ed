"""What stands between a clone and the first answer: the scripts of the Makefile and the pinned versions."""

import os
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path
from zipfile import ZipFile

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]


def write_wheel(folder: Path, name: str, *requires: str) -> None:
    """An empty package `name` 1.0 that pip can choose from `folder`."""
    metadata = ["Metadata-Version: 2.1", f"Name: {name}", "Version: 1.0", *(f"Requires-Dist: {r}" for r in requires)]
    with ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}-1.0.dist-info/METADATA", "\n".join(metadata) + "\n")
        wheel.writestr(f"{name}-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr(f"{name}-1.0.dist-info/RECORD", "")


def refuse_gpu_packages(wheels: Path, requirement: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts" / "install" / "refuse_gpu_packages.py"), requirement]
    settings = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels)}
    return subprocess.run(command, env=os.environ | settings, capture_output=True, text=True, check=False)


def make_venv(python: Path, venv: Path) -> subprocess.CompletedProcess[str]:
    command = ["sh", str(ROOT / "scripts" / "install" / "make_venv.sh"), str(venv)]
    return subprocess.run(
        command, env=os.environ | {"PYTHON": str(python)}, capture_output=True, text=True, check=False
    )


def write_program(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)
    return path


def test_gpu_packages_are_refused_with_the_way_out(tmp_path: Path) -> None:
    write_wheel(tmp_path, "pincite_network", "nvidia_blas")
    write_wheel(tmp_path, "nvidia_blas")
    done = refuse_gpu_packages(tmp_path, "pincite_network==1.0")
    assert done.returncode == 1
    assert "PIP_EXTRA_INDEX_URL" in done.stderr
    assert "GPU=1" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_build_for_the_cpu_passes_in_silence(tmp_path: Path) -> None:
    write_wheel(tmp_path, "pincite_network")
    done = refuse_gpu_packages(tmp_path, "pincite_network==1.0")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


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
