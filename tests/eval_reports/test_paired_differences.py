"""Saved runs against each other: paired, over what they share, corrected for how many tests there are."""

import json
from pathlib import Path
from typing import Any

import pytest

from pincite.eval.errors import BadSavedRun
from pincite.eval.reports.paired_differences import compare_runs, differences_as_text, differences_from_base
from pincite.eval.reports.saved_evaluation import SavedQuestion, SavedRun, read_saved_run


def saved(name: str, scores: dict[str, dict[str, float]]) -> SavedRun:
    ids = {identifier for measured in scores.values() for identifier in measured}
    return SavedRun(
        name=name,
        snapshot="1",
        questions={
            one: SavedQuestion(id=one, language="en" if one < "m" else "ru", kind="factoid", split="dev")
            for one in sorted(ids)
        },
        scores=scores,
    )


def test_differences_are_paired_by_question() -> None:
    base = saved("a", {"m": {"a": 0.0, "b": 0.5, "c": 1.0}})
    (found, *_) = compare_runs(base, [saved("b", {"m": {"a": 1.0, "b": 0.5, "c": 0.5}})])
    (one,) = found.differences
    assert (found.group, found.questions, one.better, one.worse) == ("all", 3, 1, 1)
    assert one.difference.mean == pytest.approx((1 + 0 - 0.5) / 3)
    assert (one.base_mean, one.run_mean) == pytest.approx((1.5 / 3, 2 / 3))


def test_a_question_without_a_score_on_one_side_is_left_out_of_both_means() -> None:
    base = saved("a", {"m": {"a": 0.0, "b": 1.0}, "n": {"a": 0.0, "b": 0.0}})
    (found, *_) = compare_runs(base, [saved("b", {"m": {"b": 0.5}, "n": {"a": 0.0, "b": 0.0}})])
    one = found.differences[0]
    assert (one.measure, one.base_mean, one.run_mean, one.difference.mean) == ("m", 1.0, 0.5, -0.5)


def test_the_correction_counts_all_runs_and_measures_of_a_group() -> None:
    names = [f"q{number}" for number in range(8)]
    zeros, ones = dict.fromkeys(names, 0.0), dict.fromkeys(names, 1.0)
    base = saved("a", {"m": zeros, "n": zeros})
    (found, *_) = compare_runs(base, [saved("b", {"m": ones, "n": zeros}), saved("c", {"m": zeros, "n": zeros})])
    first = found.differences[0]
    assert first.p == pytest.approx(2 / 2**8, abs=0.002)
    assert first.corrected == 4 * first.p


def test_groups_are_splits_languages_and_kinds() -> None:
    base = saved("a", {"m": {"a": 0.0, "z": 1.0}})
    assert [(found.group, found.questions) for found in compare_runs(base, [base])] == [
        ("all", 2),
        ("split dev", 2),
        ("language en", 1),
        ("language other than en", 1),
        ("kind factoid", 2),
    ]


def test_only_shared_questions_and_measures_count() -> None:
    base, other = saved("a", {"m": {"a": 0.0, "b": 0.0}}), saved("b", {"m": {"b": 1.0, "c": 1.0}})
    assert compare_runs(base, [other])[0].questions == 1
    with pytest.raises(BadSavedRun, match="share no questions"):
        compare_runs(base, [saved("b", {"m": {"x": 1.0}})])
    with pytest.raises(BadSavedRun, match="share no measures"):
        compare_runs(base, [saved("b", {"n": {"a": 1.0}})])


def test_the_text_names_base_and_run() -> None:
    base = saved("a", {"m": {"a": 0.0}})
    text = differences_as_text(compare_runs(base, [saved("b", {"m": {"a": 1.0}})]), base)
    assert text.startswith("against a;")
    assert "+1.000 [+1.000, +1.000]" in text


@pytest.mark.parametrize("content", ["{", "[]", '{"results": [{"id": 1}]}', '{"results": [{"id": "a", "modes": []}]}'])
def test_what_is_no_saved_evaluation_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "run.json").write_text(content)
    with pytest.raises(BadSavedRun, match=r"run\.json"):
        read_saved_run(str(tmp_path))


def test_a_run_is_named_behind_a_colon(tmp_path: Path) -> None:
    result: dict[str, Any] = {"id": "a", "language": "en", "kind": "factoid", "split": "test"}
    result["modes"] = {"sparse": {"scores": {"m": 1}}, "hybrid": {"scores": {"m": 0.5}}}
    (tmp_path / "run.json").write_text(json.dumps({"format": 1, "snapshot": "1", "results": [result]}))
    assert read_saved_run(str(tmp_path)).scores == {"m": {"a": 0.5}}
    assert read_saved_run(f"{tmp_path}:sparse").scores == {"m": {"a": 1.0}}
    assert read_saved_run(str(tmp_path / "run.json")).questions["a"].split == "test"


def test_answers_are_a_run_of_their_own(tmp_path: Path) -> None:
    place = {"id": "a", "language": "en", "kind": "factoid", "split": "test"}
    saved = {
        "format": 1,
        "snapshot": "1",
        "results": [{**place, "modes": {"hybrid": {"scores": {"m": 0.5}}}}],
        "answers": {"results": [{**place, "scores": {"answered": 0}}]},
    }
    (tmp_path / "base.json").write_text(json.dumps(saved))
    assert read_saved_run(f"{tmp_path / 'base.json'}:answers").scores == {"answered": {"a": 0.0}}
    text = differences_from_base(str(tmp_path / "base.json"), saved)
    assert "base.json:hybrid" in text
    assert "base.json:answers" in text
    assert "kind factoid" not in text
