"""Forms of one word have one stem, by the stemmer of their script and language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.index.language.stemming import stem


@pytest.mark.parametrize(
    ("language", "forms", "another"),
    [
        ("ar", ["الاقتصادية", "اقتصاد", "الاقتصاد"], "كتاب"),
        ("fa", ["کتابها", "کتاب", "كتاب"], "درخت"),
        ("el", ["οικονομικης", "οικονομικη"], "ποταμος"),
        ("hi", ["किताबें", "किताबों", "किताब"], "नदी"),
        ("ne", ["किताबहरू", "किताब"], "नदी"),
        ("hy", ["տնտեսություն", "տնտեսության"], "գետում"),
        ("ta", ["மரங்கள்", "மரங்களை"], "நதி"),
        ("sr", ["књиге", "књига", "knjige", "knjiga"], "река"),
        ("hr", ["knjige", "knjiga"], "rijeka"),
        ("cs", ["knihy", "kniha"], "reka"),
        ("tr", ["kitaplar", "kitap"], "nehir"),
        ("ru", ["мягкой", "мягкая"], "река"),
        ("en", ["policies", "policy"], "river"),
        ("eo", ["riveroj", "rivero", "riveron"], "libro"),
    ],
)
def test_forms_of_a_word_have_one_stem(language: str, forms: list[str], another: str) -> None:
    stems = {stem(form, language) for form in forms}
    assert len(stems) == 1
    assert stem(another, language) not in stems


@pytest.mark.parametrize(
    ("word", "language"),
    [("қалалардың", "kk"), ("будинками", "uk"), ("کتابوں", "ur"), ("पुस्तके", "mr"), ("ספרים", "he"), ("წიგნები", "ka")],
)
def test_words_stay_whole_where_their_language_has_no_stemmer(word: str, language: str) -> None:
    assert stem(word, language) == word


@pytest.mark.parametrize("language", ["ru", "ar", "zh", "xx"])
def test_the_script_decides_before_the_language(language: str) -> None:
    assert stem("policies", language) == "polici"
    assert stem("οικονομικης", language) == stem("οικονομικης", "el") != "οικονομικης"


@given(
    word=st.text(alphabet=st.characters(categories=("L", "N")), min_size=1, max_size=12),
    language=st.sampled_from(["en", "ru", "ar", "fa", "hi", "el", "sr", "tr", "yi", "xx"]),
)
def test_no_word_loses_all_its_letters(word: str, language: str) -> None:
    assert stem(word, language)
