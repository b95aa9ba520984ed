"""BibTeX, in UTF-8: entries that BibTeX 8-bit, biber and reference managers read as the record says.

@article{yessirkep2025,
  author = {Yessirkep, Saken and Abdrakhmanova, Gaukhar S.},
  title = {Superpowers and regional powers' soft power in {Kazakhstan}},
"""

import re
from collections.abc import Iterable, Mapping

from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.model import Block, Entry, Field
from bibtexparser.writer import BibtexFormat

from pincite.service.citations.csl_work import Date, Person, Role, Work, pages_of

# What TeX would take as a command. A letter of any alphabet stays as it is: the file is UTF-8.
_ESCAPED = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "$": r"\$",
        "&": r"\&",
        "%": r"\%",
        "#": r"\#",
        "_": r"\_",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
    }
)
# Two characters that TeX would draw as one: -- as a dash, `` as a quotation mark.
_LIGATURE = re.compile(r"(?<=-)-|(?<=`)`|(?<=')'|(?<=[?!])`|(?<=,),|(?<=<)<|(?<=>)>")
# Addresses are set verbatim; only a brace would end the field.
_IN_ADDRESS = str.maketrans({"{": "%7B", "}": "%7D", " ": "%20", "\\": "%5C"})

_TYPES: Mapping[str, str] = {
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "book": "book",
    "chapter": "incollection",
    "entry-dictionary": "incollection",
    "entry-encyclopedia": "incollection",
    "paper-conference": "inproceedings",
    "report": "techreport",
}
_CONTAINER = {"article": "journal", "incollection": "booktitle", "inproceedings": "booktitle"}
_PUBLISHER = {"phdthesis": "school", "mastersthesis": "school", "techreport": "institution", "misc": "howpublished"}
# Macros of BibTeX, so not the names of any language.
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# The names of the commonest languages as babel and biblatex have them; others keep their code.
_LANGUAGES = {
    "ar": "arabic", "de": "german", "en": "english", "es": "spanish", "fa": "persian", "fr": "french", "hi": "hindi",
    "it": "italian", "ja": "japanese", "kk": "kazakh", "ko": "korean", "nl": "dutch", "pl": "polish",
    "pt": "portuguese", "ru": "russian", "sv": "swedish", "tr": "turkish", "uk": "ukrainian", "zh": "chinese",
}  # fmt: skip
_DOCTORAL = re.compile(r"\b(?:ph\.?\s*d|doctor|doktor|habil)|диссерт|доктор", re.IGNORECASE)

_PARTING = re.compile(r",|\band\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w’'-]*")


def write_bibtex(works: Iterable[Work]) -> str:
    """A BibTeX file with an entry for each work."""
    blocks: list[Block] = [
        Entry(entry_type(work), work.id, [Field(key, value) for key, value in _fields(work)]) for work in works
    ]
    form = BibtexFormat()  # type: ignore[no-untyped-call]
    form.indent, form.block_separator = "  ", "\n"
    # Nothing is put around the values by the library: a month is a macro and must stand bare.
    return write_string(Library(blocks), unparse_stack=[], bibtex_format=form)


def entry_type(work: Work) -> str:
    """The entry type of a work, one of those that BibTeX's standard styles know."""
    if work.type == "thesis":
        return "phdthesis" if _DOCTORAL.search(work.text("genre")) else "mastersthesis"
    if work.type == "article" and work.text("container-title"):
        return "article"
    return _TYPES.get(work.type, "misc")


def protected(title: str, *, language: str) -> str:
    """The title with braces where a style that lowers titles must not: around acronyms and, where the title does not
    capitalise every word, around names. A title in another language than English is never to be lowered.
    """
    escaped = _tex(title)
    if language != "en":
        return f"{{{escaped}}}"
    words = list(_WORD.finditer(escaped))
    later = [match[0] for match in words[1:] if len(match[0]) > 3]
    in_headline_style = sum(word[0].isupper() for word in later) > len(later) / 2

    def brace(match: re.Match[str]) -> str:
        acronym = any(letter.isupper() for letter in match[0][1:])
        name = match[0][0].isupper() and not in_headline_style and match.start() != words[0].start()
        return f"{{{match[0]}}}" if acronym or name else match[0]

    return _WORD.sub(brace, escaped)


def _fields(work: Work) -> Iterable[tuple[str, str]]:
    kind = entry_type(work)
    roles: tuple[Role, ...] = ("author", "editor", "translator")
    for role in roles:
        if people := work.people.get(role):
            yield role, _braced(" and ".join(map(_name, people)))
    yield "title", _braced(protected(work.title, language=work.language))
    if work.issued is not None:
        yield "year", _braced(_year(work.issued))
        if len(work.issued.parts) > 1:
            yield "month", _MONTHS[work.issued.parts[1] - 1]
    yield from _placed(work, kind)
    for key, name in (("doi", "DOI"), ("url", "URL")):
        if work.text(name):
            yield key, _braced(work.text(name).translate(_IN_ADDRESS))
    if work.accessed is not None:
        yield "urldate", _braced("-".join(f"{part:02}" for part in work.accessed.parts))
    for key, name in (("isbn", "ISBN"), ("issn", "ISSN")):
        if work.text(name):
            yield key, _braced(_tex(work.text(name)))
    yield "language", _braced(_tex(_LANGUAGES.get(work.language, work.language)))
    if work.doubt:
        yield "note", _braced(work.doubt)


def _placed(work: Work, kind: str) -> Iterable[tuple[str, str]]:
    """Where it appeared: in what, which volume and pages, and by whom."""
    first, last = pages_of(work)
    article = kind == "article"
    pairs = {
        _CONTAINER.get(kind, "series"): work.text("container-title"),
        "series": work.text("collection-title"),
        "edition": work.text("edition"),
        "volume": work.text("volume"),
        "number": work.text("issue") if article else work.text("number") or work.text("collection-number"),
        "eid": work.text("number") if article else "",
        "chapter": work.text("chapter-number"),
        _PUBLISHER.get(kind, "publisher"): work.text("publisher"),
        "address": work.text("publisher-place"),
        "type": work.text("genre") if kind in ("phdthesis", "mastersthesis", "techreport") else "",
    }
    for key, text in pairs.items():
        if text:
            yield key, _braced(_tex(text))
    if first:
        yield "pages", _braced("--".join(_tex(end) for end in (first, last) if end))


def _name(person: Person) -> str:
    """ "von Last, Jr., First"; an organisation in braces, so that no "and" or comma in it parts it."""
    if person.literal:
        return f"{{{_tex(person.family)}}}"
    family = f"{person.particle} {_whole(person.family)}".strip()
    given = _whole(person.given) if _PARTING.search(person.given) else _tex(person.given)
    return ", ".join(part for part in (family, _tex(person.suffix), given) if part)


def _whole(name: str) -> str:
    """In braces where BibTeX would part it: "García y Vega" has no "von" in it."""
    inner_particle = any(word[:1].islower() for word in name.split()[1:])
    return f"{{{_tex(name)}}}" if inner_particle or _PARTING.search(name) else _tex(name)


def _year(date: Date) -> str:
    # BibTeX prints the year as it stands, so that "ca." is seen by every reader of the bibliography.
    years = [str(date.parts[0])]
    if date.until and date.until[0] != date.parts[0]:
        years.append(str(date.until[0]))
    return ("ca. " if date.circa else "") + "--".join(years)


def _tex(text: str) -> str:
    return _LIGATURE.sub(lambda match: "{}" + match[0], text.translate(_ESCAPED))


def _braced(value: str) -> str:
    return f"{{{value}}}"
