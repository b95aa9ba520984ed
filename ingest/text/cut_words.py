"""Words cut by a hyphen at the end of a line or page."""

import re
from collections.abc import Sequence

from pincite.ingest.text.mapped_text import MappedText, Replacement

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_CUT_WORD = re.compile(r"(?<![\w/-])([^\W\d_]+)-([ \t]*\n[ \t]*| )([^\W\d_]+)(?=[\s.,;:)?!’'\"-]|$)")


def vocabulary(text: str) -> frozenset[str]:
    """Every word of the text, lower-case, hyphenated ones whole."""
    return frozenset(match[0].lower() for match in _WORD.finditer(text))


def join_cut_words(text: MappedText, known: frozenset[str]) -> MappedText:
    """The text with the halves of cut words put together.

    The document's own spelling decides: "post-\\nsoviet" keeps its hyphen where the document writes "post-soviet", and
    loses it where it writes "postsoviet". A word that stands nowhere else is joined without the hyphen when it was cut
    at a line end, and left alone when only a blank follows ("lower- and middle-level").
    """

    def replacements(match: re.Match[str]) -> Sequence[Replacement]:
        first, gap, second = match.groups()
        first_half: Replacement = match.span(1)
        if f"{first}-{second}".lower() in known or (second[0].isupper() and "\n" in gap):
            return (first_half, "-", match.span(3))
        if f"{first}{second}".lower() in known or ("\n" in gap and second.islower()):
            return (first_half, match.span(3))
        return (match.span(),)

    return text.rewrite(_CUT_WORD, replacements)
