"""Questions in Russian and Kazakh translated into English terms of a library, by term lists and the sound of names.

    Какую роль играют вулканы в теории Вегенера?
    -> role play volcano theory wegener

This is no full translation: it finds the terms that matter for a search, and keeps numbers and Latin letters.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pincite.index.errors import BadTerms
from pincite.index.language.cyrillic import is_cyrillic, is_kazakh, kazakh_stems, name_forms, russian_stems
from pincite.index.language.sounds import SIMILAR_SOUND
from pincite.index.language.tokenizer import tokenize, words
from pincite.index.language.vocabulary import Vocabulary
from pincite.ingest.writing.letter_case import opening_case

FOLDER = Path(__file__).parent / "terms"
LANGUAGES = ("ru", "kk")
_STEMS = {"ru": russian_stems, "kk": kazakh_stems}
# At the beginning of a question, where any word has a capital letter, nearly all sounds of a name must agree.
_SIMILAR_FIRST = 90

_WORD = re.compile("\\b[^\\W\\d_]\\w*")


@dataclass(frozen=True, slots=True, kw_only=True)
class _TermNode:
    """What follows a beginning of terms, word by word; `english` where a term ends."""

    after: dict[str, "_TermNode"] = field(default_factory=dict)
    english: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Term:
    """A term of a list that stands in a question: its English, one or several to choose from."""

    english: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Name:
    """A word that may be a name: how it may sound, and how many percent of that must agree."""

    sounds: Sequence[str]
    least: int


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
    """Term lists by language, and the vocabulary of a library.

    Where a term has several words in English, the first that the library has is taken.
    """

    def __init__(self, lists: Mapping[str, Iterable[tuple[str, Sequence[str]]]], vocabulary: Vocabulary) -> None:
        self._roots = {language: _term_tree(language, terms) for language, terms in lists.items()}
        self._vocabulary = vocabulary

    def translate(self, text: str) -> Translation | None:
        """The question in English terms; None where it has no Cyrillic word that is understood."""
        order = ("kk", "ru") if is_kazakh(text) else ("ru", "kk")
        parts = self._parts(text, order)
        names = self._names([part for part in parts if isinstance(part, _Name)])
        known = self._known([part for part in parts if isinstance(part, _Term)])
        terms: list[str] = []
        foreign: list[str] = []
        for part in parts:
            if isinstance(part, str):
                terms.append(part)
                continue
            found = [_first_known(part.english, known)] if isinstance(part, _Term) else list(next(names))
            terms += found
            foreign += found
        return Translation(language=order[0], terms=tuple(terms), foreign=tuple(foreign)) if foreign else None

    def _parts(self, text: str, order: Sequence[str]) -> list[str | _Term | _Name]:
        """The words of a question: those in Latin letters and figures as they are, terms, and what may be names."""
        found = list(words(text))
        capitalised = (word for word in _WORD.findall(text) if opening_case(word) == "upper")
        capitals = {name for word in capitalised for name in words(word)}
        parts: list[str | _Term | _Name] = []
        place = 0
        while place < len(found):
            word = found[place]
            length, english = self._longest_term(found[place:], order)
            if length:
                parts.append(_Term(english=english))
            elif not is_cyrillic(word):
                parts.append(word)
            elif word in capitals:
                sounds = tuple(name_forms(word, _STEMS[order[0]](word)))
                parts.append(_Name(sounds=sounds, least=SIMILAR_SOUND if place else _SIMILAR_FIRST))
            place += length or 1
        return parts

    def _names(self, names: Sequence[_Name]) -> Iterator[Sequence[str]]:
        """For each name the library's word that sounds most like it, where there is one."""
        sounds = list(dict.fromkeys(sound for name in names for sound in name.sounds))
        found = dict(zip(sounds, self._vocabulary.sounding_like(sounds) if sounds else (), strict=True))
        for name in names:
            matches = [match for sound in name.sounds if (match := found[sound]) and match.percent >= name.least]
            yield [max(matches, key=lambda match: match.percent).term] if matches else []

    def _known(self, terms: Sequence[_Term]) -> frozenset[str]:
        """Those tokens of English words to choose from that the library has."""
        choices = [term.english for term in terms if len(term.english) > 1]
        tokens = list(dict.fromkeys(token for english in choices for word in english for token in tokenize(word, "en")))
        counts = self._vocabulary.frequencies(tokens) if tokens else ()
        return frozenset(token for token, count in zip(tokens, counts, strict=True) if count)

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


def _first_known(english: Sequence[str], known: frozenset[str]) -> str:
    """The first that the library has, of several; the first where it has none."""
    chosen = (term for term in english if all(token in known for token in tokenize(term, "en")))
    return next(chosen, english[0])


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
