"""A word in a script without blanks is found inside a longer run by its own pairs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.index.language.unspaced import has_unspaced, pairs

HAN = st.text(alphabet="冰川移动孔子学院経済のモデル々", min_size=1, max_size=8)
HANGUL = st.text(alphabet="빙하한국의경제성장은", min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("run", "terms"),
    [
        ("冰", ["冰"]),
        ("人々", ["人々"]),
        ("冰川移动", ["冰川", "川移", "移动"]),
        ("氷河モデル", ["氷河", "河モ", "モデ", "デル"]),
        ("\U00020000\U00020001\U00020002", ["\U00020000\U00020001", "\U00020001\U00020002"]),
        ("한국의", ["한국", "국의"]),
        ("co2排放量", ["co2", "排放", "放量"]),
        ("เมือง", ["เมือ", "อง"]),
        ("ຂ້ອຍ", ["ຂ້ອ", "ອຍ"]),
    ],
)
def test_neighbours_make_terms(run: str, terms: list[str]) -> None:
    assert list(pairs(run)) == terms
    assert has_unspaced(run)


@given(before=HAN, word=st.one_of(HAN, HANGUL), after=HAN)
def test_a_word_is_found_inside_a_run(before: str, word: str, after: str) -> None:
    if len(word) > 1:
        assert set(pairs(word)) <= set(pairs(before + word + after))


@pytest.mark.parametrize("word", ["glacier", "ледник", "هذا", "किताब", "1402"])
def test_other_scripts_stay_together(word: str) -> None:
    assert list(pairs(word)) == [word]
    assert not has_unspaced(word)


@given(st.text(alphabet="กขคงเแโใไ่้๊ะาิีึืุูัำ္်ြွှင်ាិីឹឺុូ្កខគ", min_size=1, max_size=12))
def test_no_character_is_lost(run: str) -> None:
    terms = list(pairs(run))
    assert terms
    assert set("".join(terms)) == set(run)
