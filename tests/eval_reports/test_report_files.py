"""What an evaluation writes goes where it was told to, or the error names the file."""

import io
import json
from pathlib import Path

import pytest

from pincite.eval.errors import ReportUnwritable
from pincite.eval.reports.report_files import as_json_text, print_text, progress_line, write_text


class Terminal(io.StringIO):
    """An error stream that a person looks at."""

    def isatty(self) -> bool:
        return True


def test_json_is_for_people_too() -> None:
    assert as_json_text({"мера": [1]}) == '{\n "мера": [\n  1\n ]\n}\n'
    assert json.loads(as_json_text({"a": None})) == {"a": None}


def test_a_text_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert print_text("one\n") == 0
    assert capsys.readouterr().out == "one\n"


def test_a_folder_is_made_for_a_report_but_not_for_a_single_json_file(tmp_path: Path) -> None:
    write_text(tmp_path / "new" / "report.md", "text")
    assert (tmp_path / "new" / "report.md").read_text("utf-8") == "text"
    with pytest.raises(ReportUnwritable, match=r"nowhere/run\.txt\.json: the report cannot be written .*name another"):
        write_text(tmp_path / "nowhere" / "run.txt.json", "text")


def test_a_report_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ReportUnwritable, match=r"report\.md: the report cannot be written"):
        write_text(tmp_path / "file" / "report.md", "text")


def test_progress_is_shown_on_a_terminal_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    with progress_line(quiet=False) as show:
        assert show is None
    monkeypatch.setattr("sys.stderr", Terminal())
    with progress_line(quiet=True) as show:
        assert show is None
    with progress_line(quiet=False) as show:
        assert show is not None
        show("asking", 1, 2)
