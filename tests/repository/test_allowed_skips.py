"""A run on a machine that has all it should have fails where tests were skipped all the same."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HELPERS = Path(__file__).parents[1] / "helpers"
CONFTEST = """
from allowed_skips import AllowedSkips

def pytest_configure(config):
    config.pluginmanager.register(AllowedSkips(["no browser", "no OCR"]))
"""


@pytest.mark.parametrize(
    ("test", "passes"),
    [
        ("def test(): pytest.skip('there is no browser here')", True),
        ("def test(): pytest.skip('there is no database here')", False),
        ("pytest.skip('there is no database here', allow_module_level=True)", False),
        ("@pytest.mark.xfail\ndef test(): assert False", True),
        ("def test(): assert False", False),
    ],
    ids=["allowed", "not allowed", "whole module", "expected to fail", "failed"],
)
def test_only_what_may_be_skipped_is(tmp_path: Path, test: str, passes: bool) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST, "utf-8")
    (tmp_path / "test_it.py").write_text(f"import pytest\ndef test_other(): pass\n{test}\n", "utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(HELPERS), "PYTEST_ADDOPTS": ""}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode == 0) == passes, done.stdout
    assert ("SKIPPED, but" in done.stdout) == ("database" in test)
