"""The commands `pincite pages suggest` and `pincite pages check`."""

import json
from pathlib import Path

import pytest
from lost_pages import cut_text, joined_text, lined_text

from pincite.ingest.errors import BadPageMap, BadRecord, UnreadableFile
from pincite.service.commands.pages_command import map_path, print_proposal, print_review, propose, review


def written(folder: Path, text: str, name: str = "paper.txt") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(text.encode())
    return path


def test_a_proposal_is_written_where_add_looks_for_it(tmp_path: Path) -> None:
    file = written(tmp_path, lined_text(1, 6, foot="#").text)
    proposal = propose(file)
    assert proposal.path == tmp_path / "paper.pages.json"
    assert json.loads(proposal.path.read_text("utf-8")) == proposal.map
    assert proposal.map is not None
    assert (proposal.map["document"], proposal.map["reviewed"]) == ("paper", False)


def test_in_a_library_the_map_goes_to_its_pages(tmp_path: Path) -> None:
    written(tmp_path, "[]", "library.json")
    assert map_path(tmp_path / "documents" / "paper.txt") == tmp_path / "pages" / "paper.json"


def test_an_existing_map_is_never_written_over(tmp_path: Path) -> None:
    file = written(tmp_path, lined_text(1, 6, foot="#").text)
    (tmp_path / "paper.pages.json").write_text("a person's work", "utf-8")
    with pytest.raises(BadPageMap, match="is there already"):
        propose(file)
    assert (tmp_path / "paper.pages.json").read_text("utf-8") == "a person's work"
    assert propose(file, out=tmp_path / "other.json").path == tmp_path / "other.json"


def test_a_text_without_traces_gets_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    proposal = propose(written(tmp_path, joined_text(1, 8).text))
    print_proposal(proposal, as_json=False)
    assert (proposal.map, proposal.path) == (None, None)
    assert "will be cited by line" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == [tmp_path / "paper.txt"]


def test_the_page_range_of_the_record_gives_labels(tmp_path: Path) -> None:
    file = written(tmp_path, cut_text(2, 8).text)
    record = {"id": "someone2020", "title": "Nothing", "page": "1023-1030"}
    written(tmp_path, json.dumps(record), "paper.json")
    proposed = propose(file).map
    assert proposed is not None
    assert proposed["document"] == "someone2020"
    assert [page["label"] for page in proposed["pages"]] == [str(label) for label in range(1023, 1031)]


def test_a_record_that_counts_other_pages_is_told_of_and_not_followed(tmp_path: Path) -> None:
    file = written(tmp_path, cut_text(2, 16).text)
    written(tmp_path, json.dumps({"id": "someone2020", "title": "Nothing", "page": "1-8"}), "paper.json")
    proposal = propose(file)
    assert proposal.map is not None
    assert len(proposal.map["pages"]) == 16
    assert "the record counts 8 pages, the traces in the text 16; the text may have had two columns" in proposal.note


def test_a_known_page_can_be_given(tmp_path: Path) -> None:
    lost = cut_text(3, 8)
    words = lost.text[lost.starts[4] : lost.starts[4] + 40]
    proposed = propose(written(tmp_path, lost.text), known=[f"5={words}"]).map
    assert proposed is not None
    assert proposed["pages"][4]["trace"].startswith("given by you")
    with pytest.raises(BadPageMap, match="write it like"):
        propose(tmp_path / "paper.txt", known=["five"])


def test_a_check_shows_every_page_in_its_context(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, lined_text(1, 6, foot="#").text)
    path = propose(file).path
    assert path is not None
    checked = review(path, file)
    print_review(checked, as_json=False)
    out = capsys.readouterr().out
    assert not checked.reviewed
    assert out.count("¶") == len(checked.pages) == 6
    assert "a page number at the foot of the page" in out
    assert "--accept" in out


def test_accepting_marks_the_map_and_keeps_the_rest(tmp_path: Path) -> None:
    file = written(tmp_path, lined_text(1, 6, foot="#").text)
    path = propose(file).path
    assert path is not None
    before = json.loads(path.read_text("utf-8"))
    assert review(path, file, accept=True, reviewed_on="2025-03-27").reviewed
    after = json.loads(path.read_text("utf-8"))
    assert after == {**before, "reviewed": True, "reviewed_on": "2025-03-27"}
    with pytest.raises(BadPageMap, match="not a date"):
        review(path, file, accept=True, reviewed_on="yesterday")


def test_a_map_that_does_not_fit_is_not_accepted(tmp_path: Path) -> None:
    file = written(tmp_path, lined_text(1, 6, foot="#").text)
    path = propose(file).path
    assert path is not None
    written(tmp_path, "Another text altogether.")
    before = path.read_bytes()
    with pytest.raises(BadPageMap, match="page 1"):
        review(path, file, accept=True)
    assert path.read_bytes() == before


def test_json_says_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, lined_text(1, 6, foot="#").text)
    print_proposal(propose(file, write=False), as_json=True)
    said = json.loads(capsys.readouterr().out)
    assert (said["written"], len(said["map"]["pages"])) == (None, 6)
    path = propose(file).path
    assert path is not None
    print_review(review(path, file), as_json=True)
    shown = json.loads(capsys.readouterr().out)
    assert (shown["reviewed"], len(shown["pages"])) == (False, 6)


def test_only_texts_have_maps(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="only texts have page maps"):
        propose(written(tmp_path, "%PDF-", "paper.pdf"))
    with pytest.raises(UnreadableFile, match="cannot be read"):
        propose(tmp_path / "missing.txt")
    file = written(tmp_path, "Text.")
    written(tmp_path, "{", "paper.json")
    with pytest.raises(BadRecord):
        propose(file)
