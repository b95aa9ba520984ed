from pathlib import Path
from string import ascii_lowercase

import pytest
from plain_vocabulary import vocabulary_of

from pincite.index.errors import BadTerms
from pincite.index.language.cyrillic import kazakh_stems, russian_stems, sound
from pincite.index.language.glossary import FOLDER, Glossary, read_terms
from pincite.index.language.tokenizer import tokenize

LISTS: dict[str, list[tuple[str, tuple[str, ...]]]] = {
    "ru": [("мягкая сила", ("soft power",)), ("сила", ("force",)), ("роль", ("role",)), ("перепись", ("census",))],
    "kk": [
        ("серіктестік", ("partnership",)),
        ("жұмсақ күш", ("soft power",)),
        ("бағдарлама", ("programme", "program")),
    ],
}
VOCABULARY = vocabulary_of(
    *tokenize("Nazarbayev Wilson TACIS BOMCA soft power program statistics role force census", "en")
)


def rendered(text: str) -> str | None:
    translation = Glossary(LISTS, VOCABULARY).translate(text)
    return None if translation is None else translation.text


@pytest.mark.parametrize(
    ("question", "english"),
    [
        ("Роль мягкой силы?", "role soft power"),
        ("О силе в роли", "force role"),
        ("по переписям 2009 и 2021 годов", "census 2009 2021"),
        ("жұмсақ күшін TACIS бағдарламасының 1991–2006", "soft power tacis program 1991 2006"),
        ("серіктестігінен", "partnership"),
        ("политика Назарбаева", "nazarbayev"),
        ("«сила» по Уилсону и БОМКА", "force wilson bomca"),
    ],
)
def test_questions_become_english_terms(question: str, english: str) -> None:
    assert rendered(question) == english


@pytest.mark.parametrize("question", ["soft power", "и так далее", "вильсоновский статистический", "", "2021?!"])
def test_what_is_not_understood_is_left_as_it_is(question: str) -> None:
    assert rendered(question) is None


@pytest.mark.parametrize("letter", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя" + "әғқңөұүһі")
def test_a_word_is_a_name_by_its_capital_in_every_alphabet(letter: str) -> None:
    known = {f"{first}azarbaev" for first in (*ascii_lowercase, "zh", "ts", "ch", "sh", "iu", "ia", "")}
    glossary = Glossary(LISTS, vocabulary_of(*known, "role"))
    small, large = (glossary.translate(f"роль {first}азарбаев") for first in (letter, letter.upper()))
    assert small is not None
    assert large is not None
    assert (small.foreign, len(large.foreign)) == (("role",), 2)


def test_the_longest_term_is_taken() -> None:
    assert rendered("мягкая сила") == "soft power"
    assert rendered("мягкая роль") == "role"


def test_of_two_translations_the_library_s_is_taken() -> None:
    assert rendered("бағдарлама") == "program"
    other = Glossary(LISTS, vocabulary_of(*tokenize("programme", "en"))).translate("бағдарлама")
    assert other is not None
    assert other.text == "programme"


def test_terms_for_foreign_words_are_told_apart_from_what_was_kept() -> None:
    translation = Glossary(LISTS, VOCABULARY).translate("роль TACIS в 2006")
    assert translation is not None
    assert (translation.language, translation.terms, translation.foreign) == (
        "ru",
        ("role", "tacis", "2006"),
        ("role",),
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [("zhumashov", "jumashov"), ("khan", "han"), ("qazaq", "kazakh".replace("kh", "k")), ("sydykov", "sidikov")],
)
def test_spellings_of_one_name_sound_alike(one: str, other: str) -> None:
    assert sound(one) == sound(other)


def test_endings_come_off_one_by_one() -> None:
    assert {"серіктестіктер", "серіктестік"} <= set(kazakh_stems("серіктестіктерінен"))
    assert "перепис" in set(russian_stems("перепись")) & set(russian_stems("переписи"))
    assert all(len(stem) >= 2 for stem in kazakh_stems("ата"))


@pytest.mark.parametrize("line", ["сила", "сила\t", "сила\t | ", "\tpower", "?!\tpower"])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "ru.tsv"
    path.write_text(f"# ours\n{line}\n", encoding="utf-8")
    with pytest.raises(BadTerms, match=r"ru\.tsv:2: must be a term, a tab"):
        read_terms(path)


def test_a_list_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ru.tsv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadTerms, match="must be a text in UTF-8"):
        read_terms(tmp_path / "ru.tsv")


def test_every_term_that_comes_along_is_found_again() -> None:
    for language in ("ru", "kk"):
        terms = read_terms(FOLDER / f"{language}.tsv")
        glossary = Glossary({language: terms}, vocabulary_of())
        for term, english in terms:
            translation = glossary.translate(term)
            assert translation is not None, term
            assert set(translation.terms) & {word for _, words in terms for word in words}, (term, english)
