"""Gold questions: what is asked, what a good answer says, and the words of the documents that prove it.

One JSON object a line:

    {"id": "y-004", "question": "What is ...?", "lang": "en", "kind": "definition", "answer": "The ability ...",
     "answer_keys": ["attract"], "evidence": [{"document": "yessirkep2025", "quote": "Nye (2004) ...", "grade": 2}]}

Evidence names document and quote, never passage ids, so that another way of cutting passages cannot void the set.
"split": "dev" or "test" may be added; see eval/gold/split.py for those that name none.
"""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from pincite.eval.errors import GoldError
from pincite.eval.gold.quote_words import words
from pincite.eval.gold.split import SPLITS, Split, split_of

QUESTION_KINDS = (
    "factoid", "definition", "numeric", "how_why", "multi_doc", "paraphrase", "reference", "table", "footnote", "typo",
    "unanswerable",
)  # fmt: skip

_LANGUAGE = re.compile("[a-z]{2,3}")
_JSON_NAMES = {str: "a string", int: "a whole number", list: "a list", dict: "an object"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Words of a document, as its source text has them, that answer a question.

    `grade`: how well, 1 or more; 2 says all that is asked, 1 a part of it.
    """

    document_id: str
    quote: str
    grade: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldQuestion:
    """A question, its answer and the evidence for it. `language` is an ISO 639 code of the question's language.

    A good answer holds each of `answer_keys`. Where the documents cannot answer there is no evidence.
    """

    id: str
    question: str
    language: str
    kind: str
    answer: str
    answer_keys: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    split: Split = "dev"


def read_gold_sets(paths: Sequence[Path], *, documents: Collection[str]) -> tuple[GoldQuestion, ...]:
    """The questions of several gold files, one file after the other. Raises GoldError, also for an id in two files."""
    found: dict[str, Path] = {}
    questions: list[GoldQuestion] = []
    for path in paths:
        for question in read_gold(path, documents=documents):
            if question.id in found:
                raise GoldError(
                    f"{path}: 'id' {question.id!r} is also in {found[question.id]}; every question needs its own"
                )
            found[question.id] = path
            questions.append(question)
    return tuple(questions)


def read_gold(path: Path, *, documents: Collection[str]) -> tuple[GoldQuestion, ...]:
    """The questions of a gold file, in its order; blank lines are skipped.

    documents: the ids that evidence may name. Raises GoldError for the first thing that is wrong.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")  # not splitlines: JSON may hold U+2028
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"{path}: cannot be read ({error}); name a gold set in JSON lines, UTF-8") from error
    questions: dict[str, GoldQuestion] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        question = _read_question(line, documents, where=f"{path}:{number}")
        if question.id in questions:
            raise GoldError(f"{path}:{number}: 'id' {question.id!r} was given before; every question needs its own")
        questions[question.id] = question
    if not questions:
        raise GoldError(f"{path}: holds no questions; write one JSON object a line")
    return tuple(questions.values())


def parse_object(line: str, *, where: str) -> dict[str, Any]:
    """The JSON object of a line; `where` is the file and the line. Raises GoldError."""
    try:
        item = json.loads(line)
    except ValueError as error:
        raise GoldError(f"{where}: not JSON ({error}); write one JSON object a line") from error
    if not isinstance(item, dict):
        raise GoldError(f"{where}: must be a JSON object, not {type(item).__name__}")
    return item


def _read_question(line: str, documents: Collection[str], *, where: str) -> GoldQuestion:
    item = parse_object(line, where=where)
    identifier = _filled(item, "id", where=where)
    question = GoldQuestion(
        id=identifier,
        question=_filled(item, "question", where=where),
        language=_filled(item, "lang", where=where),
        kind=_filled(item, "kind", where=where),
        answer=_field(item, "answer", str, where=where),
        answer_keys=tuple(_field(item, "answer_keys", list, where=where)),
        evidence=tuple(
            _read_evidence(entry, documents, where=f"{where}: evidence[{place}]")
            for place, entry in enumerate(_field(item, "evidence", list, where=where))
        ),
        split=cast(Split, item.get("split") or split_of(identifier)),
    )
    _check(question, where=where)
    return question


def _check(question: GoldQuestion, *, where: str) -> None:
    if not _LANGUAGE.fullmatch(question.language):
        raise GoldError(f"{where}: 'lang' must be a code such as 'en', not {question.language!r}")
    if question.kind not in QUESTION_KINDS:
        raise GoldError(
            f"{where}: 'kind' {question.kind!r} is not known; the kinds are {', '.join(QUESTION_KINDS)} "
            "(QUESTION_KINDS in eval/gold/gold_questions.py)"
        )
    if question.split not in SPLITS:
        raise GoldError(f'{where}: \'split\' must be "dev" or "test", not {question.split!r}; or leave it out')
    if not all(isinstance(key, str) and key for key in question.answer_keys):
        raise GoldError(f"{where}: 'answer_keys' must be a list of strings, not {list(question.answer_keys)!r}")
    if question.kind == "unanswerable" and question.evidence:
        raise GoldError(f"{where}: 'evidence' is given for an unanswerable question; remove it, or name another kind")


def _read_evidence(item: Any, documents: Collection[str], *, where: str) -> Evidence:
    if not isinstance(item, dict):
        raise GoldError(f"{where}: must be an object with 'document', 'quote' and 'grade', not {item!r}")
    evidence = Evidence(
        document_id=_filled(item, "document", where=where),
        quote=_filled(item, "quote", where=where),
        grade=_field(item, "grade", int, where=where),
    )
    if evidence.document_id not in documents:
        raise GoldError(
            f"{where}: 'document' {evidence.document_id!r} is not in the snapshot; add it (`pincite add`), or "
            "correct the id (`pincite list` shows them)"
        )
    if not words(evidence.quote):
        raise GoldError(f"{where}: 'quote' holds no words: {evidence.quote!r}")
    if evidence.grade < 1:
        raise GoldError(f"{where}: 'grade' must be 1 or more, not {evidence.grade}")
    return evidence


def _filled(item: Mapping[str, Any], name: str, *, where: str) -> str:
    text: str = _field(item, name, str, where=where)
    if not text.strip():
        raise GoldError(f"{where}: {name!r} is empty")
    return text


def _field(item: Mapping[str, Any], name: str, kind: type, *, where: str) -> Any:
    if name not in item:
        raise GoldError(f"{where}: {name!r} is missing; it must be {_JSON_NAMES[kind]}")
    value = item[name]
    if not isinstance(value, kind) or isinstance(value, bool):
        raise GoldError(f"{where}: {name!r} must be {_JSON_NAMES[kind]}, not {value!r}")
    return value
