"""What `pincite ask` and `pincite locate` print: an answer with its marks and citations, and places of quotations."""

import json
import re

from rich.text import Text

from service.answer import Answer, marks
from service.asking import Located
from service.cite import in_text
from service.printing import console

_LINE_ENDS = re.compile(r"\s*\n\s*")
_SNIPPET = 200  # characters of a passage that are shown where nothing answers the question


def answer(shown: Answer, *, as_json: bool) -> None:
    """The answer and its citations, or why there is none and what is nearest."""
    if as_json:
        from service.answer_replies import answer_reply

        print(json.dumps(answer_reply(shown).model_dump(mode="json"), ensure_ascii=False, indent=2))
        return
    out = console()
    if shown.note:
        out.print(Text(f"{shown.note}\n", style="yellow"))
    if shown.status == "not_in_corpus":
        out.print(Text(f"The documents do not answer this: {shown.reason}.\n"))
        out.print(Text("Nearest passages:", style="bold") if shown.hits else Text("Nothing comes near it."))
        for hit in shown.hits[:3]:
            snippet = " ".join(hit.passage.text.split())
            out.print(Text(f"  {in_text(hit.record, hit.pages)}", style="bold"))
            out.print(Text(f"    {snippet[:_SNIPPET]}{'…' if len(snippet) > _SNIPPET else ''}"))
    else:
        text = Text()
        for sentence in shown.sentences:
            text.append(f"{sentence.text} ").append(f"{marks(sentence)} ", style="cyan")
        out.print(text)
        out.print()
        told = {" ".join(sentence.text.split()) for sentence in shown.sentences}
        for citation in shown.citations:
            where = f"{in_text(citation.record, citation.pages)}  {citation.record.title}"
            out.print(Text(f"[{citation.number}] ", style="cyan") + Text(where, style="bold"))
            quote = " ".join(citation.quote.split())
            if quote not in told:  # a model's sentence; the documents' own are their quotes
                out.print(Text(f"    “{quote}”", style="dim"))
    said = f"confidence {shown.confidence:.2f}, {shown.took_ms:.0f} ms, snapshot {shown.snapshot}"
    out.print(Text(f"\n{said}", style="dim"))


def places(quote: str, found: Located, *, as_json: bool) -> None:
    """Where a quotation stands, in its context."""
    if as_json:
        from service.answer_replies import locate_reply

        reply = locate_reply(quote, found.places, found.took_ms)
        print(json.dumps(reply.model_dump(mode="json"), ensure_ascii=False, indent=2))
        return
    out = console()
    if not found.places:
        out.print(Text("It stands in none of the documents, and nothing like it does."))
        return
    if found.places[0].match == "close":
        out.print(Text("It does not stand so in any document. Most like it:\n", style="yellow"))
    for place in found.places:
        how = f"{place.similarity:.0%} alike" if place.match == "close" else place.match
        out.print(Text(f"{in_text(place.document.record, place.pages)}  ", style="bold") + Text(how, style="cyan"))
        before, text, after = (_LINE_ENDS.sub(" ", part) for part in (place.before, place.text, place.after))
        shown = (
            Text(f"    …{before} ", style="dim") + Text(text, style="not dim bold") + Text(f" {after}…", style="dim")
        )
        out.print(shown)
        out.print()
