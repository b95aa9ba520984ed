"""Questions in Russian and Kazakh translated into English terms of a library, by term lists and the sound of names.

    Какую роль играют вулканы в теории Вегенера?
    -> role play volcano theory wegener

This is no full translation: it finds the terms that matter for a search, and keeps numbers and Latin letters.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz import fuzz, process

from pincite.index.errors import BadTerms
from pincite.index.language.cyrillic import is_cyrillic, is_kazakh, kazakh_stems, name_forms, russian_stems, sound
from pincite.index.language.tokenizer import tokenize, words
from pincite.ingest.writing.letter_case import opening_case

FOLDER = Path(__file__).parent / "terms"
LANGUAGES = ("ru", "kk")
_STEMS = {"ru": russian_stems, "kk": kazakh_stems}
# A name counts as found in the library where so many percent of its sounds agree; at the beginning of a question,
# where any word has a capital letter, nearly all must.
_SIMILAR, _SIMILAR_FIRST = 84, 90
_SHORTEST_NAME = 4  # sounds; among shorter ones chance is too strong

_WORD = re.compile("\\b[^\\W\\d_]\\w*")


@dataclass(frozen=True, slots=True, kw_only=True)
class _TermNode:
    """What follows a beginning of terms, word by word; `english` where a term ends."""

    after: dict[str, "_TermNode"] = field(default_factory=dict)
    english: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """A question in English terms: those of its words that were understood, in their order, one term for each.

    `foreign` are the terms for what was not in Latin letters or figures; `language` is the language it was read as.
    """

    language: str
    terms: tuple[str, ...]
    foreign: tuple[str, ...]

    @property
    def text(self) -> str:
        """All terms in one line."""
        return " ".join(self.terms)


class Glossary:
    """Term lists by language, and a library's vocabulary: stems of its words, by their sound.

    Where a term has several words in English, the first that the library has is taken.
    """

    def __init__(self, lists: Mapping[str, Iterable[tuple[str, Sequence[str]]]], vocabulary: Collection[str]) -> None:
        self._roots = {language: _term_tree(language, terms) for language, terms in lists.items()}
        self._vocabulary = vocabulary
        self._by_sound: dict[str, dict[str, str]] = {}
        for word in vocabulary:
            if word.isascii() and word.isalpha() and len(word) >= _SHORTEST_NAME:
                key = sound(word)
                self._by_sound.setdefault(key[:1], {}).setdefault(key, word)

    def translate(self, text: str) -> Translation | None:
        """The question in English terms; None where it has no Cyrillic word that is understood."""
        found = list(words(text))
        order = ("kk", "ru") if is_kazakh(text) else ("ru", "kk")
        capitalised = (word for word in _WORD.findall(text) if opening_case(word) == "upper")
        names = {name for word in capitalised for name in words(word)}
        terms: list[str] = []
        foreign: list[str] = []
        place = 0
        while place < len(found):
            word = found[place]
            length, english = self._longest_term(found[place:], order)
            if length:
                foreign.append(self._first_known(english))
                terms.append(foreign[-1])
            elif not is_cyrillic(word):
                terms.append(word)
            elif word in names:
                similar = self._similar_word(word, order[0], least=_SIMILAR if place else _SIMILAR_FIRST)
                foreign += similar
                terms += similar
            place += length or 1
        return Translation(language=order[0], terms=tuple(terms), foreign=tuple(foreign)) if foreign else None

    def _first_known(self, english: Sequence[str]) -> str:
        for term in english:
            if all(token in self._vocabulary for token in tokenize(term, "en")):
                return term
        return english[0]

    def _longest_term(self, found: Sequence[str], order: Sequence[str]) -> tuple[int, Sequence[str]]:
        """How many of the words are the longest term that stands at their beginning, and its English; 0 for none."""
        best: tuple[int, Sequence[str]] = (0, ())
        for language in order:
            waiting = [(0, self._roots[language])] if language in self._roots else []
            while waiting:
                length, node = waiting.pop()
                if node.english and length > best[0]:
                    best = (length, node.english)
                if length < len(found):
                    stems = _STEMS[order[0]](found[length])
                    waiting += [(length + 1, node.after[stem]) for stem in reversed(stems) if stem in node.after]
        return best

    def _similar_word(self, name: str, language: str, *, least: int) -> Sequence[str]:
        """The library's word that sounds most like a name, where there is one."""
        best: tuple[float, str] = (0.0, "")
        for form in name_forms(name, _STEMS[language](name)):
            known = self._by_sound.get(form[:1], {})
            if len(form) >= _SHORTEST_NAME and known:
                match = process.extractOne(form, known.keys(), scorer=fuzz.ratio, score_cutoff=least)
                if match is not None and match[1] > best[0]:
                    best = (match[1], known[match[0]])
        return (best[1],) if best[1] else ()


def read_terms(path: Path) -> list[tuple[str, tuple[str, ...]]]:
    """The terms of a list and their English: "term<TAB>english|english" a line. Raises BadTerms, naming the line."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadTerms(f"{path}: cannot be read ({error}); it must be a text in UTF-8") from error
    terms = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        term, tab, english = line.partition("\t")
        alternatives = tuple(part.strip() for part in english.split("|") if part.strip())
        if not tab or not alternatives or not any(True for _ in words(term)):
            raise BadTerms(
                f"{path}:{number}: must be a term, a tab, and its English with | between alternatives, not {line!r}"
            )
        terms.append((term.strip(), alternatives))
    return terms


def _term_tree(language: str, terms: Iterable[tuple[str, Sequence[str]]]) -> _TermNode:
    root = _TermNode()
    for term, english in terms:
        nodes = [root]
        for word in words(term):
            nodes = [node.after.setdefault(stem, _TermNode()) for node in nodes for stem in _STEMS[language](word)]
        for node in nodes:
            node.english.extend(word for word in english if word not in node.english)
    return root
