"""The forms in which a question is searched for: as it was asked, and in English terms where it is not English.

    Какую роль играет мягкая сила?    to documents in Russian, Kazakh ...    as it is
                                      to the others                          role soft power (and as it is, for BM25)

Each group of passages is ranked by its own variant of the question, and the two rankings are merged by score.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from pincite.index.errors import BadQuery
from pincite.index.interface.filters import Scope
from pincite.index.interface.passage_index import PassageIndex
from pincite.index.language.cyrillic import CYRILLIC_LANGUAGES, has_cyrillic
from pincite.index.language.glossary import FOLDER, LANGUAGES, Glossary, read_terms
from pincite.index.language.spelling import corrected
from pincite.index.language.tokenizer import tokenize, tokenize_query

_CYRILLIC = frozenset(CYRILLIC_LANGUAGES)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class QueryVariant:
    """What the passages of a scope are searched for: terms for BM25, text for the encoder.

    english: the text is not the question but its English terms.
    """

    tokens: list[str]
    text: str
    scope: Scope
    english: bool = False


class QueryTranslator:
    """Translates questions into the words of one snapshot's documents; term lists are read when first needed.

    own: a folder that may hold the user's lists, named and written as those that come along; their terms are tried
    first.
    """

    def __init__(self, snapshot: PassageIndex, own: Path | None = None) -> None:
        self._snapshot = snapshot
        self._own = own
        self._lock = Lock()
        self._glossary: tuple[tuple[tuple[str, float], ...], Glossary] | None = None

    def variants(self, text: str, scope: Scope) -> tuple[QueryVariant, ...]:
        """The variants to search for, each in its own passages of the scope.

        Raises BadTerms; BadQuery where the text has no words.
        """
        languages = self._snapshot.languages or ("en",)
        tokens = corrected(tokenize_query(text, languages), self._snapshot.vocabulary)
        if not tokens:
            raise BadQuery("the query holds no words; ask a question or give words to search for")
        as_it_is = QueryVariant(tokens=tokens, text=text, scope=scope)
        in_cyrillic = [language in CYRILLIC_LANGUAGES for language in self._snapshot.languages]
        translation = self._terms().translate(text) if has_cyrillic(text) and not all(in_cyrillic) else None
        if translation is None:
            return (as_it_is,)
        english = [token for term in translation.foreign for token in tokenize(term, "en")]
        if translation.language in self._snapshot.reads:
            return (QueryVariant(tokens=tokens + english, text=text, scope=scope),)
        others = replace(scope, not_in_languages=_CYRILLIC)
        translated = QueryVariant(tokens=tokens + english, text=translation.text, scope=others, english=True)
        if not any(in_cyrillic):
            return (translated,)
        same = replace(scope, in_languages=_CYRILLIC)
        return (QueryVariant(tokens=tokens, text=text, scope=same), translated)

    def _terms(self) -> Glossary:
        """The term lists; read again when the user's have changed."""
        own = {} if self._own is None else {language: self._own / f"{language}.tsv" for language in LANGUAGES}
        own = {language: path for language, path in own.items() if path.exists()}
        changed = tuple((language, path.stat().st_mtime) for language, path in own.items())
        with self._lock:
            if self._glossary is None or self._glossary[0] != changed:
                lists = {
                    language: [
                        *(read_terms(own[language]) if language in own else []),
                        *read_terms(FOLDER / f"{language}.tsv"),
                    ]
                    for language in LANGUAGES
                }
                self._glossary = (changed, Glossary(lists, self._snapshot.vocabulary))
            return self._glossary[1]
