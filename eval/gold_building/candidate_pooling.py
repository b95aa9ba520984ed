"""A gold set for a library of one's own: candidates from every retriever, judged by a person.

    questions  ── every mode's top, pooled ──>  judgements  ── graded by a person ──>  gold questions

Pooling (Spärck Jones and van Rijsbergen, 1975) lets no single retriever choose what is judged. The candidates come in
the order of the documents and not of any ranking, so that the judge does not know who found them.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pincite.eval.errors import GoldError, ReportUnwritable
from pincite.eval.gold.gold_questions import parse_object
from pincite.eval.systems.system import MODES, RetrievedPassage, System

_GRADES = (0, 1, 2)


def read_questions(path: Path) -> list[dict[str, Any]]:
    """The questions of a file: one a line, as plain text or as JSON objects with at least "question".

    Raises GoldError.
    """
    found = list[dict[str, Any]]()
    for number, line in _lines(path):
        item: Any = {"question": line}
        if line.startswith("{"):
            item = parse_object(line, where=f"{path}:{number}")
        if not isinstance(item.get("question"), str) or not item["question"].strip():
            raise GoldError(f"{path}:{number}: there is no 'question'; write a question, or an object that has one")
        found.append({"id": f"q-{len(found) + 1:03}", "lang": "en", "kind": "factoid", **item})
    if not found:
        raise GoldError(f"{path}: holds no questions; write one a line")
    return found


def pool(system: System, questions: Sequence[dict[str, Any]], *, depth: int) -> Iterator[dict[str, Any]]:
    """For each question what is to be judged: the `depth` best passages of every mode, each once.

    Raises QueryRefused.
    """
    for question in questions:
        found: dict[str, RetrievedPassage] = {}
        for mode in MODES:
            found |= {one.passage_id: one for one in system.search(question["question"], mode=mode, k=depth)}
        yield {
            "id": question["id"],
            "question": question["question"],
            "lang": question["lang"],
            "kind": question["kind"],
            "answer": question.get("answer", ""),
            "answer_keys": question.get("answer_keys", []),
            "candidates": [
                {
                    "grade": None,
                    "document": one.document_id,
                    "pages": [one.first_page, one.last_page],
                    "quote": one.text.strip(),
                }
                for _, one in sorted(found.items())
            ],
        }


def read_judged(path: Path) -> list[dict[str, Any]]:
    """The gold questions in a file of judged candidates; a question of which all got 0 is one without an answer.

    Raises GoldError for what is not judged yet.
    """
    return [
        _gold(parse_object(line, where=f"{path}:{number}"), where=f"{path}:{number}") for number, line in _lines(path)
    ]


def write_lines(path: Path, items: Sequence[dict[str, Any]]) -> None:
    """Write JSON lines into a new file: judgements are work that must not be overwritten. Raises ReportUnwritable."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.writelines(json.dumps(item, ensure_ascii=False) + "\n" for item in items)
    except FileExistsError as error:
        raise ReportUnwritable(f"{path}: is there already and stays as it is; name another --out") from error
    except OSError as error:
        raise ReportUnwritable(f"{path}: cannot be written ({error.strerror}); name another --out") from error


def _gold(item: dict[str, Any], *, where: str) -> dict[str, Any]:
    try:
        candidates = item["candidates"]
        grades = [candidate["grade"] for candidate in candidates]
        waiting = sum(grade is None for grade in grades)
        if waiting:
            raise GoldError(
                f"{where}: {waiting} of {len(grades)} candidates are not judged; give each a grade 0, 1 or 2"
            )
        if any(grade not in _GRADES or isinstance(grade, bool) for grade in grades):
            raise GoldError(
                f"{where}: every 'grade' must be 0 (no evidence), 1 (a part of the answer) or 2 (all of it)"
            )
        evidence = [
            {name: candidate[name] for name in ("document", "quote", "grade")}
            for candidate in candidates
            if candidate["grade"]
        ]
        gold = {name: item[name] for name in ("id", "question", "lang", "kind", "answer", "answer_keys")}
    except (KeyError, TypeError) as error:
        raise GoldError(f"{where}: {error} is missing; make the file with: pincite eval candidates") from error
    if not evidence:
        gold |= {"kind": "unanswerable", "answer": "", "answer_keys": []}
    return {**gold, "evidence": evidence}


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"{path}: cannot be read ({error}); name a file of lines, UTF-8") from error
    yield from ((number, line.strip()) for number, line in enumerate(lines, start=1) if line.strip())
