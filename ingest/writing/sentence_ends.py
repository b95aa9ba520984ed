"""Whether a text ends as a sentence does, or was cut before its end."""

import re

from pincite.ingest.writing.superscripts import SUPERSCRIPT_DIGITS

# Marks at which sentences end, for a class of a regular expression: those of Unicode's property Sentence_Terminal
# that are in use today (https://www.unicode.org/reports/tr44/), and the ellipsis.
SENTENCE_TERMINALS = ".?!…。．｡！？؟۔।॥։።፧။៕"

# What may follow the end of a sentence: note numbers, closing quotes of any language, brackets, marks of emphasis.
_BEHIND = re.compile(rf"(?:[\s{SUPERSCRIPT_DIGITS}*_†‡\"'“”’‘»«›‹)\]}}」』】）》〉]|<sup>[^<>]*</sup>)+$")
# A Greek question ends with a mark that Unicode takes for a semicolon.
_END = re.compile(rf"(?:[{SENTENCE_TERMINALS}:：]|[\u0370-\u03ff\u1f00-\u1fff][;\u037e])$")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*$")
_CUT_ADDRESS = re.compile(r"[/_=&?-]$")
_LONGEST_ADDRESS = 2000  # characters


def ends_sentence(text: str) -> bool:
    """Whether a sentence ends with the text; note numbers and closing quotes behind it do not count.

    A colon ends one too: what it announces is a paragraph, list or quotation of its own. An address ends a sentence
    without a full stop, unless its last sign shows that it was cut.
    """
    text = text[-_LONGEST_ADDRESS:].rstrip()
    address = _ADDRESS.search(text.rstrip("<>)] *"))
    if address is not None:
        return not _CUT_ADDRESS.search(address[0])
    bare = _BEHIND.sub("", text)
    return _END.search(bare or text) is not None


def cuts_address(before: str, after: str) -> bool:
    """Whether an address was cut between the two texts: its first half ends with one of its own signs."""
    half = _ADDRESS.search(before[-_LONGEST_ADDRESS:])
    return half is not None and _CUT_ADDRESS.search(half[0]) is not None and re.match(r"\S+[/.]\S*", after) is not None
