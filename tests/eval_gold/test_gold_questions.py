"""Reading gold questions: what is right is read whole, what is wrong is named by file, line and field."""

import json
from pathlib import Path
from typing import Any

import pytest

from pincite.eval.errors import GoldError
from pincite.eval.gold.gold_questions import Evidence, GoldQuestion, read_gold, read_gold_sets
from pincite.eval.gold.split import split_of

SAMPLE = Path(__file__).parents[2] / "eval" / "gold" / "sample.jsonl"
FIVE = {"yessirkep2025", "zhunissova2023", "aitmurzina2025", "temirtashev2024", "patalakh2018"}


def gold_item(**changed: Any) -> dict[str, Any]:
    evidence = [{"document": "doe2020", "quote": "Bees make honey.", "grade": 2}]
    whole = {
        "id": "q1", "question": "Who makes honey?", "lang": "en", "kind": "factoid", "answer": "Bees.",
        "answer_keys": ["bees"], "evidence": evidence,
    }  # fmt: skip
    return {name: value for name, value in (whole | changed).items() if value is not None}


def written(folder: Path, *items: Any) -> Path:
    path = folder / "gold.jsonl"
    lines = (item if isinstance(item, str) else json.dumps(item, ensure_ascii=False) for item in items)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_question_is_read_whole(tmp_path: Path) -> None:
    path = written(tmp_path, gold_item(), "", gold_item(id="q2", kind="unanswerable", evidence=[]))
    first, second = read_gold(path, documents={"doe2020"})
    assert first == GoldQuestion(
        id="q1",
        question="Who makes honey?",
        language="en",
        kind="factoid",
        answer="Bees.",
        answer_keys=("bees",),
        evidence=(Evidence(document_id="doe2020", quote="Bees make honey.", grade=2),),
        split=split_of("q1"),
    )
    assert (second.id, second.evidence) == ("q2", ())


def test_the_sample_is_valid() -> None:
    questions = read_gold(SAMPLE, documents=FIVE)
    assert (len(questions), sum(not question.evidence for question in questions)) == (80, 9)
    assert {question.split for question in questions} == {"dev"}, "it has been used for choosing"


def test_a_question_may_name_its_split(tmp_path: Path) -> None:
    path = written(tmp_path, gold_item(split="dev"), gold_item(id="q2", split="test"), gold_item(id="q3"))
    found = [question.split for question in read_gold(path, documents={"doe2020"})]
    assert found == ["dev", "test", split_of("q3")]


def test_several_sets_are_read_one_after_the_other(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    paths = [written(tmp_path, gold_item()), written(tmp_path / "more", gold_item(id="q2"))]
    assert [question.id for question in read_gold_sets(paths, documents={"doe2020"})] == ["q1", "q2"]
    with pytest.raises(GoldError, match="'id' 'q1' is also in"):
        read_gold_sets([paths[0], paths[0]], documents={"doe2020"})


def test_a_line_separator_within_a_string_ends_no_line(tmp_path: Path) -> None:
    path = written(tmp_path, gold_item(answer="Bees\u2028and wasps"))
    assert read_gold(path, documents={"doe2020"})[0].answer == "Bees\u2028and wasps"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"id": None}, "'id' is missing"),
        ({"question": "  "}, "'question' is empty"),
        ({"question": 7}, "'question' must be a string, not 7"),
        ({"lang": "English"}, "'lang' must be a code such as 'en', not 'English'"),
        ({"lang": ["en"]}, "'lang' must be a string"),
        ({"kind": "facts"}, "'kind' 'facts' is not known; the kinds are factoid,"),
        ({"answer": None}, "'answer' is missing"),
        ({"answer_keys": "bees"}, "'answer_keys' must be a list, not 'bees'"),
        ({"answer_keys": [1]}, "'answer_keys' must be a list of strings"),
        ({"evidence": {}}, "'evidence' must be a list"),
        ({"split": "train"}, "'split' must be \"dev\" or \"test\", not 'train'"),
        ({"split": ["dev"]}, "'split' must be"),
        ({"kind": "unanswerable"}, "'evidence' is given for an unanswerable question"),
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, changed: dict[str, Any], message: str) -> None:
    path = written(tmp_path, gold_item(id="q0"), gold_item(**changed))
    with pytest.raises(GoldError) as caught:
        read_gold(path, documents={"doe2020"})
    assert str(caught.value).startswith(f"{path}:2: {message}")


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("Bees make honey.", "must be an object with 'document', 'quote' and 'grade'"),
        ({"quote": "Bees", "grade": 1}, "'document' is missing"),
        ({"document": "roe1999", "quote": "Bees", "grade": 1}, "'document' 'roe1999' is not in the snapshot"),
        ({"document": "doe2020", "quote": "*...*", "grade": 1}, "'quote' holds no words"),
        ({"document": "doe2020", "quote": "Bees", "grade": 0}, "'grade' must be 1 or more, not 0"),
        ({"document": "doe2020", "quote": "Bees", "grade": True}, "'grade' must be a whole number, not True"),
    ],
)
def test_wrong_evidence_is_named_by_its_place(tmp_path: Path, entry: Any, message: str) -> None:
    path = written(tmp_path, gold_item(evidence=[*gold_item()["evidence"], entry]))
    with pytest.raises(GoldError) as caught:
        read_gold(path, documents={"doe2020"})
    assert str(caught.value).startswith(f"{path}:1: evidence[1]: {message}")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "not JSON ("),
        ("[]", "must be a JSON object, not list"),
        (gold_item(id="q0"), "'id' 'q0' was given before"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: Any, message: str) -> None:
    path = written(tmp_path, gold_item(id="q0"), line)
    with pytest.raises(GoldError) as caught:
        read_gold(path, documents={"doe2020"})
    assert str(caught.value).startswith(f"{path}:2: {message}")


def test_a_file_without_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="holds no questions"):
        read_gold(written(tmp_path, ""), documents=())
    with pytest.raises(GoldError, match="cannot be read"):
        read_gold(tmp_path / "nothing.jsonl", documents=())
    (tmp_path / "latin.jsonl").write_bytes(b"\xe9")
    with pytest.raises(GoldError, match="UTF-8"):
        read_gold(tmp_path / "latin.jsonl", documents=())
