"""What the command prints: tables and sentences for people, JSON for programs: the same as the HTTP service sends."""

import json
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pincite.ingest.document import KINDS, Document
from pincite.ingest.library.store import DocumentSummary
from pincite.service.answer import Answer, CompletedSearch, citation_marks
from pincite.service.citations.in_text_citation import in_text
from pincite.service.documents.locate import Located
from pincite.service.documents.page_report import remarks, report_of
from pincite.service.jobs.library_changes import AddReport

if TYPE_CHECKING:  # it opens the index, which most commands do not need
    from pincite.index.dense_recall import Recall

_SNIPPET = 200  # characters of a passage that are shown
_LINE_ENDS = re.compile(r"\s*\n\s*")


def report(made: AddReport, *, as_json: bool, nothing: str = "nothing to add") -> None:
    """The outcome of each file, and a summary; or that there was nothing to do."""
    counts = {status: made.count(status) for status in ("added", "replaced", "unchanged", "failed")}
    if as_json:
        documents = [{**asdict(outcome), "path": str(outcome.path)} for outcome in made.outcomes]
        _json({"documents": documents, **counts, "snapshot": made.snapshot, "note": made.note})
        return
    out = console()
    for outcome in made.outcomes:
        if outcome.status == "failed":
            out.print(Text(f"failed     {outcome.reason}", style="red"))
            continue
        counted = f"{_count(outcome.pages, 'page')}, {_count(outcome.passages, 'passage')}"
        note = "; no record beside it, so its title and author are guessed" if outcome.guessed else ""
        out.print(Text(f"{outcome.status:<10} {outcome.document_id}  ({counted}{note})"))
        for remark in remarks(outcome.report) if outcome.report else ():
            out.print(Text(f"           {remark}", style="yellow"))
        for reason in outcome.unread:
            out.print(Text(f"           {reason}", style="yellow"))
    summary = ", ".join(f"{number} {status}" for status, number in counts.items() if number) or nothing
    out.print(Text(f"{summary}; snapshot {made.snapshot}" if made.snapshot else summary))
    if made.note:
        out.print(Text(made.note, style="yellow"))


def documents(summaries: Sequence[DocumentSummary], *, as_json: bool) -> None:
    """The documents of the library."""
    if as_json:
        from pincite.service.bodies.replies import summary_reply

        _json({"total": len(summaries), "documents": [summary_reply(one).model_dump() for one in summaries]})
        return
    out = console()
    if not summaries:
        out.print("no documents yet; add some with: pincite add FILE")
        return
    table = Table(box=None, pad_edge=False)
    for name, options in (("id", {"no_wrap": True}), ("year", {}), ("authors", {"max_width": 30}), ("title", {})):
        table.add_column(name, **options)
    table.add_column("pages", justify="right")
    table.add_column("passages", justify="right")
    for one in summaries:
        families = [author.family for author in one.record.authors]
        shown = f"{families[0]} et al." if len(families) > 2 else " and ".join(families)
        row = (one.id, str(one.record.year or ""), shown, one.record.title, str(one.pages), str(one.passages))
        table.add_row(*(Text(cell) for cell in row))
    out.print(table)


def document(shown: Document, *, as_json: bool) -> None:
    """One document: its record, its pages and its passages."""
    if as_json:
        from pincite.service.bodies.replies import document_reply

        _json(document_reply(shown, None).model_dump())
        return
    kinds = Counter(passage.kind for passage in shown.passages)
    bases = Counter(page.basis for page in shown.pages)
    record = shown.record
    year = "no year" if record.year is None else f"{'ca. ' if record.circa else ''}{record.year}"
    lines = [
        f"{shown.id}  {record.title}",
        f"authors    {', '.join(map(str, record.authors)) or 'unknown'} ({year}), language {record.language}",
        f"file       {shown.file_name} ({shown.media_type}), sha256 {shown.sha256}",
        "pages      " + (", ".join(f"{number} {basis}" for basis, number in bases.items()) or "none: cited by line"),
        "passages   " + ", ".join(f"{kinds[kind]} {kind}" for kind in KINDS if kinds[kind]),
    ]
    report = report_of(shown)
    if report.pages:
        lines.append(f"searchable {len(report.pages) - len(report.empty_pages)} of {_count(len(report.pages), 'page')}")
    out = console()
    for line in lines:
        out.print(Text(line))
    for remark in remarks(report):
        out.print(Text(f"           {remark}", style="yellow"))


def page(shown: Document, number: int, *, as_json: bool) -> None:
    """The text of one page. Raises PageNotFound."""
    from pincite.service.bodies.replies import page_reply

    reply = page_reply(shown, number, None)
    if as_json:
        _json(reply.model_dump())
        return
    label = f", printed {reply.label}" if reply.label else ""
    out = console()
    out.print(Text(f"{shown.id}, page {number}{label} ({reply.basis})\n", style="bold"))
    out.print(Text(reply.text))


