"""Removes what is not part of the text: Markdown, HTML tags, escapes."""

import html
import re
from collections.abc import Sequence

from pincite.ingest.text.mapped_text import MappedText, Replacement
from pincite.ingest.writing.superscripts import as_superscript

_ESCAPED = r"[\\`*_{}\[\]()#+\-.!$&~<>|%\"'^]"

_CONTROL = re.compile(r"\s|[\x00-\x1f]")

# What markup encloses is bounded everywhere, so that the end of an unclosed mark is not searched through the text.
_LINK = re.compile(
    r"\[((?:[^\[\]\\]|\\.|\[[^\[\]]{0,200}\]){1,500})\]\(((?:https?://|mailto:|www\.)(?:[^\s()\\]|\\.|\([^\s()]*\))+)\)"
)
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]+)>")
_RAISED = re.compile(r"<su([pb])>(.{0,200}?)</su[pb]>|\^\{([^{}]{1,6})\}", re.IGNORECASE)
# With attributes only where they are written out: "a<b and c>d" is no tag.
_ATTRIBUTES = r"(?:\s+[\w:-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))*\s*/?"
_BREAKING_TAG = re.compile(rf"(?:</?(?:p|br|div|li|td|tr){_ATTRIBUTES}>)+", re.IGNORECASE)
_TAG = re.compile(rf"</?(?:i|b|em|strong|u|s|span|a|small|font){_ATTRIBUTES}>", re.IGNORECASE)
_EMPHASIS = re.compile(r"(?<![\w*\\])(\*{1,3})(?=[^\s*])(.{1,500}?)(?<=[^\s*\\])\1(?![\w*])")
_UNDERSCORED = re.compile(r"(?<![\w/_\\])(_{1,2})(?=[^\s_])([^_]{1,500}?)(?<=\S)\1(?![\w_])")
# One half of an emphasis whose other half stands on another page or in another paragraph.
_HALF_EMPHASIS = re.compile(r"(?:(?<=^)|(?<=\s))\*{1,3}(?=[“\"‘«])|(?<=[”\"’».?!])\*{1,3}(?=$|[\s,;.)])")
_ESCAPE = re.compile(r"\\+(" + _ESCAPED + ")")
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});")
_FENCE = re.compile(r"^[ ]{0,3}(```+|~~~+).*?(?:^[ ]{0,3}\1|\Z)", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(
    r"^(?:(?P<marked>#{1,6}[ \t]+\S.*)"
    r"|(?<=\n\n)(?P<line>(?![#>|*+-]|\d+[.)])\S.{0,200})\n(?P<under>={2,}|-{3,})[ \t]*)$",
    re.MULTILINE,
)
_BLANKS = re.compile(r"[ \t]{2,}|\t")
_CELL_BLANKS = re.compile(r" {2,}| *\t *")


def separate_headings(text: MappedText) -> MappedText:
    """A normalised Markdown text with every heading between blank lines, underlined ones written with "#".

    What stands in a code fence is left as it is.
    """
    fences = [match.span() for match in _FENCE.finditer(text.text)]

    def replacements(match: re.Match[str]) -> Sequence[Replacement]:
        if any(start <= match.start() < end for start, end in fences):
            return (match.span(),)
        if match["line"] is None:
            return ("\n", match.span("marked"), "\n")
        return ("\n", "# " if match["under"][0] == "=" else "## ", match.span("line"), "\n")

    return text.rewrite(_HEADING, replacements) if "#" in text.text or _HEADING.search(text.text) else text


def clean_line(text: MappedText, *, table: bool = False, markdown: bool = False) -> MappedText:
    """The line without markup. Tabs between the cells of a table row stay; elsewhere they are blanks."""
    text = text.rewrite(_LINK, _link_replacements)
    text = text.rewrite(_AUTOLINK, lambda match: (match.span(1),))
    text = text.rewrite(_RAISED, _raised_replacements)
    text = text.rewrite(_BREAKING_TAG, lambda match: (" ",))
    text = text.rewrite(_TAG, lambda match: ())
    for _ in range(2):  # bold within italics
        text = text.rewrite(_EMPHASIS, lambda match: (match.span(2),))
    if markdown:
        text = text.rewrite(_UNDERSCORED, lambda match: (match.span(2),))
    text = text.rewrite(_HALF_EMPHASIS, lambda match: ())
    text = text.rewrite(_ESCAPE, lambda match: (match.span(1),))
    text = text.rewrite(_ENTITY, lambda match: (_CONTROL.sub(" ", html.unescape(match[0])),))
    if table:
        text = text.rewrite(_CELL_BLANKS, lambda match: ("\t" if "\t" in match[0] else " ",))
        return text.cut(0, len(text.text.rstrip(" ")))
    return text.rewrite(_BLANKS, lambda match: (" ",)).strip()


def _link_replacements(match: re.Match[str]) -> Sequence[Replacement]:
    shown, address = (re.sub(r"[\\<>*]", "", part) for part in match.groups())
    if _bare(shown) == _bare(address):
        return (match.span(2),)
    return (match.span(1), " (", match.span(2), ")")


def _bare(address: str) -> str:
    return re.sub(r"^(?:https?://|mailto:)?(?:www\.)?", "", address.strip()).rstrip("/.")


def _raised_replacements(match: re.Match[str]) -> Sequence[Replacement]:
    group = 2 if match[2] is not None else 3
    content = match[group]
    if match[1] in ("b", "B") or not any(character.isdigit() for character in content):
        return (match.span(group),)
    return (as_superscript(content),)
