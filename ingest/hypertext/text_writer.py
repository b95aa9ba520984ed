"""A text in the making: lines, blanks and places are settled when the next words come, not before."""

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
    """The words with the signs that cleaning would read as marks written as entities, which it turns back."""
    return words if _STARS.fullmatch(words) else _SIGNS.sub(lambda match: _NAMES[match[0]], words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A page begins at `offset`, by the element at `key` ("text/one.xhtml#p12"), which may give its printed label."""

    key: str
    label: str
    offset: int


@dataclass(slots=True)
class _Layer:
    """Words written so far, and what must come before the next: line ends, a blank, a prefix such as "- "."""

    pieces: list[str] = field(default_factory=list)
    lines: int = 0
    blank: bool = False
    prefix: str = ""
    line_open: bool = False


@dataclass(slots=True)
class Sheet:
    """The text, and the anchors in it. `flat` and `tight` count the elements that hold breaks back.

    Within a flat element (heading, table cell, note) a break is a blank, within a tight one (list item) no more
    than a line end.
    """

    length: int = 0
    flat: int = 0
    tight: int = 0
    anchors: list[Anchor] = field(default_factory=list)
    _layers: list[_Layer] = field(default_factory=lambda: [_Layer()])
    _coming: list[tuple[str, str]] = field(default_factory=list)
    _put_off: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All that was written."""
        return "".join(self._layers[0].pieces)

    @property
    def within_line(self) -> bool:
        """Whether the next words go on with a line."""
        top = self._layers[-1]
        return top.line_open and not top.lines

    @property
    def last(self) -> str:
        """The character that the next words directly follow; empty after a blank or line end."""
        top = self._layers[-1]
        return "" if top.blank or not self.within_line else top.pieces[-1][-1:]

    def mark(self) -> int:
        """The place reached, for `since`."""
        return len(self._layers[-1].pieces)

    def since(self, place: int) -> str:
        """What was written from a place on."""
        return "".join(self._layers[-1].pieces[place:]).strip()

    def break_line(self, lines: int, *, always: bool = False) -> None:
        """End the line; two lines end the block. `always`: even within flat and tight elements."""
        top = self._layers[-1]
        if self.flat and not always:
            top.blank = True
            return
        top.lines = max(top.lines, 1 if self.tight and not always else lines)
        if top.lines > 1:
            self._write_put_off()

    def break_again(self) -> None:
        """One more line end: the second in a row ends the block."""
        self.break_line(self._layers[-1].lines + 1)

    def begin(self, prefix: str) -> None:
        """Set what the next words are led in by."""
        self._layers[-1].prefix = prefix

    def anchor(self, key: str, label: str) -> None:
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
            self.put(literal(words.strip(" ")))
            top.blank = words.endswith(" ")

    def put(self, words: str) -> None:
        """Words with marks of their own, behind what has to come before them."""
        top = self._layers[-1]
        if top.lines and top.pieces:
            self._add("\n" * min(top.lines, 2))
            top.line_open = False
        elif top.blank and top.line_open and top.pieces[-1][-1] not in "\t ":
            self._add(" ")
        if not top.line_open and not top.prefix:
            words = _LIKE_HEADING.sub("&num;", words, count=1) if _LIKE_HEADING.match(words) else words
        top.lines, top.blank = 0, False
        if len(self._layers) == 1:
            self.settle()
        self._add(top.prefix + words)
        top.prefix, top.line_open = "", True

    def settle(self) -> None:
        """Give the waiting anchors their offsets, each one of its own."""
        for number, (key, label) in enumerate(self._coming):
            if number:
                self._add(_EMPTY_PAGE)
            self.anchors.append(Anchor(key=key, label=label, offset=self.length))
        self._coming.clear()

    def hold(self) -> None:
        """Put off what follows until the block that it stands in has ended."""
        self._layers.append(_Layer())

    def release(self) -> None:
        """End what is put off."""
        words = "".join(self._layers.pop().pieces)
        if words:
            self._put_off.append(words)

    def _write_put_off(self) -> None:
        if len(self._layers) > 1:
            return
        waiting, self._put_off = self._put_off, []
        coming, self._coming = self._coming, []  # they stand before what comes next, not before these notes
        for words in waiting:
            self._layers[-1].lines = 2
            self.put(words)
        if waiting:
            self._layers[-1].lines = 2
        self._coming = coming

    def _add(self, text: str) -> None:
        self._layers[-1].pieces.append(text)
        if len(self._layers) == 1:
            self.length += len(text)
