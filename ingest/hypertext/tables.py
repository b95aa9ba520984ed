"""Writes tables of hypertext row by row, so that a number stays beside the name of its row."""

import re
from dataclasses import dataclass, field

from pincite.ingest.hypertext.elements import Element, semantics, tag_of
from pincite.ingest.hypertext.text_writer import TextWriter

_NESTED = frozenset({"table", "h1", "h2", "h3", "h4", "h5", "h6"})
_LONGEST_CELL = 2000  # characters; more is a page laid out as a table
_LONGEST_REPEATED = 80  # characters of a cell over several rows that each of them is given
_MOST_SPANNED = 100  # rows or columns under one cell


@dataclass(slots=True)
class Table:
    """A table that is being written: one line for each row, a tab between cells.

    A cell over several rows is written in each of them; one over several columns leaves the others empty.
    `_carried` are the cells that span later rows: column -> rows left, words.
    """

    writer: TextWriter
    _column: int = 0
    _cell: int = 0
    _carried: dict[int, tuple[int, str]] = field(default_factory=dict)

    def open_row(self) -> None:
        """Begin a row."""
        self._column = 0
        self.writer.break_line(1)

    def open_cell(self) -> None:
        """Begin the next cell, after those that span down from earlier rows."""
        while self._column in self._carried:
            self._write_carried()
        self._divide()
        self._cell = self.writer.position()
        self.writer.inline_depth += 1

    def close_cell(self, element: Element) -> None:
        """End the cell, as wide and as deep as `element` says."""
        self.writer.inline_depth -= 1
        words = self.writer.since(self._cell)
        rows = min(whole_number(element.get("rowspan"), 1), _MOST_SPANNED)
        columns = min(whole_number(element.get("colspan"), 1), _MOST_SPANNED)
        for number in range(columns):
            if number:
                self._divide()
            if rows > 1:
                repeated = words if number == 0 and len(words) <= _LONGEST_REPEATED else ""
                self._carried[self._column] = (rows - 1, repeated)
            self._column += 1

    def close_row(self) -> None:
        """End the row with the cells that span down into its last columns."""
        while self._column in self._carried:
            self._write_carried()

    def _write_carried(self) -> None:
        rows, words = self._carried.pop(self._column)
        if rows > 1:
            self._carried[self._column] = (rows - 1, words)
        self._divide()
        if words:
            self.writer.write_markup(words)
        self._column += 1

    def _divide(self) -> None:
        if self._column:
            self.writer.write_markup("\t")


def is_data(table: Element) -> bool:
    """Whether the table holds rows of data, rather than the layout of a page."""
    if semantics(table) & {"presentation", "none"}:
        return False
    inside = list(table.iterdescendants())
    if any(tag_of(one) in _NESTED for one in inside):
        return False
    cells = [one for one in inside if tag_of(one) in ("td", "th")]
    return all(sum(map(len, cell.itertext())) <= _LONGEST_CELL for cell in cells)


def whole_number(text: str | None, otherwise: int) -> int:
    """The number that an attribute gives; `otherwise` where it gives none."""
    return int(text) if text and re.fullmatch(r"[0-9]{1,5}", text) else otherwise
