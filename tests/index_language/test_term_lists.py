"""The lists of foreign terms that come along: index/terms/<language>.tsv."""

import re
import tomllib
import unicodedata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LISTS = sorted((ROOT / "index" / "language" / "terms").glob("*.tsv"))


def entries(path: Path) -> list[tuple[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if not line.startswith("#")]
    assert all(len(pair) == 2 for pair in pairs), [pair for pair in pairs if len(pair) != 2]
    return [(term, english) for term, english in pairs]


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_a_list_begins_by_telling_its_format(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_every_term_is_cyrillic_and_its_translations_are_latin(path: Path) -> None:
    for term, english in entries(path):
        assert re.fullmatch(r"[\u0400-\u04ff]+(?:[ ,-]+[\u0400-\u04ff]+)*", term), term
        assert unicodedata.is_normalized("NFC", term)
        assert all(re.fullmatch(r"[A-Za-zü]+(?:[ '-][A-Za-zü]+)*", word) for word in english.split("|")), (
            term,
            english,
        )


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_no_term_stands_in_a_list_twice(path: Path) -> None:
    terms = [term.casefold() for term, _ in entries(path)]
    assert sorted(set(terms)) == sorted(terms)


def test_russian_and_kazakh_come_along_and_are_installed() -> None:
    assert {path.stem for path in LISTS} >= {"ru", "kk"}
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "terms/*.tsv" in settings["tool"]["setuptools"]["package-data"]["pincite.index.language"]