def hits(found: CompletedSearch, *, as_json: bool) -> None:
    """Ranked passages with their citations."""
    from pincite.service.bodies.replies import search_reply

    reply = search_reply(found)
    if as_json:
        _json(reply.model_dump())
        return
    out = console()
    if not reply.hits:
        out.print("nothing found; use other words or fewer restrictions")
    for hit in reply.hits:
        reasons = ", ".join(
            f"{name} {reason.rank}" for name, reason in (("sparse", hit.sparse), ("dense", hit.dense)) if reason
        )
        out.print(Text(f"{hit.rank:>2}  {hit.citation.text}", style="bold"), Text(f" {hit.citation.title}"))
        section = " › ".join(hit.passage.section) or hit.passage.kind
        out.print(Text(f"    {section}  [{hit.passage.kind}; {reasons}]", style="dim"))
        snippet = " ".join(hit.passage.text.split())
        out.print(Text(f"    {snippet[:_SNIPPET]}{'…' if len(snippet) > _SNIPPET else ''}\n"))
    out.print(Text(f"{_count(len(reply.hits), 'passage')} in {reply.took_ms:.1f} ms, snapshot {reply.snapshot}"))


def removed(identifiers: Sequence[str], snapshot: str | None, *, as_json: bool) -> None:
    """That documents were removed."""
    if as_json:
        _json({"removed": list(identifiers), "snapshot": snapshot})
        return
    for identifier in identifiers:
        console().print(Text(f"removed    {identifier}"))


def cited(identifiers: Sequence[str], form: str, text: str, *, as_json: bool) -> None:
    """A citation, exactly as it should be pasted or saved."""
    if as_json:
        _json({"documents": list(identifiers), "format": form, "text": text})
        return
    sys.stdout.write(text)


def problems(found: Sequence[str], recall: "Sequence[Recall] | None" = None, *, as_json: bool) -> None:
    """The problems, or that there are none, and the recall of dense search where it was measured."""
    if as_json:
        measured = {} if recall is None else {"recall": [asdict(one) for one in recall]}
        _json({"ok": not found, "problems": list(found), **measured})
        return
    out = console()
    for problem in found:
        out.print(Text(problem, style="red"))
    out.print(f"{_count(len(found), 'problem')} found" if found else "all is well")
    for one in recall or ():
        text = f"of the ten nearest passages dense search finds {one.recall:.1%} among {one.passages:,}"
        out.print(f"{text} ({one.allowed})", markup=False)


def console() -> Console:
    """Standard output, for people."""
    # Output for a program is not wrapped at the width of a terminal.
    return Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=240, soft_wrap=True)


def _json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def answer(shown: Answer, *, as_json: bool) -> None:
    """The answer and its citations, or why there is none and what is nearest."""
    if as_json:
        from pincite.service.bodies.answer_replies import answer_reply

        _json(answer_reply(shown).model_dump(mode="json"))
        return
    out = console()
    if shown.note:
        out.print(Text(f"{shown.note}\n", style="yellow"))
    if shown.status == "not_in_corpus":
        out.print(Text(f"The documents do not answer this: {shown.reason}.\n"))
        out.print(Text("Nearest passages:", style="bold") if shown.hits else Text("No passage is near it."))
        for hit in shown.hits[:3]:
            snippet = " ".join(hit.passage.text.split())
            out.print(Text(f"  {in_text(hit.record, hit.pages)}", style="bold"))
            out.print(Text(f"    {snippet[:_SNIPPET]}{'…' if len(snippet) > _SNIPPET else ''}"))
    else:
        text = Text()
        for sentence in shown.sentences:
            text.append(f"{sentence.text} ").append(f"{citation_marks(sentence)} ", style="cyan")
        out.print(text)
        out.print()
        sentences = {" ".join(sentence.text.split()) for sentence in shown.sentences}
        for citation in shown.citations:
            where = f"{in_text(citation.record, citation.pages)}  {citation.record.title}"
            out.print(Text(f"[{citation.number}] ", style="cyan") + Text(where, style="bold"))
            quote = " ".join(citation.quote.split())
            if quote not in sentences:  # a model's sentence; the documents' own are their quotes
                out.print(Text(f"    “{quote}”", style="dim"))
    summary = f"confidence {shown.confidence:.2f}, {shown.took_ms:.0f} ms, snapshot {shown.snapshot}"
    out.print(Text(f"\n{summary}", style="dim"))


def places(found: Located, *, as_json: bool) -> None:
    """Where a quotation stands, in its context."""
    if as_json:
        from pincite.service.bodies.answer_replies import locate_reply

        _json(locate_reply(found).model_dump(mode="json"))
        return
    out = console()
    if not found.places:
        out.print(Text("No document contains it, or similar words."))
        return
    if found.places[0].match == "close":
        out.print(Text("No document has it exactly so. The most similar words:\n", style="yellow"))
    for place in found.places:
        how = f"{place.similarity:.0%} similar" if place.match == "close" else place.match
        out.print(Text(f"{in_text(place.document.record, place.pages)}  ", style="bold") + Text(how, style="cyan"))
        before, text, after = (_LINE_ENDS.sub(" ", part) for part in (place.before, place.text, place.after))
        shown = (
            Text(f"    …{before} ", style="dim") + Text(text, style="not dim bold") + Text(f" {after}…", style="dim")
        )
        out.print(shown)
        out.print()
