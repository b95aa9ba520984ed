"""The title and headings above a passage: they are searched with it but are not part of its text.

Each has its share of what an encoder reads at once. What is longer is shortened, whatever a record may hold.
"""

from collections.abc import Sequence

from pincite.ingest.record import Record
from pincite.ingest.writing.section_names import zone_opened_by
from pincite.ingest.writing.text_size import fits, fitting_end

# Sizes as of text_size.
MOST_CONTEXT = 64
MOST_BYLINE = 96  # twelve authors with three names each, and the year

_YEAR = 4  # with its sign and the comma before it
_MOST_AUTHORS = 12  # of a work with hundreds the first are the ones it is known by
_WITHOUT_CONTENT = frozenset({"abstract", "introduction", "conclusion"})  # their headings say nothing about the text


def heading_context(title: str, section: Sequence[str]) -> str:
    """The title and the section path of a passage as one line: "Title. Results: Coping with the soft power".

    A line above MOST_CONTEXT loses headings from its middle, then all of them, then the end of the title.
    """
    if not fits(title, MOST_CONTEXT):
        return _beginning(title, MOST_CONTEXT)
    for parts in (section, section[-2:], section[-1:]):
        headings = ": ".join(part for part in parts if zone_opened_by(part) not in _WITHOUT_CONTENT)
        context = f"{title}. {headings}" if headings else title
        if fits(context, MOST_CONTEXT):
            return context
    return title


def searched_text(context: str, text: str) -> str:
    """What is tokenized and embedded for a passage: its context, then its text."""
    return f"{context}\n{text}" if context else text


def byline(record: Record) -> str:
    """Who wrote a work and when, as its passages are searched by: "Ann Doe, European Commission, 2020".

    The last authors are left out where the line would exceed MOST_BYLINE, and so is the end of one very long name.
    """
    names = ", ".join(str(author) for author in record.authors[:_MOST_AUTHORS])
    year = [str(record.year)] if record.year is not None else []
    line = ", ".join([*([names] if names else []), *year])
    if fits(line, MOST_BYLINE):
        return line
    kept = _beginning(names, MOST_BYLINE - _YEAR)
    whole, comma, _ = kept.rpartition(", ")
    return _beginning(", ".join([whole if comma else kept, *year]), MOST_BYLINE)


def _beginning(text: str, size: int) -> str:
    return text[: fitting_end(text, size)].rstrip()
