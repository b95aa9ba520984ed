from hypothesis import given
from hypothesis import strategies as st
from spread_passages import bm25_of, spread

from pincite.index.structures.vocabulary import Vocabulary

words = st.sampled_from(("steppe", "step", "қазақ", "дала", "中国", "𝛼"))


@given(
    token_lists=st.lists(st.lists(words, max_size=4), max_size=9), segments=st.integers(1, 4), seed=st.integers(0, 99)
)
def test_the_vocabulary_is_all_terms_of_all_segments_in_order(
    token_lists: list[list[str]], segments: int, seed: int
) -> None:
    vocabulary = Vocabulary(bm25_of(token_lists, spread(len(token_lists), segments=segments, seed=seed)))
    terms = {term for tokens in token_lists for term in tokens}
    assert list(vocabulary) == list(vocabulary) == sorted(terms)
    assert len(vocabulary) == len(terms)


def test_what_is_no_term_is_not_in_it() -> None:
    vocabulary = Vocabulary(bm25_of([["steppe"], ["қазақ"]], spread(2, segments=2, seed=0)))
    assert ["steppe" in vocabulary, "қазақ" in vocabulary] == [True, True]
    others: list[object] = ["step", "", 7]
    assert [other in vocabulary for other in others] == [False, False, False]
