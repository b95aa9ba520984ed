"""A run that fails where tests were skipped for a reason that this machine should not have given."""

from collections.abc import Sequence

import pytest


class AllowedSkips:
    """Notes why tests were skipped, and fails the run at its end if that was not allowed."""

    def __init__(self, allowed: Sequence[str]) -> None:
        self._allowed = allowed
        self._skipped = list[tuple[str, str]]()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._note(report)

    def _note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail") and isinstance(report.longrepr, tuple):
            self._skipped.append((report.nodeid, str(report.longrepr[2])))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self._wrong() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for name, reason in self._wrong():
            terminalreporter.write_line(f"SKIPPED, but this machine should run it: {name}: {reason}", red=True)

    def _wrong(self) -> list[tuple[str, str]]:
        return [(name, why) for name, why in self._skipped if not any(words in why for words in self._allowed)]
