"""BM25 equals rank_bm25 however passages are spread over segments, and ranking by shortcuts equals sorting."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi
from spread_passages import bm25_of, counted_statistics, in_one_segment, postings_of, spread

from pincite.index.structures.bm25 import BM25, TermStatistics, changed_statistics
from pincite.index.structures.placement import place_rows
from pincite.index.structures.postings import Postings, build_postings

# Terms of many alphabets; some begin alike, and one letter is written in two ways.
TERMS = ("a", "steppe", "step", "қазақ", "қаза", "дала", "ελλάς", "中国", "한국", "हिन्दी", "é", "e\u0301")
words = st.sampled_from(TERMS)
token_lists_of_segment = st.lists(st.lists(words, max_size=6), max_size=6)
passages = st.lists(st.lists(words, max_size=12), min_size=1, max_size=25).filter(any)
queries = st.lists(st.sampled_from([*TERMS, "𝛼"]), max_size=6)
segment_counts, seeds = st.integers(1, 6), st.integers(0, 999)


def zipf_words(rng: np.random.Generator, count: int) -> list[str]:
    return [f"w{rank}" for rank in rng.zipf(1.3, size=count).clip(max=5000).tolist()]


def brute_force(
    index: BM25, token_lists: Sequence[Sequence[str]], query: Sequence[str], allowed: NDArray[np.bool_]
) -> list[tuple[int, float]]:
    scores = index.scores(query).tolist()
    matching = [i for i, tokens in enumerate(token_lists) if allowed[i] and set(tokens) & set(query)]
    return sorted(((i, scores[i]) for i in matching), key=lambda hit: (-hit[1], hit[0]))


def hits(ranking: tuple[NDArray[np.int64], NDArray[np.float64]]) -> list[tuple[int, float]]:
    positions, scores = ranking
    return list(zip(positions.tolist(), scores.tolist(), strict=True))


def assert_scores_equal(
    found: NDArray[np.float64], token_lists: Sequence[Sequence[str]], query: Sequence[str], oracle: BM25Okapi
) -> None:
    """Exactly, unless a term is in more than half of the passages: its idf is then an average of many numbers."""
    in_passages = [sum(term in tokens for tokens in token_lists) for term in set(query)]
    if 2 * max(in_passages, default=0) > len(token_lists):
        np.testing.assert_allclose(found, oracle.get_scores(query), rtol=1e-12, atol=1e-13)
    else:
        assert found.tolist() == oracle.get_scores(query).tolist()


@given(token_lists=passages, query=queries, segments=segment_counts, seed=seeds)
def test_scores_equal_rank_bm25_however_passages_are_spread(
    token_lists: list[list[str]], query: list[str], segments: int, seed: int
) -> None:
    index = bm25_of(token_lists, spread(len(token_lists), segments=segments, seed=seed))
    assert_scores_equal(index.scores(query), token_lists, query, BM25Okapi(token_lists))


@given(token_lists=passages, query=queries, segments=segment_counts, seed=seeds)
def test_scores_are_the_same_to_the_last_bit_in_any_segments(
    token_lists: list[list[str]], query: list[str], segments: int, seed: int
) -> None:
    index = bm25_of(token_lists, spread(len(token_lists), segments=segments, seed=seed))
    assert index.scores(query).tolist() == bm25_of(token_lists).scores(query).tolist()


@given(token_lists=passages, query=queries, k=st.integers(0, 30), segments=segment_counts, seed=seeds)
def test_top_equals_sorting_all_scores(
    token_lists: list[list[str]], query: list[str], k: int, segments: int, seed: int
) -> None:
    index = bm25_of(token_lists, spread(len(token_lists), segments=segments, seed=seed))
    allowed = np.random.default_rng(seed).random(len(token_lists)) < 0.6
    everything = np.ones(len(token_lists), dtype=np.bool_)
    assert hits(index.top(query, k)) == brute_force(index, token_lists, query, everything)[:k]
    assert hits(index.top(query, k, allowed=allowed)) == brute_force(index, token_lists, query, allowed)[:k]


def test_large_index_agrees_with_rank_bm25_and_with_sorting() -> None:
    rng = np.random.default_rng(7)
    token_lists = [zipf_words(rng, int(count)) for count in rng.integers(5, 60, size=3000)]
    index, oracle = bm25_of(token_lists, spread(3000, segments=7, seed=7)), BM25Okapi(token_lists)
    everything, half = np.ones(3000, dtype=np.bool_), rng.random(3000) < 0.5
    for _ in range(8):
        query = zipf_words(rng, int(rng.integers(1, 13)))
        assert_scores_equal(index.scores(query), token_lists, query, oracle)
        for allowed in (None, half):
            ranked = brute_force(index, token_lists, query, everything if allowed is None else allowed)
            for k in (1, 10, 11, 100, 500):
                assert hits(index.top(query, k, allowed=allowed)) == ranked[:k]


def test_repeated_query_term_counts_twice() -> None:
    index = bm25_of([["steppe", "road"], ["road"], ["belt"], ["sea"]])
    assert index.scores(["steppe"])[0] > 0
    assert index.scores(["steppe", "steppe"]).tolist() == (2 * index.scores(["steppe"])).tolist()


def test_score_is_the_formula() -> None:
    index = bm25_of([["steppe", "road", "road"], ["belt"], ["sea"], ["sea"]], spread(4, segments=3, seed=1))
    idf = np.log(4 - 1 + 0.5) - np.log(1 + 0.5)
    expected = idf * (2 * 2.5 / (2 + 1.5 * (0.25 + 0.75 * 3 / (6 / 4))))
    assert index.scores(["road"]).tolist() == pytest.approx([expected, 0, 0, 0], rel=1e-14)


def test_a_term_in_most_passages_has_a_quarter_of_the_average_idf() -> None:
    index = bm25_of([["sea", "a"], ["sea", "b"], ["sea"], ["sea"]], spread(4, segments=2, seed=1))
    average = (2 * (np.log(3.5) - np.log(1.5)) + np.log(0.5) - np.log(4.5)) / 3
    assert index.statistics.idf(4) == pytest.approx(0.25 * average, rel=1e-14)


def test_the_average_idf_does_not_depend_on_the_order_of_counting() -> None:
    frequencies = [(number, number * number) for number in range(1, 100)]
    one, other = (TermStatistics(passages=150, frequencies=dict(pairs)) for pairs in (frequencies, frequencies[::-1]))
    assert one.average_idf == other.average_idf


@pytest.mark.parametrize("count", [255, 256, 70_000])
def test_a_term_may_be_in_a_passage_any_number_of_times(count: int) -> None:
    token_lists = [["sea"], ["sea"] * count, ["belt"], [], ["road"]]
    index = bm25_of(token_lists, spread(5, segments=2, seed=0))
    assert index.scores(["sea"]).tolist() == BM25Okapi(token_lists).get_scores(["sea"]).tolist()


def test_equal_scores_keep_reading_order_over_segments() -> None:
    token_lists = [["sea"], *[["steppe", "road"]] * 300, ["belt"] * 9] + [["belt"]] * 400
    index = bm25_of(token_lists, spread(len(token_lists), segments=9, seed=4))
    assert index.top(["steppe", "road"], 5)[0].tolist() == [1, 2, 3, 4, 5]


def test_passage_without_a_term_of_the_query_is_no_hit() -> None:
    index = bm25_of([["steppe"], ["sea"], []], spread(3, segments=2, seed=2))
    assert index.top(["steppe"], 10)[0].tolist() == [0]
    assert index.top(["unknown"], 10)[0].tolist() == []
    assert index.top([], 10)[0].tolist() == []


def test_a_passage_whose_terms_are_worth_nothing_is_a_hit() -> None:
    # The idf of a term in half of the passages is 0.
    index = bm25_of([["steppe"], ["sea"]], spread(2, segments=2, seed=0))
    assert hits(index.top(["steppe"], 10)) == [(0, 0.0)]


def test_empty_library_and_empty_passages_have_no_hits() -> None:
    nothing = BM25([], place_rows([]), TermStatistics(frequencies={}))
    assert (nothing.size, nothing.frequency("sea"), nothing.top(["sea"], 3)[0].tolist()) == (0, 0, [])
    assert nothing.scores(["sea"]).tolist() == []
    assert bm25_of([[], []], spread(2, segments=3, seed=0)).scores(["sea"]).tolist() == [0, 0]


@given(token_lists=passages, segments=segment_counts, seed=seeds)
def test_the_frequency_of_a_term_is_the_number_of_its_passages(
    token_lists: list[list[str]], segments: int, seed: int
) -> None:
    index = bm25_of(token_lists, spread(len(token_lists), segments=segments, seed=seed))
    expected = [sum(term in tokens for tokens in token_lists) for term in (*TERMS, "𝛼")]
    assert [index.frequency(term) for term in (*TERMS, "𝛼")] == expected
    assert [index.frequency(term) for term in (*TERMS, "𝛼")] == expected, "the second time they are remembered"


fates = st.lists(st.sampled_from(("stays", "leaves", "loses a passage")), min_size=20, max_size=20)


@given(st.lists(st.tuples(st.lists(token_lists_of_segment, max_size=3), fates), max_size=6))
def test_statistics_that_follow_changes_equal_those_counted_at_once(
    history: list[tuple[list[list[list[str]]], list[str]]],
) -> None:
    statistics, segments = TermStatistics(frequencies={}), list[tuple[list[list[str]], Postings]]()
    for new, fate_of in history:
        kept = [one for one, fate in zip(segments, fate_of, strict=False) if fate == "stays"]
        left = [one for one, fate in zip(segments, fate_of, strict=False) if fate != "stays"]
        shorter = [one[1:] for (one, _), fate in zip(segments, fate_of, strict=False) if fate == "loses a passage"]
        added = [(one, build_postings(one)) for one in (*new, *shorter)]
        before, frequencies = statistics, dict(statistics.frequencies)
        statistics = changed_statistics(
            before,
            kept=[postings for _, postings in kept],
            left=[postings for _, postings in left],
            added=[postings for _, postings in added],
        )
        segments = [*kept, *added]
        assert statistics == counted_statistics([tokens for one, _ in segments for tokens in one])
        assert before.frequencies == frequencies, "arguments are not changed"


@given(
    token_lists=passages, asked=st.lists(queries, min_size=1, max_size=5), segments=segment_counts, seed=seeds
)  # fmt: skip
def test_what_was_asked_before_changes_nothing(
    token_lists: list[list[str]], asked: list[list[str]], segments: int, seed: int
) -> None:
    placement = spread(len(token_lists), segments=segments, seed=seed)
    index = bm25_of(token_lists, placement)
    for query in [*asked, *asked]:
        fresh = BM25(index.segments, placement, index.statistics)
        assert hits(index.top(query, 5)) == hits(fresh.top(query, 5))
        assert index.scores(query).tolist() == fresh.scores(query).tolist()


def test_more_common_terms_than_are_kept_change_nothing() -> None:
    # 45 terms in 100,000 rows are more than the 4,000,000 numbers that are kept.
    rng, size, terms = np.random.default_rng(1), 100_000, [f"w{number}" for number in range(45)]
    (one,) = postings_of([terms], in_one_segment(1))
    postings = Postings(
        hashes=one.hashes,
        starts=np.arange(len(terms) + 1) * size,
        rows=np.tile(np.arange(size, dtype=np.uint32), len(terms)),
        counts=rng.integers(1, 9, size=len(terms) * size).astype(np.uint8),
        lengths=np.full(size, 200, dtype=np.uint32),
        text=one.text,
        text_starts=one.text_starts,
    )
    # As if there were many more passages, so that these terms are rare in the library.
    statistics = TermStatistics(passages=10 * size, length=2000 * size, frequencies={size: len(terms)})
    index = BM25([postings], in_one_segment(size), statistics)
    for term in [*terms, *reversed(terms)]:
        fresh = BM25([postings], in_one_segment(size), statistics)
        assert np.array_equal(index.scores([term]), fresh.scores([term]))


def test_threads_do_not_disturb_each_other() -> None:
    rng = np.random.default_rng(3)
    placement = spread(3000, segments=5, seed=3)
    index = bm25_of([zipf_words(rng, 30) for _ in range(3000)], placement)
    alone = BM25(index.segments, placement, index.statistics)
    asked = [zipf_words(rng, 6) for _ in range(200)]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda query: hits(index.top(query, 10)), asked))
    assert together == [hits(alone.top(query, 10)) for query in asked]
