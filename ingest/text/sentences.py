"""Sentences of a text, found by sentencex and corrected where scholarly prose misleads it."""

import re

from sentencex import get_sentence_boundaries

from pincite.ingest.writing.letter_case import begins_small
from pincite.ingest.writing.superscripts import SUPERSCRIPT_DIGITS

# A stop behind one of these does not end a sentence: "et al. (2018)", "J. S. Nye", "z. B.", "ред. Иванов".
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[“\"])(?:et al|eds?|cf|e\.g|i\.e|ibid|st|dr|mr|mrs|ms|prof|vs|approx|ca|resp|trans|[A-Z]|"
    r"bzw|vgl|hrsg|u\.a|z\.b|d\.h|см|г|гг|в|вв|т|др|пр|им|ред|изд|тыс|млн|млрд)\.\s*$",
    re.IGNORECASE,
)
# Nor behind one of these before a number: "p. 7", "vol. 5". "The answer was no." ends one.
_BEFORE_NUMBER = re.compile(
    r"(?:^|[\s(\[“\"])(?:pp?|vols?|nos?|figs?|tab|ch|chs|secs?|arts?|paras?|abb|bd|nr|s|стр|с|рис|табл|гл|ст|п)\.\s*$",
    re.IGNORECASE,
)
# sentencex counts some wide blanks wrongly and then fails, so each is replaced by an ordinary one.
_BLANKS = dict.fromkeys((code for code in range(0x3001) if chr(code).isspace() and chr(code) != "\n"), " ")
_FAR = 600  # characters: a bracket that was opened so far back was never closed by mistake
_WORD = re.compile(rf"[^\W_{SUPERSCRIPT_DIGITS}]")
_ONLY_CITATION = re.compile(r"\s*[(\[][^()\[\]]{1,80}[)\]][.;,]?\s*")


def sentence_spans(text: str, language: str) -> list[tuple[int, int]]:
    """The sentences of `text` as [start, end), in order, covering it; white space belongs to what it follows.

    A boundary inside brackets, behind an abbreviation, before a lower-case word, or before a citation or a
    footnote mark that stands alone is not one.
    """
    spans: list[tuple[int, int]] = []
    for boundary in get_sentence_boundaries(language, text.translate(_BLANKS)):
        start, end = int(boundary["start_index"]), int(boundary["end_index"])
        if start == end:
            continue
        if spans and _belongs(text, spans[-1], start, end):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((spans[-1][1] if spans else 0, end))
    if not spans:
        return [(0, len(text))] if text else []
    spans[-1] = (spans[-1][0], len(text))
    return spans


def _belongs(text: str, before: tuple[int, int], start: int, end: int) -> bool:
    sentence = text[max(before[0], before[1] - _FAR) : before[1]]
    following = text[start:end]
    if _ABBREVIATION.search(sentence) or not sentence.strip():
        return True
    if _BEFORE_NUMBER.search(sentence) and following.lstrip()[:1].isdigit():
        return True
    if before[1] - before[0] < _FAR and sentence.count("(") > sentence.count(")"):
        return True
    if not _WORD.search(following):
        return True
    return begins_small(following) or _ONLY_CITATION.fullmatch(following) is not None
