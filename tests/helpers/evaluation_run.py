"""A small library and the command `pincite eval`, run on it."""

import json
from pathlib import Path

import pytest
from fakes import WordEncoder
from small_documents import document_of, file_of

from pincite.eval.__main__ import main
from pincite.index.encoding.protocol import Encoder
from pincite.index.interface.passage_index import PassageIndex
from pincite.index.snapshots.publication import build_snapshot
from pincite.ingest.library.store import Library


def gold_line(name: str, quote: str | None, *, document: str = "bees", lang: str = "en") -> str:
    evidence = [{"document": document, "quote": quote, "grade": 2}] if quote else []
    return json.dumps({
        "id": name, "question": f"What is part {name[-1]} of {document}?", "lang": lang,
        "kind": "factoid" if quote else "unanswerable", "answer": "", "answer_keys": [], "evidence": evidence,
    })  # fmt: skip


GOLD = (
    gold_line("q0", "bees 1: part 0 of"),
    gold_line("q1", "cats 1: part 1 of", document="cats", lang="ru"),
    gold_line("q2", "these words stand nowhere"),
    gold_line("q3", None),
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with Library(tmp_path / "data", write=True) as library:
        for name in ("bees", "cats"):
            library.add(document_of(name), file_of(name))
        build_snapshot(library, WordEncoder())
    (tmp_path / "gold.jsonl").write_text("\n".join(GOLD), encoding="utf-8")
    return tmp_path / "data"


def run(data: Path, *options: str, gold: str = "gold.jsonl") -> int:
    def encoder_for(data: Path, snapshot: PassageIndex) -> Encoder:
        return WordEncoder()

    return main([str(data.parent / gold), "--data", str(data), *options], encoder_for=encoder_for)
