"""Raised digits and MathML as plain characters: x², a/b, β₀ as "β0"."""

from pincite.ingest.hypertext.elements import Element, tag_of
from pincite.ingest.writing.superscripts import as_superscript

SUPERSCRIPTS = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹")
_ANNOTATIONS = frozenset({"annotation", "annotation-xml"})
_SPACED = frozenset("=<>≤≥≠≈~∼±×→∈")


def raised(words: str) -> str:
    """The words as superscript where they hold a digit; ordinals and trade marks stay as they are."""
    return as_superscript(words) if any(character.isdigit() for character in words) else words


def equation(math: Element) -> str:
    """The characters of a MathML element in reading order; its TeX source is left out.

    A fraction keeps its stroke and a power its place: 1/2 must not become 12.
    """
    return " ".join(_words(math).split())


def _words(element: Element) -> str:
    children = [child for child in element if tag_of(child) and tag_of(child) not in _ANNOTATIONS]
    tag = tag_of(element)
    if not children:
        words = "".join(element.itertext()).strip()
        return f" {words} " if tag == "mo" and words in _SPACED else words
    parts = [_words(child) for child in children]
    if tag == "mfrac" and len(parts) == 2:
        return "/".join(part if len(part) == 1 or part.isalnum() else f"({part})" for part in parts)
    if tag in ("msup", "msubsup") and len(parts) > 1:
        power = raised(parts[-1]) if parts[-1].isdigit() else f"^{parts[-1]}"
        return "".join(parts[:-1]) + power
    return (" " if tag in ("mtr", "mtable") else "").join(parts)
