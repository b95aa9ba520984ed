"""The words of a quote or a passage, the same whatever marks stand between and on them.

Quotes are taken from the source texts and hold what reading a document takes away:

    quote     Zhumashov^{1*} pledged \\$3.7 billion for *“win-\nwin”* ties<sup>8</sup>
    passage   Zhumashov¹* pledged $3.7 billion for “win-win” ties⁸
    words     zhumashov pledged 3 7 billion for winwin ties

This is no tokenizer: a word here is only ever compared with itself.
"""

import html
import re
import unicodedata

# Footnote numbers glued to a word. A subscript belongs to its word: CO<sub>2</sub>, CO₂, CO2.
_RAISED = re.compile(r"<sup>[\d\s*,†‡§–-]*</sup>|\^\{[\d\s*,†‡§–-]*\}|\^\d+|[⁰¹²³⁴⁵⁶⁷⁸⁹]", re.IGNORECASE)
_BREAKING_TAG = re.compile(r"</?(?:p|br|div|li|td|th|tr|table|h[1-6])\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_COMMAND = re.compile(r"\\[a-zA-Z]+(?=\{)")
_MARK = re.compile("[*_`\\\\^{}~\u00ad\u200b-\u200f\u2060\ufeff]")
# With or without the hyphen, for only the document decides which a word cut at a line end was.
_HYPHEN = re.compile(r"(?<=\w)[-\u2010\u2011]\s*(?=\w)")
_WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """The words of `text` in order, without case, marks, footnote numbers and hyphens."""
    text = _RAISED.sub("", html.unescape(text))
    text = _TAG.sub("", _BREAKING_TAG.sub(" ", text))
    text = unicodedata.normalize("NFKC", _MARK.sub("", _COMMAND.sub("", text)))
    return _WORD.findall(_HYPHEN.sub("", text).casefold())
