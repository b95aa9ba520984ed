"""What the client says, in each of its languages."""

import re
from collections import Counter
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "service" / "web"
LANGUAGES = ("en", "ru", "kk")
ENTRY = re.compile(r'^  (?:"([^"]+)"|(\w+)): (.*),$', re.MULTILINE)


def texts(language: str) -> dict[str, str]:
    """Each key and what stands behind it: a string, or an object with plural forms."""
    found = ENTRY.findall((WEB / "languages" / f"{language}.js").read_text("utf-8"))
    return {quoted or bare: value for quoted, bare, value in found}


def names(value: str) -> set[str]:
    """The {names} that are filled in."""
    return set(re.findall(r"\{(\w+)\}", value))


def written() -> str:
    """All scripts and pages of the client but the languages themselves."""
    files = [file for file in (*WEB.rglob("*.js"), *WEB.glob("*.html")) if file.stem not in LANGUAGES]
    return "\n".join(file.read_text("utf-8") for file in files)


def test_every_line_of_a_language_is_a_text() -> None:
    for language in LANGUAGES:
        lines = (WEB / "languages" / f"{language}.js").read_text("utf-8").splitlines()
        assert len(texts(language)) == len([line for line in lines if line.startswith("  ")]) > 200


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_every_language_says_everything_with_the_same_names_filled_in(language: str) -> None:
    english, other = texts("en"), texts(language)
    assert list(other) == list(english)
    assert {key: names(value) for key, value in other.items()} == {key: names(value) for key, value in english.items()}


def test_nothing_is_left_in_english() -> None:
    same_everywhere = {"thread.markdown", "thread.bibtex"}
    for language in ("ru", "kk"):
        latin = {key for key, value in texts(language).items() if not re.search("[а-яёәғқңөұүһі]", value.lower())}
        assert latin == same_everywhere


@pytest.mark.parametrize(("language", "forms"), [("en", ["one", "other"]), ("ru", ["one", "few", "many"])])
def test_a_text_with_plural_forms_has_all_of_its_language(language: str, forms: list[str]) -> None:
    counted = [value for value in texts(language).values() if value.startswith("{")]
    assert counted
    assert all(re.findall(r"(\w+): \"", value) == forms for value in counted)


def test_no_text_is_there_twice() -> None:
    same = Counter(zip(*(texts(language).values() for language in LANGUAGES), strict=True))
    assert [values for values, count in same.items() if count > 1] == []


def test_every_text_that_is_asked_for_is_there_and_every_text_is_asked_for() -> None:
    script, keys = written(), set(texts("en"))
    asked = set(re.findall(r'\bt\("([^"]+)"', script)) | set(re.findall(r'data-(?:t|label)="([^"]+)"', script))
    assert asked <= keys
    begun = tuple(re.findall(r"`([a-z.]+\.)\$\{", script))
    ended = ("gone.", "starting.", "empty.", "failed.", "in.")  # by the state of the service, or a language's code
    spare = {key for key in keys if f'"{key}"' not in script and not key.startswith((*begun, *ended))}
    assert spare == set()
