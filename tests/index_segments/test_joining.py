"""A segment depends on its documents alone, not on how they came to be in it, and forgets those that leave."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_library import Parts, document_with
from written_segments import (
    ENCODER,
    assert_equal,
    contents_of,
    files_of,
    recorded,
    several_documents,
    written,
)

from pincite.index.segments.joining import join_segments
from pincite.index.segments.segment import Segment, SegmentContents
from pincite.index.structures.postings import hash_of
from pincite.ingest.document import Document

DOCUMENTS = {document.id: document for document in several_documents()}
CONTENTS = {name: contents_of(document) for name, document in DOCUMENTS.items()}
SECRET: Parts = [
    ("body", "Zanzibar exported cloves. Қарақалпақ жерінде 𝛼 зымыран ұшырылды."),
    ("table", "Spice\tTons\tYear\ncloves\t8117\t1964\nvanilla\t9223\t1971"),
]


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> list[Segment]:
    """A segment for each document, in the order of their ids."""
    folder = tmp_path_factory.mktemp("parts")
    return [written(folder / name, CONTENTS[name]) for name in sorted(CONTENTS)]


def new_folders(parent: str) -> Iterator[Path]:
    return (Path(parent) / str(number) for number in range(1000))


def joined_by_chance(
    segments: Sequence[Segment], folders: Iterator[Path], rng: np.random.Generator, *, without: frozenset[str]
) -> Segment:
    """All joined into one, a few at a time; the documents to be left out leave at some moment, or at the end."""
    waiting = list(segments)
    while len(waiting) > 1:
        rng.shuffle(waiting)
        count = int(rng.integers(1, len(waiting) + 1))
        leaving = frozenset(name for name in without if rng.random() < 0.3)
        waiting = [written(next(folders), join_segments(waiting[:count], without=leaving)), *waiting[count:]]
    return written(next(folders), join_segments(waiting, without=without))


@settings(max_examples=25)
@given(seed=st.integers(0, 9999), without=st.frozensets(st.sampled_from(sorted(DOCUMENTS)), max_size=3))
def test_joining_in_any_groups_and_order_gives_equal_files(
    parts: list[Segment], seed: int, without: frozenset[str]
) -> None:
    with TemporaryDirectory() as name:
        folders = new_folders(name)
        joined = joined_by_chance(parts, folders, np.random.default_rng(seed), without=without)
        left = [part for part in parts if part.documents.ids[0] not in without]
        at_once = written(next(folders), join_segments(left))
        assert_equal(joined.contents, at_once.contents)
        assert files_of(joined.folder) == files_of(at_once.folder)


def test_documents_are_in_the_order_of_their_ids(parts: list[Segment]) -> None:
    joined = join_segments(parts[::-1])
    assert list(joined.documents.ids) == sorted(DOCUMENTS)
    assert list(joined.documents.keys) == [DOCUMENTS[name].key for name in joined.documents.ids]
    assert list(joined.documents.languages) == [DOCUMENTS[name].record.language for name in joined.documents.ids]
    assert list(joined.documents.passages) == [len(DOCUMENTS[name].passages) for name in joined.documents.ids]


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_a_document_taken_out_of_many_is_as_it_was(tmp_path: Path, parts: list[Segment], name: str) -> None:
    joined = written(tmp_path / "joined", join_segments(parts))
    assert_equal(join_segments([joined], without=frozenset(DOCUMENTS) - {name}), CONTENTS[name])


def test_a_segment_of_one_document_and_those_without_it_are_its_parts(parts: list[Segment]) -> None:
    assert_equal(join_segments(parts[:1]), parts[0].contents)
    assert_equal(join_segments(parts, without=frozenset({"unknown"})), join_segments(parts))


def test_all_documents_may_leave(tmp_path: Path, parts: list[Segment]) -> None:
    nothing = join_segments(parts, without=frozenset(DOCUMENTS))
    assert (len(nothing.documents), len(nothing.vectors), nothing.postings.size) == (0, 0, 0)
    assert_equal(written(tmp_path / "nothing", nothing).contents, nothing)


def traces(document: Document, contents: SegmentContents) -> dict[str, bytes]:
    """What the files of a segment hold of this document and of no other, by what it is."""
    found = {"id": document.id.encode(), "key": document.key.encode()}
    found |= {f"term {term}": term.encode() for term in contents.postings.terms() if term in TERMS_OF_SECRET}
    found |= {f"hash of {term}": hash_of(term).to_bytes(8, "little") for term in TERMS_OF_SECRET}
    for name, array in (
        ("passage vector", contents.vectors),
        ("sentence vector", contents.sentences.codes),
        ("sketch", contents.rows.sketches),
        ("hash of a passage", contents.rows.hashes),
        ("hash of a sentence", contents.rows.sentence_hashes),
    ):
        found |= {f"{name} {row}": array[row].tobytes() for row in range(len(array))}
    return found | {"words": contents.words.codes.tobytes(), "byline": contents.words.byline_codes.tobytes()}


TERMS_OF_SECRET = ("zanzibar", "қарақалпақ", "зымыран", "8117", "ibn", "battuta", "1331")


def test_a_document_that_leaves_leaves_no_trace(tmp_path: Path, parts: list[Segment]) -> None:
    document = replace(document_with("secret1331", SECRET), key="key-of-the-secret")
    author, issued = [{"family": "Battuta", "given": "Ibn"}], {"date-parts": [[1331]]}
    document = recorded(document, author=author, issued=issued, title="Cloves", language="kk")
    contents = contents_of(document)
    assert set(TERMS_OF_SECRET) <= set(contents.postings.terms())
    held = written(tmp_path / "held", join_segments([*parts, written(tmp_path / "secret", contents)]))
    left = written(tmp_path / "left", join_segments([held], without=frozenset({document.id})))
    before, after = (b"\0".join(files_of(segment.folder).values()) for segment in (held, left))
    searched = traces(document, contents)
    assert len(searched) > 25
    assert [name for name, trace in searched.items() if trace not in before] == [], "they can be found at all"
    assert [name for name, trace in searched.items() if trace in after] == []
    assert files_of(left.folder) == files_of(written(tmp_path / "never", join_segments(parts)).folder)


def test_joined_rows_are_searched_as_before(parts: list[Segment]) -> None:
    joined = join_segments(parts)
    vectors = np.concatenate([part.vectors.rows for part in parts])
    assert np.array_equal(joined.vectors, vectors)
    query = ENCODER.encode(["wars in the steppe"])[0]
    best = np.concatenate([part.sentences.best(query) for part in parts])
    assert np.array_equal(joined.sentences.best(query), best)
