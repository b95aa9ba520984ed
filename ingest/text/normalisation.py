"""Brings the characters of a text to one form: line ends, unusual white space, ligatures, composed letters."""

import re
import unicodedata

from pincite.ingest.text.mapped_text import MappedText

_LINE_END = re.compile("\r\n?|[\x85\u2028\u2029]")
_PAGE_END = re.compile(r"\f")
_CUT_BY_SOFT_HYPHEN = re.compile("\u00ad(?=[ \t]*\n)")
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]")
_ODD_BLANK = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\v]")
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_DECOMPOSED = re.compile("[^\\W\\d_][\u0300-\u036f]+")


def normalise(text: MappedText) -> MappedText:
    """Line ends, blanks, ligatures and composed letters in one form; a page end becomes a blank line."""
    text = text.rewrite(_LINE_END, lambda match: ("\n",))
    text = text.rewrite(_PAGE_END, lambda match: ("\n\n",))
    text = text.rewrite(_CUT_BY_SOFT_HYPHEN, lambda match: ("-",))
    text = text.rewrite(_INVISIBLE, lambda match: ())
    text = text.rewrite(_ODD_BLANK, lambda match: (" ",))
    text = text.rewrite(_LIGATURE, lambda match: (unicodedata.normalize("NFKC", match[0]),))
    return text.rewrite(_DECOMPOSED, lambda match: (unicodedata.normalize("NFC", match[0]),))
