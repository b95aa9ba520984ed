"""Citations in the formats of reference managers, of LaTeX and pandoc, and of manuscripts.

A place is a page or a passage: it matters to the forms that stand in a text (apa, chicago, pandoc), while bibtex, ris
and csl-json describe the whole document.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Literal

from pincite.ingest.document import Document, PageRange
from pincite.ingest.errors import DocumentNotFound
from pincite.ingest.library.store import Library
from pincite.ingest.record import Record
from pincite.service.citations.csl_work import work_of
from pincite.service.citations.in_text_citation import locator
from pincite.service.documents.page_text import page_of
from pincite.service.errors import BadCitation

Format = Literal["bibtex", "ris", "csl-json", "apa", "chicago", "pandoc"]

MEDIA_TYPES: Mapping[Format, str] = {
    "bibtex": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "csl-json": "application/vnd.citationstyles.csl+json",
    "apa": "text/plain; charset=utf-8",
    "chicago": "text/plain; charset=utf-8",
    "pandoc": "text/plain; charset=utf-8",
}

# What pandoc takes for a place; other labels must stand in braces. "ca. p. 7" it prints as it is.
_PANDOC_PLACE = re.compile(r"ca\. .*|(?:pp?\.|lines?) (?:\d+|[ivxlcdm]+)(?:–(?:\d+|[ivxlcdm]+))?", re.IGNORECASE)


def citation(
    library: Library, document_id: str, form: Format, *, page: int | None = None, passage: str | None = None
) -> str:
    """The citation of a document, of one of its pages or of a passage.

    In a style (apa, chicago) it is two paragraphs: the entry of the list of references, and the citation in the text.
    Raises DocumentNotFound, PageNotFound, PassageNotFound; BadCitation when page and passage are both given, or the
    passage is another document's.
    """
    if page is not None and passage is not None:
        raise BadCitation("page and passage are both given; give the one that is to be cited")
    if page is None and passage is None:
        return cited(library.summaries(document_id)[0].record, None, form)
    document = library.document(document_id)
    return cited(document.record, _place(library, document, page, passage), form)


def citations(library: Library, document_ids: Sequence[str], form: Format) -> str:
    """Several documents, each once: as one file, or as a list of references in alphabetical order.

    Raises BadCitation, naming the document, when one is not there or none is named.
    """
    if not document_ids:
        raise BadCitation("no document is named; name those to cite, by their ids: ?documents=ID,ID")
    records = []
    for identifier in dict.fromkeys(document_ids):
        try:
            records.append(library.summaries(identifier)[0].record)
        except DocumentNotFound as error:
            message = f"there is no document {json.dumps(identifier, ensure_ascii=False)}; GET /v1/documents lists them"
            raise BadCitation(message) from error
    return exported(records, form)


def cited(record: Record, pages: PageRange | None, form: Format) -> str:
    """One work, cited at a place."""
    if form == "apa" or form == "chicago":
        from pincite.service.citations.csl_styles import in_text, reference

        work = work_of(record)
        return f"{reference(work, form)}\n\n{in_text(work, pages, form)}\n"
    if form == "pandoc":
        return f"[@{record.id}{_pandoc_place(pages)}]\n"
    return exported([record], form)


def exported(records: Sequence[Record], form: Format) -> str:
    """Several works in one text. The libraries that write it are imported when they are needed."""
    if form == "csl-json":
        return json.dumps([dict(record.csl) for record in records], ensure_ascii=False, indent=2) + "\n"
    if form == "pandoc":
        return f"[{'; '.join(f'@{record.id}' for record in records)}]\n"
    works = [work_of(record) for record in records]
    if form == "bibtex":
        from pincite.service.citations.bibtex import write_bibtex

        return write_bibtex(works)
    if form == "ris":
        from pincite.service.citations.ris import write_ris

        return write_ris(works)
    from pincite.service.citations.csl_styles import reference

    return "\n\n".join(sorted((reference(work, form) for work in works), key=_alphabetical)) + "\n"


def _place(library: Library, document: Document, page: int | None, passage: str | None) -> PageRange:
    if passage is not None:
        found = library.present_passage(passage)
        if found.document_id != document.id:
            raise BadCitation(f"passage {passage} is of {found.document_id}, not of {document.id}; cite that one")
        return document.pages_of(found.start, found.end)
    one = page_of(document, page or 0)
    return PageRange(first=one.number, last=one.number, first_label=one.label, last_label=one.label, basis=one.basis)


def _pandoc_place(pages: PageRange | None) -> str:
    where = "" if pages is None else locator(pages)
    if not where:
        return ""
    return f", {where}" if _PANDOC_PLACE.fullmatch(where) else f", {{{where}}}"


def _alphabetical(entry: str) -> str:
    return re.sub(r"[^\w\s]", "", entry).casefold()
