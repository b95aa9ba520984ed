from hypothesis import given
from hypothesis import strategies as st
from plain_vocabulary import PlainVocabulary
from spread_passages import bm25_of, spread

from pincite.index.language.cyrillic import sound
from pincite.index.structures.segment_vocabulary import SegmentVocabulary

terms = st.sampled_from(("steppes", "steppe", "қазақтар", "Nazarbayev".lower(), "nazarbaev", "中国", "𝛼", "jumashov"))
LIKE = ["steppse", "қазақтра", "nazerbayev", "zhumashov", "step", "1234567"]


@given(
    token_lists=st.lists(st.lists(terms, max_size=4), max_size=9), segments=st.integers(1, 4), seed=st.integers(0, 99)
)
def test_the_terms_of_all_segments_are_asked_as_one(token_lists: list[list[str]], segments: int, seed: int) -> None:
    vocabulary = SegmentVocabulary(bm25_of(token_lists, spread(len(token_lists), segments=segments, seed=seed)))
    every = sorted({term for tokens in token_lists for term in tokens})
    counts = {term: sum(term in tokens for tokens in token_lists) for term in every}
    plain = PlainVocabulary(counts=counts)
    assert vocabulary.frequencies([*every, "other", ""]) == [*counts.values(), 0, 0]
    assert vocabulary.spelled_like(LIKE) == plain.spelled_like(LIKE)
    sounds = [sound(word) for word in LIKE if word.isascii()]
    assert vocabulary.sounding_like(sounds) == plain.sounding_like(sounds)
