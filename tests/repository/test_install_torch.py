"""Which build of torch is installed: one for the CPU where there is one, and never none."""

import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest
from package_index import served_index, silent_index, write_wheel

ROOT = Path(__file__).parents[2]


@pytest.fixture
def ordinary(tmp_path: Path) -> Path:
    """The folder of the ordinary index: what torch needs, on a GPU and otherwise."""
    for name in ("torch", "nvidia_blas", "sympy"):
        (tmp_path / "ordinary" / name.replace("_", "-")).mkdir(parents=True)
    for name in ("nvidia_blas", "sympy"):
        write_wheel(tmp_path / "ordinary" / name.replace("_", "-"), name)
    return tmp_path / "ordinary"


@pytest.fixture
def ordinary_url(ordinary: Path) -> Iterator[str]:
    with served_index(ordinary) as (url, _):
        yield url


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    """A virtual environment with nothing but the pip that the tests run with."""
    folder = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "pip").symlink_to(Path(sysconfig.get_path("purelib")) / "pip")
    return folder


def install_torch(venv: Path, url: str, cpu_url: str, *options: str) -> subprocess.CompletedProcess[str]:
    script = str(ROOT / "scripts" / "install" / "install_torch.py")
    command = [str(venv / "bin" / "python"), script, "torch==2.0", "--cpu-index", cpu_url, *options]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    settings = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": url}
    return subprocess.run(command, env=kept | settings, capture_output=True, text=True, check=False)


def installed(venv: Path) -> list[str]:
    return sorted(path.name.removesuffix(".dist-info") for path in venv.glob("lib/python*/site-packages/*.dist-info"))


def test_what_pip_takes_is_taken_where_it_is_for_the_cpu(venv: Path, ordinary: Path, ordinary_url: str) -> None:
    write_wheel(ordinary / "torch", "torch", "2.0", ("sympy",))
    with served_index(ordinary) as (cpu_url, asked):
        done = install_torch(venv, ordinary_url, cpu_url)
    assert (done.returncode, done.stderr, asked) == (0, "", [])
    assert installed(venv) == ["sympy-1.0", "torch-2.0"]
    assert "Installing torch==2.0 and what it needs (about 200 MB to fetch) ...\n  done in " in done.stdout
    again = install_torch(venv, ordinary_url, cpu_url)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_a_cpu_build_is_taken_alone_from_its_own_index(
    venv: Path, ordinary: Path, ordinary_url: str, tmp_path: Path
) -> None:
    write_wheel(ordinary / "torch", "torch", "2.0", ("nvidia_blas", "sympy"))
    cpu = tmp_path / "cpu"
    for name in ("torch", "sympy"):
        (cpu / name).mkdir(parents=True)
    write_wheel(cpu / "torch", "torch", "2.0+cpu", ("sympy",))
    write_wheel(cpu / "sympy", "sympy", "9.9")
    with served_index(cpu) as (cpu_url, asked):
        done = install_torch(venv, ordinary_url, cpu_url)
    assert (done.returncode, done.stderr) == (0, "")
    assert installed(venv) == ["sympy-1.0", "torch-2.0+cpu"]
    assert {path.split("/")[1] for path in asked} == {"torch"}


@pytest.mark.parametrize("fault", ["silent", "closed", "another version", "damaged"])
def test_the_large_build_is_taken_where_there_is_no_other(
    venv: Path, ordinary: Path, ordinary_url: str, tmp_path: Path, fault: str
) -> None:
    write_wheel(ordinary / "torch", "torch", "2.0", ("nvidia_blas", "sympy"))
    (tmp_path / "cpu" / "torch").mkdir(parents=True)
    wheel = write_wheel(tmp_path / "cpu" / "torch", "torch", "1.9+cpu" if fault == "another version" else "2.0+cpu")
    if fault == "damaged":
        wheel.write_bytes(wheel.read_bytes()[:50])
    with silent_index() as silent, served_index(tmp_path / "cpu") as (answering, _):
        cpu_url = {"silent": silent, "closed": "http://127.0.0.1:9"}.get(fault, answering)
        done = install_torch(venv, ordinary_url, cpu_url, "--limit", "2")
    assert done.returncode == 0
    assert installed(venv) == ["nvidia_blas-1.0", "sympy-1.0", "torch-2.0"]
    assert "one that brings GPU packages (1: nvidia" in done.stdout
    assert "for GPUs (about 3 GB to fetch and 6 GB on the disk" in done.stdout


def test_any_build_is_taken_without_asking(venv: Path, ordinary: Path, ordinary_url: str) -> None:
    write_wheel(ordinary / "torch", "torch", "2.0", ("nvidia_blas",))
    with served_index(ordinary) as (cpu_url, asked):
        done = install_torch(venv, ordinary_url, cpu_url, "--any-build")
    assert (done.returncode, asked) == (0, [])
    assert installed(venv) == ["nvidia_blas-1.0", "torch-2.0"]


def test_no_torch_at_all_is_said(venv: Path, ordinary_url: str) -> None:
    done = install_torch(venv, ordinary_url, "http://127.0.0.1:9")
    assert done.returncode == 1
    assert done.stderr.endswith("pip cannot resolve torch==2.0; its message stands above.\n")
