"""Building a snapshot and searching it: with a made-up encoder on small documents, and on the five papers."""

from pathlib import Path
from typing import Any

import pytest
from word_library import ENCODER, put

from pincite.index.errors import BadFilter, BadQuery, IndexNotFound
from pincite.index.interface.filters import Filters
from pincite.index.search import Query, Searcher
from pincite.index.snapshots.publication import build_snapshot
from pincite.index.snapshots.snapshot import open_snapshot
from pincite.ingest.library.store import Library


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path / "data", write=True)
    put(library, "bears2001", "Brown bears eat honey in the forest.", year=2001, author="Müller")
    put(library, "bees2010", "Honey bees live in hives and make honey.", year=2010)
    put(library, "cars2020", "Electric cars need batteries.\n\nReferences\n\n- Nye, J. (1990). Honey.", author="Nye")
    build_snapshot(library, ENCODER)
    return library


def opened(library: Library) -> Searcher:
    return Searcher(open_snapshot(library.data), ENCODER)


def ids(searcher: Searcher, text: str, *, mode: str = "hybrid", k: int = 10, **filters: Any) -> list[str]:
    query = Query(text=text, k=k, mode=mode, filters=Filters(**filters))  # type: ignore[arg-type]
    return [hit.passage.document_id for hit in searcher.search(query).hits]


def test_hits_carry_their_passage_record_and_reasons(library: Library) -> None:
    hit = opened(library).search(Query(text="electric batteries")).hits[0]
    assert (hit.rank, hit.record.id, hit.passage.text) == (1, "cars2020", "Electric cars need batteries.")
    assert hit.sparse is not None
    assert (hit.sparse.rank, hit.pages.basis, hit.pages.first_line) == (1, "none", 1)


def test_hits_tell_how_near_each_of_their_sentences_is(library: Library) -> None:
    put(library, "owls2022", "Owls hunt at night. They eat mice.")
    build_snapshot(library, ENCODER)
    hit = opened(library).search(Query(text="what do they eat")).hits[0]
    texts = [hit.passage.text[s.start - hit.passage.start : s.end - hit.passage.start] for s in hit.sentences]
    assert texts == ["Owls hunt at night.", "They eat mice."]
    assert hit.sentences[0].score < hit.sentences[1].score
    assert opened(library).search(Query(text="mice", mode="sparse")).hits[0].sentences == ()


def test_a_reason_that_is_not_there_is_none(library: Library) -> None:
    hits = opened(library).search(Query(text="batteries")).hits
    assert [hit.sparse is None for hit in hits] == [False, True, True, True]
    assert all(hit.dense is not None for hit in hits)


@pytest.mark.parametrize("mode", ["sparse", "dense"])
def test_one_retriever_alone_gives_its_own_ranking(library: Library, mode: str) -> None:
    hits = opened(library).search(Query(text="honey bees", mode=mode)).hits  # type: ignore[arg-type]
    other = "dense" if mode == "sparse" else "sparse"
    assert hits[0].passage.document_id == "bees2010"
    assert [getattr(hit, mode).rank for hit in hits] == [hit.rank for hit in hits]
    assert all(getattr(hit, other) is None for hit in hits)


def test_k_limits_the_hits(library: Library) -> None:
    assert len(ids(opened(library), "honey", k=2)) == 2


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        ({"documents": ("bears2001",)}, {"bears2001"}),
        ({"authors": ("MULLER",)}, {"bears2001"}),
        ({"authors": ("Ann Nye", "Doe, Ann")}, {"cars2020", "bees2010"}),
        ({"year_from": 2010}, {"bees2010", "cars2020"}),
        ({"year_to": 2010}, {"bears2001", "bees2010"}),
        ({"kinds": ("reference",)}, {"cars2020"}),
        ({"languages": ("en",)}, {"bears2001", "bees2010", "cars2020"}),
        ({"languages": ("ru",)}, set()),
        ({"authors": ("Nobody",)}, set()),
    ],
)
@pytest.mark.parametrize("mode", ["hybrid", "sparse", "dense"])
def test_filters_apply_before_ranking(library: Library, filters: dict[str, Any], left: set[str], mode: str) -> None:
    assert set(ids(opened(library), "honey", mode=mode, **filters)) == left


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        ({"documents": ("none1999",)}, "there is no document 'none1999'"),
        ({"kinds": ("poem",)}, "there is no kind 'poem'"),
        ({"year_from": 2020, "year_to": 2010}, "'from' .2020. is after 'to'"),
    ],
)
def test_a_filter_that_names_nothing_is_refused(library: Library, filters: dict[str, Any], told: str) -> None:
    with pytest.raises(BadFilter, match=told):
        ids(opened(library), "honey", **filters)


@pytest.mark.parametrize(
    ("text", "told"),
    [("", "is empty"), (" \n\t", "is empty"), ("?!… — «»", "holds no words"), ("a" * 10_000, "has 10000 characters")],
)
def test_a_query_that_cannot_be_asked_is_refused(library: Library, text: str, told: str) -> None:
    with pytest.raises(BadQuery, match=told):
        opened(library).search(Query(text=text))


def test_equal_passages_come_in_the_order_of_their_ids(tmp_path: Path) -> None:
    with Library(tmp_path / "data", write=True) as library:
        for name in ("c", "a", "b"):
            put(library, name, "The very same words.", title="The very same title")
        build_snapshot(library, ENCODER)
        assert ids(opened(library), "same words") == ["a", "b", "c"]


def test_a_removed_document_is_never_returned_even_by_an_old_snapshot(library: Library) -> None:
    searcher = opened(library)
    library.remove("bees2010")
    for changed in (searcher.snapshot.changed_in(library), frozenset[str]()):
        hits = searcher.search(Query(text="honey bees"), changed=changed).hits
        assert {hit.passage.document_id for hit in hits} == {"bears2001", "cars2020"}


def test_a_replaced_document_is_not_returned_as_it_was(library: Library) -> None:
    searcher = opened(library)
    put(library, "bees2010", "Bees are insects.", year=2010)
    hits = searcher.search(Query(text="honey bees"), changed=searcher.snapshot.changed_in(library)).hits
    assert "bees2010" not in {hit.passage.document_id for hit in hits}


def test_an_empty_library_can_be_served(library: Library) -> None:
    for name in list(library.keys()):
        library.remove(name)
    build_snapshot(library, ENCODER)
    assert opened(library).search(Query(text="honey")).hits == ()


def test_no_snapshot_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFound, match="run: pincite add FILE"):
        open_snapshot(tmp_path)
