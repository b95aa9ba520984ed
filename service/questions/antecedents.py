"""Pronouns of a follow-up question, and the names of the question before that they stand for."""

import re

from pincite.index.language.cyrillic import has_cyrillic
from pincite.service.questions.question_names import (
    SUBJECT_RANK,
    content_words,
    listed,
    names,
    names_in_a_row,
    subject_rank,
    with_article,
)

_POINTING = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|"
    r"(?<!is )(?<!are )(?<!was )(?<!were )there(?! is| are| was)|"
    r"this|these|those|the same|such(?! as)|(?:do|does|did) so|the former|the latter|the two|the others|"
    r"(?:which|other) ones?|(?:^|(?<=is )|(?<=was )|(?<=does )|(?<=did )|(?<=about )|(?<=for ))that(?! of)|"
    r"он|она|оно|они|его|её|ее|их|ему|ей|им|ими|него|нём|нем|ней|неё|нее|нему|ним|ними|них|это|этого|этому|этом|этой|этих|"
    r"эти|там|такие|такой|ол|оның|олар|олардың|оны|оларды|онда|бұл|бұның|мұның|осы)\b",
    re.IGNORECASE,
)
_MARK = "\ue000"  # inside a pronoun that stands for something in its own question
_CLAUSE = re.compile(r"\b(?:and|but|or|when|if|because|while|although|as|so|once|after|before|where)\b", re.IGNORECASE)
_INVERTED = re.compile(r"\b(?:do|does|did|is|was|has|can|will) $", re.IGNORECASE)
_GOVERNED = re.compile(r"\b(?:of|in|on|at|to|for|from|by|with|about|into|against|under) $", re.IGNORECASE)
# "Is it certain that ..." and "Is it easy to ...": "it" stands for the clause that follows (extraposition).
_ANTICIPATING = re.compile(
    r"(?:(?<=\bis )|(?<=\bwas ))it (?=(?:\w+ )?\w+ (?:that|whether)\b)|"
    r"\bit (?=(?:true|possible|impossible|likely|important|necessary|known|clear|easy|difficult|hard|better|best) "
    r"(?:that|to)\b)",
    re.IGNORECASE,
)
_DEFINED = re.compile(r"^(?:[Ww]hat|[Ww]ho) (?:is|was|are|were) (?:the )?[A-Z]")


def points_back(text: str) -> bool:
    """Whether a pronoun of it stands for something in an earlier question."""
    return _POINTING.search(_ANTICIPATING.sub("", text)) is not None


def with_own_pronouns_marked(text: str) -> str:
    """The text with a mark in each pronoun that stands for something in the same question; such do not point back."""
    return _POINTING.sub(_marked, text)


def without_marks(text: str) -> str:
    """The text without those marks."""
    return text.replace(_MARK, "")


def _marked(match: re.Match[str]) -> str:
    """The pronoun, marked where its own question says what it stands for: "How does China value its neighbours?"."""
    pronoun, before = match[0].lower(), match.string[: match.start()]
    named, clause = names(before), _CLAUSE.search(before, 1)
    if pronoun in ("its", "his", "her"):
        inside = bool(named)
    elif pronoun in ("it", "he", "she"):
        second = clause is not None and bool(content_words(before[: clause.start()]))
        inside = second or (bool(named) and not _GOVERNED.search(before) and not _INVERTED.search(before))
    elif pronoun in ("they", "them", "their", "theirs"):
        inside = bool(named) or any(word.endswith("s") for word in content_words(before))
    else:
        inside = False
    return f"{match[0][0]}{_MARK}{match[0][1:]}" if inside else match[0]


def with_antecedents(text: str, before: str) -> str:
    """The text with names in the place of pronouns, where the question before has the names."""
    found = [one for one in names(before) if one.form != "adjective"]
    if not found or has_cyrillic(before):
        return text
    row = names_in_a_row(before, found)
    acting = [one for one in found if subject_rank(one) <= SUBJECT_RANK] or found
    one, place = (
        with_article(before, mention)
        for mention in (acting[0], next((one for one in found if one.preposition in ("in", "at", "within")), acting[0]))
    )
    several = listed([with_article(before, mention) for mention in row]) if row else one
    # What is asked of a definition's subject is asked of it whole; elsewhere "is it" may mean what was said of it.
    being = r"|(?<=\bis )|(?<=\bwas )" if _DEFINED.match(before) else ""
    pairs = [
        (r"\b(?:its|his|her)\b(?=\s+\w)", f"{one}'s"),
        (r"\btheir\b(?=\s+\w)", f"{several}'s"),
        (rf"(?:(?<=\bdoes )|(?<=\bdid )|(?<=\bhas ){being}|^)(?:it|he|she)\b", one),
        (r"(?:(?<=\bdo )|(?<=\bdid )|(?<=\bhave )|^)they\b", several),
        (r"(?<!is )(?<!are )(?<!was )(?<!were )\bthere\b(?! is| are| was)", f"in {place}"),
    ]
    if row:
        first, last = with_article(before, row[0]), with_article(before, row[-1])
        pairs += [(r"\bthe former\b", first), (r"\bthe latter\b", last)]
    if _ANTICIPATING.search(text):
        del pairs[2]
    for pattern, name in pairs:
        text = re.sub(pattern, name.replace("\\", r"\\"), text, flags=re.IGNORECASE)
    return text
