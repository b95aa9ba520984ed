"""One tokenizer for passages and queries: what is one word, and which words are the same."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pincite.index.language.tokenizer import tokenize, tokenize_query

LANGUAGES = ("en", "ru", "kk", "fr", "ar", "fa", "hi", "zh", "th", "ko", "xx")


def test_sentence_becomes_stems_in_reading_order() -> None:
    assert tokenize("Kazakhstan’s soft-power policies cost power", "en") == [
        "kazakhstan", "soft", "power", "polici", "cost", "power",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Türkiye", "turkiye"),
        ("NAÏVE FAÇADE", "naive facade"),
        ("Fırat İstanbul Łódź", "firat istanbul lodz"),
        ("ﬁnance", "finance"),
        ("Straße", "STRASSE"),
        ("ещё", "ЕЩЕ"),
        ("Алматы́", "Алматы"),
        ("cooperation¹", "cooperation"),
        ("¹Department", "department"),
        ("policy²⁰.", "policy"),
        ("ŉ", "'n"),
        ("Pincite™", "pincite"),
        ("Russia’s", "Russia's"),
        ("China's", "China"),
        ("l’Europe", "Europe"),
        ("Xi'an", "Xian"),
        ("vis-à-vis", "vis a vis"),
        ("co\u00adoperation", "cooperation"),
        ("7,000", "7000"),
        ("19,186,015", "19186015"),
        ("7\u202f000", "7000"),
        ("$3.7", "3.7"),
        ("29,4 %", "29.4"),
        ("**power** _soft_", "power soft"),
        ("كتاب", "کتاب"),
        ("شعبـــان", "شعبان"),
        ("۱۴۰۲ ١٤٠٢", "1402 1402"),
        ("٣٫٥", "3.5"),
        ("१२ ฿๑๐", "12 10"),
        ("ΟΔΟΣ", "οδός"),
    ],
)
def test_spellings_of_one_word_are_one_term(one: str, other: str) -> None:
    assert tokenize(one, "en") == tokenize(other, "en") != []


@pytest.mark.parametrize(
    ("one", "other"),
    [("мой", "мои"), ("қала", "кала"), ("ұлт", "улт"), ("їжа", "іжа"), ("3.7", "37"), ("2010,2011", "20102011")],
)
def test_letters_and_numbers_that_only_look_alike_stay_apart(one: str, other: str) -> None:
    assert tokenize(one, "kk") != tokenize(other, "kk")


def test_numbers_keep_their_inner_points() -> None:
    assert tokenize("29.4 and 1.5e3, v2, 12,583.25; BR21882308 (2016).", "en") == [
        "29.4", "and", "1.5", "e3", "v2", "12583.25", "br21882308", "2016",
    ]  # fmt: skip


def test_years_in_a_list_are_two_words() -> None:
    assert tokenize("2010,2011", "en") == ["2010", "2011"]


def test_cyrillic_is_stemmed_as_russian_but_not_in_kazakh() -> None:
    assert tokenize("мягкой", "ru") == tokenize("мягкая", "ru") == tokenize("мягкая", "en")
    assert tokenize("силы ұлттық", "kk") == ["силы", "ұлттық"]


def test_latin_words_follow_the_language_of_the_document() -> None:
    assert tokenize("nations", "fr") == ["nation"]
    assert tokenize("continuellement", "fr") == ["continuel"]
    assert tokenize("policies", "ru") == tokenize("policies", "xx") == tokenize("policies", "en") == ["polici"]


def test_scripts_without_blanks_are_cut_into_pairs() -> None:
    assert tokenize("孔子学院", "zh") == ["孔子", "子学", "学院"]
    assert tokenize("BERT模型2018年", "zh") == ["bert", "模型", "2018", "年"]
    assert set(tokenize("น้ำแข็ง", "th")) <= set(tokenize("ธารน้ำแข็งละลาย", "th"))


def test_query_to_several_languages_has_each_stem_once() -> None:
    assert tokenize_query("policies nations policies", ["en", "fr"]) == ["polici", "polic", "nation", "polici", "polic"]
    assert tokenize_query("policies", []) == ["polici"]


def test_marks_alone_are_no_words() -> None:
    assert tokenize("— … ¹ ’ $ % __ \n", "en") == []


@given(text=st.text(max_size=60), language=st.sampled_from(LANGUAGES))
def test_query_in_one_language_gets_the_terms_of_a_passage(text: str, language: str) -> None:
    tokens = tokenize(text, language)
    assert tokenize_query(text, [language]) == tokens
    assert all(token and not token.isspace() for token in tokens)


@given(text=st.text(max_size=60), languages=st.lists(st.sampled_from(LANGUAGES), min_size=1, unique=True))
def test_query_to_several_languages_holds_the_terms_of_each(text: str, languages: list[str]) -> None:
    terms = tokenize_query(text, languages)
    assert all(set(tokenize(text, language)) <= set(terms) for language in languages)


@given(text=st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0x24F), max_size=40))
@example(text="ŉ")
def test_case_does_not_matter(text: str) -> None:
    assert tokenize(text.casefold(), "en") == tokenize(text, "en")


def test_threads_get_the_same_terms() -> None:
    texts = ["cooperation of Kazakhstan's neighbours", "мягкая сила", "policies"] * 50
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: tokenize(text, "en"), texts)) == [tokenize(text, "en") for text in texts]
