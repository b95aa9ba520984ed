"""Builds a text: line ends, blanks and page marks are written only when the next words come."""

import re
from dataclasses import dataclass, field

_SIGNS = re.compile(
    r"&(?=#|[a-zA-Z]{2,8};|$)|<(?=[a-zA-Z/]|$)|\\(?=[\\`*_{}\[\]()#+\-.!$&~<>|%\"'^]|$)|\*|"
    r"(?<=\])\((?=https?:|mailto:|www\.)|\^(?=\{|$)"
)
_NAMES = {"&": "&amp;", "<": "&lt;", "\\": "&bsol;", "*": "&ast;", "(": "&lpar;", "^": "&Hat;"}
_LIKE_HEADING = re.compile(r"#(?=#{0,5}\s)")
_STARS = re.compile(r"[*\s]+")
_EMPTY_PAGE = "\u200b"  # keeps the starts of pages without text apart; cleaning takes it away


def literal(words: str) -> str:
    """The words with the signs that cleaning would read as markup written as entities, which it turns back."""
    return words if _STARS.fullmatch(words) else _SIGNS.sub(lambda match: _NAMES[match[0]], words)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMark:
    """A page begins at `offset`, by the element at `key` ("text/one.xhtml#p12"), which may give its printed label."""

    key: str
    label: str
    offset: int


@dataclass(slots=True)
class _Layer:
    """Words written so far, and what must come before the next: line ends, a blank, a prefix such as "- "."""

    texts: list[str] = field(default_factory=list)
    lines: int = 0
    blank: bool = False
    prefix: str = ""
    line_open: bool = False


@dataclass(slots=True)
class TextWriter:
    """The text, and the marks of the pages that begin in it.

    `inline_depth` counts the open headings, table cells and notes: within them a break is a blank. `item_depth`
    counts the open list items: within them a break is at most a line end.
    """

    length: int = 0
    inline_depth: int = 0
    item_depth: int = 0
    page_marks: list[PageMark] = field(default_factory=list)
    _layers: list[_Layer] = field(default_factory=lambda: [_Layer()])
    _coming: list[tuple[str, str]] = field(default_factory=list)
    _put_off: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All that was written."""
        return "".join(self._layers[0].texts)

    @property
    def within_line(self) -> bool:
        """Whether the next words go on with a line."""
        top = self._layers[-1]
        return top.line_open and not top.lines

    @property
    def last(self) -> str:
        """The character that the next words directly follow; empty after a blank or line end."""
        top = self._layers[-1]
        return "" if top.blank or not self.within_line else top.texts[-1][-1:]

    def position(self) -> int:
        """The place reached, for `since`."""
        return len(self._layers[-1].texts)

    def since(self, place: int) -> str:
        """What was written since `place`."""
        return "".join(self._layers[-1].texts[place:]).strip()

    def break_line(self, lines: int, *, always: bool = False) -> None:
        """End the line; two lines end the block. `always`: even within headings, cells, notes and items."""
        top = self._layers[-1]
        if self.inline_depth and not always:
            top.blank = True
            return
        top.lines = max(top.lines, 1 if self.item_depth and not always else lines)
        if top.lines > 1:
            self._write_put_off()

    def break_again(self) -> None:
        """One more line end: the second in a row ends the block."""
        self.break_line(self._layers[-1].lines + 1)

    def set_prefix(self, prefix: str) -> None:
        """Set what stands before the next words, such as "- "."""
        self._layers[-1].prefix = prefix

    def mark_page(self, key: str, label: str) -> None:
        """The next words begin a page. The notes of the page that ends are written before it ends."""
        if self._put_off and len(self._layers) == 1:
            self.break_line(2, always=True)
        self._coming.append((key, label))

    def write(self, text: str) -> None:
        """Text as it stands in the file: white space is a blank."""
        words = re.sub(r"[ \t\n\r\f]+", " ", text)
        top = self._layers[-1]
        top.blank = top.blank or words.startswith(" ")
        if words.strip(" "):
            self.write_markup(literal(words.strip(" ")))
            top.blank = words.endswith(" ")

    def write_markup(self, words: str) -> None:
        """Words that may hold markup, behind the line ends, blanks and prefix that come before them."""
        top = self._layers[-1]
        if top.lines and top.texts:
            self._add("\n" * min(top.lines, 2))
            top.line_open = False
        elif top.blank and top.line_open and top.texts[-1][-1] not in "\t ":
            self._add(" ")
        if not top.line_open and not top.prefix:
            words = _LIKE_HEADING.sub("&num;", words, count=1) if _LIKE_HEADING.match(words) else words
        top.lines, top.blank = 0, False
        if len(self._layers) == 1:
            self.place_page_marks()
        self._add(top.prefix + words)
        top.prefix, top.line_open = "", True

    def place_page_marks(self) -> None:
        """Give the waiting page marks their offsets, each one of its own."""
        for number, (key, label) in enumerate(self._coming):
            if number:
                self._add(_EMPTY_PAGE)
            self.page_marks.append(PageMark(key=key, label=label, offset=self.length))
        self._coming.clear()

    def hold(self) -> None:
        """Hold the words that follow until the block in which they stand has ended."""
        self._layers.append(_Layer())

    def release(self) -> None:
        """End the words that are held; they are written once the open block has ended."""
        words = "".join(self._layers.pop().texts)
        if words:
            self._put_off.append(words)

    def _write_put_off(self) -> None:
        if len(self._layers) > 1:
            return
        waiting, self._put_off = self._put_off, []
        coming, self._coming = self._coming, []  # they stand before what comes next, not before these notes
        for words in waiting:
            self._layers[-1].lines = 2
            self.write_markup(words)
        if waiting:
            self._layers[-1].lines = 2
        self._coming = coming

    def _add(self, text: str) -> None:
        self._layers[-1].texts.append(text)
        if len(self._layers) == 1:
            self.length += len(text)
