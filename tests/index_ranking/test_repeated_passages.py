"""What repeats a better passage steps behind the others, and nothing else does."""

from pathlib import Path

import pytest
from small_library import Parts, library_of

from pincite.index.ranking.repeated_passages import COMPARED
from pincite.index.search import Hit, Mode, Query
from pincite.service.evidence.sources import LibrarySources

TEXT = (
    "Soft power is the ability of a country to persuade others to do what it wants without force or coercion, and "
    "Kazakhstan has met that of its neighbours with a policy in many directions since its independence in 1991. "
    "What is taught at its universities, and in which languages, is a part of this policy that is rarely looked at."
)


def asked(sources: LibrarySources, *, mode: Mode = "hybrid", k: int = 100) -> tuple[Hit, ...]:
    return sources.searcher.search(Query(text="soft power of a country", k=k, mode=mode)).hits


@pytest.mark.parametrize("mode", ["hybrid", "sparse", "dense"])
def test_reprints_do_not_fill_the_top(tmp_path: Path, mode: Mode) -> None:
    others = [
        f"The power of country {number} lies in its {number} universities and their students." for number in "123"
    ]
    documents: dict[str, Parts] = {
        f"d{place:02}": [("body", text)] for place, text in enumerate([TEXT, TEXT, TEXT, *others])
    }
    with library_of(tmp_path, documents) as sources:
        hits = asked(sources, mode=mode)
    assert [hit.passage.text == TEXT for hit in hits] == [True, False, False, False, True, True]
    assert [hit.passage.document_id for hit in hits if hit.passage.text == TEXT] == ["d00", "d01", "d02"]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert [hit.rank for hit in hits] == [1, 2, 3, 4, 5, 6]


def test_nothing_is_lost_and_few_hits_are_the_first_of_many(tmp_path: Path) -> None:
    texts = [TEXT] * 20 + [f"In hive {number} of a country bees make {number} pots of honey." for number in range(40)]
    with library_of(tmp_path, {"d": [("body", text) for text in texts]}) as sources:
        many, few = asked(sources), asked(sources, k=10)
    assert len({hit.passage.id for hit in many}) == len(many) == 60
    assert [hit.passage.id for hit in few] == [hit.passage.id for hit in many[:10]]
    scores = [hit.score for hit in many]
    assert scores == sorted(scores, reverse=True)
    kinds = [hit.passage.text == TEXT for hit in many[:COMPARED]]
    assert kinds == [True, *[False] * 10, *[True] * 19]
