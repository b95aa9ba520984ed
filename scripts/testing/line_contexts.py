"""A plugin of pytest: notes with each line that is run which test file ran it, in this process and in its children."""

import os
from collections.abc import Iterator

import coverage
import pytest

CONTEXT = "PINCITE_TEST_FILE"  # the children's, by the settings that module_coverage.py writes


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    os.environ[CONTEXT] = item.location[0]
    measuring = coverage.Coverage.current()
    if measuring is not None:
        measuring.switch_context(item.location[0])
    return (yield)
