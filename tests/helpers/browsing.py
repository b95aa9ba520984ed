"""A real browser and the real service, for the tests of the client and for its pictures."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
MISSING = f"{CHROMIUM} is not there; on Debian: apt-get install chromium"
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_PATIENCE_MS = 120_000  # of a machine that does other things as well; nothing waits longer than it has to


class Served:
    """The service as a process of its own, over the data directory `data`; `url` is where it answers.

    It ends with the block of a `with`, whatever happens there: one left behind would disturb the tests after it.
    """

    def __init__(self, data: Path, *, port: int = 0) -> None:
        self.data = data
        self._process = self._started(port)
        assert self._process.stdout is not None
        said = self._process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)", said)
        assert found is not None, said
        self.url, self.port = found[0], int(found[1])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def kill(self) -> None:
        """Ends it at once, as a power cut does. A second call does nothing."""
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _started(self, port: int) -> subprocess.Popen[str]:
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "PINCITE_PORT": str(port), "PINCITE_DATA": str(self.data)}
        command = [sys.executable, "-m", "pincite.service"]
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window and without anything that calls home."""
    expect.set_options(timeout=_PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def opened_tab(browser: Browser, url: str, **settings: object) -> Iterator[Page]:
    """A fresh profile's page at the service. Whatever script or policy complains of fails the test that used it."""
    options = {"base_url": url, "locale": "en-GB", "viewport": {"width": 1440, "height": 900}, **settings}
    context = browser.new_context(**options)  # type: ignore[arg-type]
    context.set_default_timeout(_PATIENCE_MS)
    page = context.new_page()
    complaints = list[str]()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if "Content Security Policy" in line.text else None)
    page.on("request", lambda one: None if one.url.startswith((url, "blob:")) else complaints.append(one.url))
    yield page
    context.close()
    assert complaints == []


def ask(page: Page, question: str) -> None:
    """Types the question and waits for the end of its answer."""
    before = page.locator(".turn").count() if "thread=" in page.url else 0
    page.locator("#question").fill(question)
    page.keyboard.press("Enter")
    page.locator(".turn").nth(before).locator(".after > *").first.wait_for()
