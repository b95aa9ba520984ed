"""The forms in which a question is searched for: as it was asked, and in English terms where it is not English.

    Какую роль играет мягкая сила?    to documents in Russian, Kazakh ...    as it is
                                      to the others                          role soft power (and as it is, for BM25)

Each group of passages is ranked by its own variant of the question, and the two rankings are merged by score.
"""

from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from pincite.index.errors import BadQuery
from pincite.index.language.cyrillic import CYRILLIC_LANGUAGES, has_cyrillic
from pincite.index.language.glossary import FOLDER, LANGUAGES, Glossary, read_terms
from pincite.index.language.spelling import Spelling
from pincite.index.language.tokenizer import tokenize, tokenize_query
from pincite.index.snapshots.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class QueryVariant:
    """What the passages that `allowed` marks (None: all) are searched for: terms for BM25, text for the encoder.

    english: the text is not the question but its English terms.
    """

    tokens: list[str]
    text: str
    allowed: NDArray[np.bool_] | None
    english: bool = False


class QueryTranslator:
    """Translates questions into the words of one snapshot's documents; term lists are read when first needed.

    own: a folder with the user's lists, named and written as those that come along; their terms are tried first.
    """

    def __init__(self, snapshot: Snapshot, own: Path) -> None:
        self._snapshot = snapshot
        self._own = own
        self._spelling = Spelling(snapshot.vocabulary)
        self._lock = Lock()
        self._glossary: tuple[tuple[float, ...], Glossary] | None = None
        documents = snapshot.documents
        self._cyrillic: NDArray[np.bool_] = np.isin(documents.languages, list(CYRILLIC_LANGUAGES))[documents.of]

    def variants(self, text: str, allowed: NDArray[np.bool_] | None) -> tuple[QueryVariant, ...]:
        """The variants to search for, each in its own passages.

        Raises BadTerms; BadQuery where the text has no words.
        """
        languages = self._snapshot.languages or ("en",)
        tokens = self._spelling.corrected(tokenize_query(text, languages))
        if not tokens:
            raise BadQuery("the query holds no words; ask a question or give words to search for")
        as_it_is = QueryVariant(tokens=tokens, text=text, allowed=allowed)
        translation = self._terms().translate(text) if has_cyrillic(text) and not self._cyrillic.all() else None
        if translation is None:
            return (as_it_is,)
        english = [token for term in translation.foreign for token in tokenize(term, "en")]
        if translation.language in self._snapshot.reads:
            return (QueryVariant(tokens=tokens + english, text=text, allowed=allowed),)
        others = ~self._cyrillic if allowed is None else allowed & ~self._cyrillic
        translated = QueryVariant(tokens=tokens + english, text=translation.text, allowed=others, english=True)
        if not self._cyrillic.any():
            return (translated,)
        same = self._cyrillic if allowed is None else allowed & self._cyrillic
        return (QueryVariant(tokens=tokens, text=text, allowed=same), translated)

    def _terms(self) -> Glossary:
        """The term lists; read again when the user's have changed."""
        own = [self._own / f"{language}.tsv" for language in LANGUAGES]
        changed = tuple(path.stat().st_mtime if path.exists() else 0.0 for path in own)
        with self._lock:
            if self._glossary is None or self._glossary[0] != changed:
                lists = {
                    language: [
                        *(read_terms(path) if path.exists() else []),
                        *read_terms(FOLDER / f"{language}.tsv"),
                    ]
                    for language, path in zip(LANGUAGES, own, strict=True)
                }
                self._glossary = (changed, Glossary(lists, self._snapshot.vocabulary))
            return self._glossary[1]
