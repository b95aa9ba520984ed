"""References and in-text citations in the styles of the handbooks, made by a CSL processor.

    (Yessirkep et al., 2025, p. 7)
    Yessirkep, S., Abdrakhmanova, G. S., Zhumashov, Y., & Pussyrmanov, N. (2025). Superpowers and regional powers' ...

The styles are CSL files of our own (`styles/`): those of the CSL project are under a licence that asks to
share alike, and the processor renders them only in part.
"""

import re
import threading
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON

from pincite.ingest.document import PageRange
from pincite.service.citations.csl_work import Date, Person, Work
from pincite.service.citations.in_text_citation import bare_locator, locator, short_title

Style = Literal["apa", "chicago"]

_FOLDER = Path(__file__).parent / "styles"
# A style keeps what it is rendering in itself.
_RENDERING = threading.Lock()


def reference(work: Work, style: Style) -> str:
    """The entry of a work in a list of references."""
    with _RENDERING:
        (entry,) = _cited(work, style)[0].bibliography()
    return _tidy(str(entry)) + (f" [{work.doubt}]" if work.doubt else "")


def in_text(work: Work, pages: PageRange | None, style: Style) -> str:
    """The citation in the text, with the place where one is given: "(Patalakh, 2018, ca. p. 7)"."""
    where = "" if pages is None else locator(pages) if style == "apa" else bare_locator(pages)
    with _RENDERING:
        bibliography, citation = _cited(work, style)
        text = str(bibliography.cite(citation, lambda item: item.key))
    return _tidy(text).removesuffix(")") + (f", {where})" if where else ")")


def _cited(work: Work, style: Style) -> tuple[Any, Any]:
    source = CiteProcJSON([_item(work)])
    bibliography = CitationStylesBibliography(_style(style), source, formatter.plain)
    citation = Citation([CitationItem(work.id)])
    bibliography.register(citation)
    return bibliography, citation


@lru_cache
def _style(style: Style) -> Any:
    return CitationStylesStyle(str(_FOLDER / f"{style}.csl"), validate=False)


def _item(work: Work) -> Mapping[str, Any]:
    texts = dict(work.texts)
    author = work.people.get("author", ())
    if [person.family for person in author if person.literal] == [texts.get("publisher")]:
        del texts["publisher"]  # both styles name an organisation that publishes its own work only once
    item: dict[str, Any] = {
        "id": work.id,
        "type": work.type,
        "title": work.title,
        "title-short": texts.pop("title-short", "") or short_title(work.title),
        "language": work.language,
        **texts,
        **{role: [_name(person) for person in people] for role, people in work.people.items()},
    }
    if work.issued is not None:
        item["issued"] = _date(work.issued)
    return item


def _name(person: Person) -> dict[str, str]:
    if person.literal:
        return {"literal": person.family}
    name = {"family": person.family, "given": person.given, "suffix": person.suffix}
    return {key: value for key, value in (name | {"non-dropping-particle": person.particle}).items() if value}


def _date(date: Date) -> dict[str, Any]:
    ends = [date.parts[:1], date.until[:1]] if date.until[:1] not in ((), date.parts[:1]) else [date.parts]
    return {"date-parts": [list(end) for end in ends], "circa": date.circa}


def _tidy(text: str) -> str:
    """What the processor leaves untidy: a full stop after a mark that ends a sentence already, doubled blanks."""
    return " ".join(re.sub(r"([?!…])\.", r"\1", text).split())
