"""What holds for every test: no network, and no look-up on a model hub."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from allowed_skips import AllowedSkips
from file_order import dearest_first
from hypothesis import HealthCheck, settings
from kept_folder import copy_kept

if TYPE_CHECKING:  # only the tests of the client import Playwright
    from browsing import Served
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--full", action="store_true", help="kill, damage and draw examples in full numbers, not in those of every day"
    )
    parser.addoption(
        "--may-skip",
        action="append",
        metavar="WORDS",
        help="fail if a test was skipped for a reason without these words (repeatable)",
    )


def pytest_configure(config: pytest.Config) -> None:
    # Before any test module imports the encoder: its libraries read these once, at their import.
    os.environ["HF_HUB_OFFLINE"] = "1"
    if "PYTEST_XDIST_WORKER" in os.environ:
        # Each of the workers has a core; more threads would only wait for each other.
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
            os.environ.setdefault(name, "1")
    # How long an example takes says nothing where other programs run.
    settings.register_profile(
        "pincite",
        max_examples=100 if config.getoption("--full") else 30,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.load_profile("pincite")
    sys.addaudithook(_refuse_network)
    allowed: list[str] | None = config.getoption("--may-skip")
    if allowed is not None:
        config.pluginmanager.register(AllowedSkips(allowed))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = dearest_first(items)


@pytest.fixture(scope="session")
def full(pytestconfig: pytest.Config) -> bool:
    """Whether tests that kill processes and damage files do so in full numbers (`make test-full`)."""
    chosen: bool = pytestconfig.getoption("--full")
    return chosen


@pytest.fixture(scope="session")
def encoders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the default encoder, exported once for all tests and kept for the next run."""
    from pincite.index.encoding.encoder import served_encoder

    folder = tmp_path_factory.mktemp("exported")
    copy_kept("encoders", folder, lambda made: served_encoder(None, made), sources=_sources("index"))
    return folder


@pytest.fixture
def new_data(encoders: Path, tmp_path: Path) -> Callable[[], Path]:
    """Makes data directories that hold nothing but the exported encoder."""

    def make() -> Path:
        data = tmp_path / f"data{len(list(tmp_path.glob('data*')))}"
        shutil.copytree(encoders, data / "encoders", copy_function=os.link)
        return data

    return make


@pytest.fixture(scope="session")
def corpus_data(encoders: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the five papers of the corpus, kept for the next run; not to be changed."""
    data = tmp_path_factory.mktemp("corpus") / "data"
    shutil.copytree(encoders, data / "encoders", copy_function=os.link)

    def make(folder: Path) -> None:
        from pincite.service.jobs.library_changes import add

        shutil.copytree(encoders, folder / "encoders")
        report = add(folder, [ROOT / "corpus"])
        assert report.count("added") == len(report.outcomes) == 5
        shutil.rmtree(folder / "encoders")

    copy_kept("corpus", data, make, sources=_sources("corpus", "ingest", "index", "service/evidence", "service/jobs"))
    return data


def _sources(*names: str) -> list[Path]:
    """What a kept folder is made from: these folders, and the libraries they use."""
    return [ROOT / name for name in (*names, "constraints.txt")]


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """A browser for the tests of one file: an event loop runs in this thread for as long as it is open."""
    from browsing import CHROMIUM, MISSING, chromium

    if not CHROMIUM.exists():
        pytest.skip(MISSING)
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def served(browser: "Browser", corpus_data: Path) -> Iterator["Served"]:
    """The service over the five papers, for tests that change nothing."""
    from browsing import Served

    with Served(corpus_data) as service:
        yield service


@pytest.fixture
def tab(browser: "Browser", served: "Served") -> Iterator["Page"]:
    """A page of a fresh profile at the service over the five papers."""
    from browsing import opened_tab

    with opened_tab(browser, served.url) as page:
        yield page


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Lets a test speak to this machine only. An audit hook sees every library's connections, C code's apart."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if isinstance(host, bytes):
        host = host.decode()
    if host and not _is_this_machine(host):
        raise RuntimeError(f"a test tried to reach {host}: tests use no network; pass a fake as an argument")


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
