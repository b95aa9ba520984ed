"""The title and headings above a passage: they are searched with it but are not part of its text."""

from collections.abc import Sequence

from pincite.ingest.record import Record
from pincite.ingest.writing.section_names import zone_opened_by

_MOST_AUTHORS = 12  # of a work with hundreds the first are the ones it is known by
_WITHOUT_CONTENT = frozenset({"abstract", "introduction", "conclusion"})  # their headings say nothing about the text


def heading_context(title: str, section: Sequence[str]) -> str:
    """The title and the section path of a passage as one line: "Title. Results: Coping with the soft power"."""
    headings = ": ".join(part for part in section if zone_opened_by(part) not in _WITHOUT_CONTENT)
    return f"{title}. {headings}" if headings else title


def searched_text(context: str, text: str) -> str:
    """What is tokenized and embedded for a passage: its context, then its text."""
    return f"{context}\n{text}" if context else text


def byline(record: Record) -> str:
    """Who wrote a work and when, as its passages are searched by: "Ann Doe, European Commission, 2020"."""
    names = [str(author) for author in record.authors[:_MOST_AUTHORS]]
    return ", ".join([*names, *([str(record.year)] if record.year is not None else [])])
