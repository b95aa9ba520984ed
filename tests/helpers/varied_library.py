"""A library that has of everything that ranking looks at: kinds, languages, years, authors, reprints, announcements."""

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from fakes import WordEncoder
from small_documents import file_of
from small_library import document_with

from pincite.index.snapshots.publication import build_snapshot
from pincite.ingest.document import Document, Kind
from pincite.ingest.library.store import Library
from pincite.ingest.record import read_record

ENCODER = WordEncoder()
LANGUAGES = ("en", "ru", "en", "kk", "en", "de")
KINDS: Sequence[Kind] = ("body", "body", "footnote", "table", "reference", "front_matter")
WORDS = {
    "en": "the soft power of Nazarbayev in government policy and universities students bears eat honey census tariffs",
    "ru": "мягкая сила и роль Назарбаева в политике университеты студенты перепись медведи едят мёд правительство",
    "kk": "жұмсақ күш және Назарбаевтың рөлі серіктестік бағдарлама университет студент аю бал жейді халық санағы",
    "de": "die sanfte Macht von Nasarbajew in der Politik Universitäten Studenten Bären fressen Honig Volkszählung",
}
REPRINT = (
    "Kazakhstan has met the soft power of its neighbours with a policy in many directions since 1991, and what is "
    "taught at its universities and in which languages is a part of this policy that is rarely looked at."
)
ANNOUNCEMENT = "This section discusses how universities spread soft power. The effects of tariffs are discussed below."
QUESTIONS = (
    "What is the soft power of Nazarbayev?", "honey honey bears", "univercities and goverment", "the", "census 1991",
    "Какова мягкая сила Назарбаева?", "перепись", "Назарбаевтың жұмсақ күші", "Universitäten der Politik", "zzz qqq",
    "Which article discusses universities?", "policy in many directions",
)  # fmt: skip


def varied_documents(count: int = 18, *, edition: int = 1) -> list[Document]:
    return [_document(number, edition) for number in range(count)]


def _document(number: int, edition: int) -> Document:
    choose = random.Random(100 * number + edition)
    name, language = f"{'abc'[number % 3]}{number:02}", LANGUAGES[number % len(LANGUAGES)]
    words = WORDS[language].split()
    parts: list[tuple[Kind, str]] = []
    for _ in range(choose.randint(1, 6)):
        sentences = (" ".join(choose.choices(words, k=choose.randint(3, 9))) for _ in range(choose.randint(1, 4)))
        parts.append((choose.choice(KINDS), " ".join(f"{sentence.capitalize()}." for sentence in sentences)))
    if number % 5 == 0:
        parts.append(("body", REPRINT))
    if number % 4 == 2:
        parts.append(("body", ANNOUNCEMENT))
    csl = {
        "id": name,
        "title": f"On {choose.choice(words)}",
        "language": language,
        "author": [{"family": ("Ёж", "Doe", "Nurlanova")[number % 3], "given": "А."}][: number % 4],
        **({"issued": {"date-parts": [[2000 + number]]}} if number % 7 else {}),
    }
    made = document_with(name, parts)
    return replace(made, key=f"{name}-{edition}", record=read_record(csl, where="test"))


def add(library: Library, document: Document) -> None:
    library.add(replace(document, sha256=_sha256(document)), _file(document))


def _file(document: Document) -> bytes:
    return file_of(document.key)


def _sha256(document: Document) -> str:
    import hashlib

    return hashlib.sha256(_file(document)).hexdigest()


def built_at_once(data: Path) -> None:
    with Library(data, write=True) as library:
        for document in varied_documents():
            add(library, document)
        build_snapshot(library, ENCODER)


def grown(data: Path) -> None:
    """The same documents, one after another in another order; some replace others, some were there only for a while."""
    earlier = {document.id: document for document in varied_documents(edition=2)}
    documents = varied_documents()
    random.Random(3).shuffle(documents)
    with Library(data, write=True) as library:
        for number, document in enumerate(documents):
            if number % 3 == 0:
                add(library, earlier[document.id])
                build_snapshot(library, ENCODER)
            add(library, document)
            build_snapshot(library, ENCODER)
        for passing in varied_documents(count=21)[18:]:
            add(library, passing)
            build_snapshot(library, ENCODER)
            library.remove(passing.id)
        build_snapshot(library, ENCODER)
