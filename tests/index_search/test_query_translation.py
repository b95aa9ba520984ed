import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from fakes import WordEncoder
from numpy.typing import NDArray

from pincite.index.encoding.language_probe import languages_read
from pincite.index.encoding.protocol import Encoder
from pincite.index.errors import BadTerms
from pincite.index.search import Query, Searcher, SearchOutcome
from pincite.index.snapshots.manifest import terms_folder
from pincite.index.snapshots.publication import build_snapshot
from pincite.index.snapshots.snapshot import open_snapshot
from pincite.ingest.library.store import Library
from pincite.ingest.read import Item, read_document
from pincite.ingest.record import read_record

POWER = "Какова мягкая сила Назарбаева?"


class Polyglot(WordEncoder):
    """Gives any two texts of the same number of words the same vector: sentences and their translations here."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        cat = "cat кошка мысық oil нефть мұнай law закон заңға mathematics математику математика rain дождь жаңбыр"
        names = [*cat.split(), "doctor", "врач", "дәрігер"]
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            place = next((i // 3 for i, name in enumerate(names) if name in text.casefold()), 9)
            row[place] = 1
        return rows


def library_of(data: Path, encoder: Encoder, **texts: tuple[str, str]) -> Searcher:
    with Library(data, write=True) as library:
        for name, (language, text) in texts.items():
            record = read_record({"id": name, "title": f"Work {name}", "language": language}, where="test")
            item = Item(file=Path(f"{name}.txt"), record=record)
            library.add(read_document(item, record, text.encode()), text.encode())
        build_snapshot(library, encoder)
    return Searcher(open_snapshot(data), encoder, own_terms=terms_folder(data))


ENGLISH = {
    "bears": ("en", "Bears eat honey and berries in the forest."),
    "power": ("en", "Soft power was the choice of Nazarbayev."),
}
RUSSIAN = {"силы": ("ru", "Мягкая сила Назарбаева была его выбором."), "мёд": ("ru", "Медведи едят мёд в лесу.")}


def asked(searcher: Searcher, text: str, mode: str = "hybrid") -> SearchOutcome:
    return searcher.search(Query(text=text, mode=mode))  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", ["hybrid", "sparse", "dense"])
def test_russian_questions_find_english_passages(tmp_path: Path, mode: str) -> None:
    outcome = asked(library_of(tmp_path, WordEncoder(), **ENGLISH), POWER, mode)
    assert outcome.hits[0].passage.document_id == "power"
    assert outcome.translation == "soft power nazarbayev"


def test_russian_documents_are_asked_in_their_own_words(tmp_path: Path) -> None:
    texts = {"forest": ENGLISH["bears"], "power": ENGLISH["power"]}
    texts |= {"sila": RUSSIAN["силы"], "med": RUSSIAN["мёд"]}
    searcher = library_of(tmp_path, WordEncoder(), **texts)
    hits = asked(searcher, POWER).hits
    assert {hit.passage.document_id for hit in hits[:2]} == {"sila", "power"}
    assert {hit.sparse.rank for hit in hits[:2] if hit.sparse} == {1, 2}
    assert asked(searcher, "медведи и мёд").hits[0].passage.document_id == "med"
    assert len({hit.passage.id for hit in hits}) == len(hits)


def test_a_library_without_english_is_asked_as_it_is(tmp_path: Path) -> None:
    outcome = asked(library_of(tmp_path, WordEncoder(), sila=RUSSIAN["силы"]), POWER)
    assert outcome.translation is None
    assert outcome.hits[0].passage.document_id == "sila"


def test_english_questions_are_left_alone(tmp_path: Path) -> None:
    assert asked(library_of(tmp_path, WordEncoder(), **ENGLISH), "soft power").translation is None


def test_an_encoder_that_reads_the_language_is_asked_in_it(tmp_path: Path) -> None:
    assert languages_read(Polyglot()) == ["ru", "kk"]
    assert languages_read(WordEncoder()) == []
    searcher = library_of(tmp_path, Polyglot(), **ENGLISH)
    assert searcher.snapshot.reads == ("ru", "kk")
    outcome = asked(searcher, POWER)
    assert outcome.translation is None
    assert [hit.passage.document_id for hit in asked(searcher, POWER, "sparse").hits] == ["power"]


def test_a_user_s_terms_go_first_and_are_read_when_they_change(tmp_path: Path) -> None:
    searcher = library_of(tmp_path, WordEncoder(), **ENGLISH)
    own = terms_folder(tmp_path) / "ru.tsv"
    own.parent.mkdir()
    own.write_text("мягкая сила\thoney\n", encoding="utf-8")
    assert asked(searcher, "мягкая сила").hits[0].passage.document_id == "bears"
    own.write_text("мягкая сила honey\n", encoding="utf-8")
    later = own.stat().st_mtime + 5
    os.utime(own, (later, later))
    with pytest.raises(BadTerms, match=r"ru\.tsv:1"):
        asked(searcher, "мягкая сила")
