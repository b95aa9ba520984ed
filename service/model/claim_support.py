"""Whether the quoted sentences support a claim.

They do when each number and name of the claim stands in them (or in the title and authors of the work), when the claim
denies nothing that they do not deny and asserts nothing that they deny, and when its words and its meaning are similar
enough to theirs. Not every false claim is found so; what is not in the sources at all is.
"""

import re
from collections.abc import Iterator

from pincite.service.evidence.numerals import NUMERALS
from pincite.service.evidence.relevance import content_terms
from pincite.service.evidence.sources import Sources

# Half the share of its rare words that the cited sentences hold, half the cosine of meaning. Of the gold answers, in
# their writers' own words, 95 % reach it beside their evidence; see docs/explanation/answers.md.
ENOUGH = 0.45

_WORD = re.compile(r"[^\W_](?:[\w'’.,-]*\w)?")
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|hardly|barely|не|нет|ни|без|никогда|никто|емес|жоқ)\b"
    r"|n['’]t\b",
    re.IGNORECASE,
)
_REACH = 3  # so many content words after a negation are what it denies


def objection_to(claim: str, cited: str, *, known: str, sources: Sources) -> str | None:
    """Why the cited sentences do not support the claim, in words; None where they do.

    known: what the claim may say besides: words of the title, the authors and the headings.
    """
    held = _terms(cited, sources) | _terms(known, sources)
    for number in _numbers(claim):
        if number not in _numbers(cited) | _numbers(known):
            return f"the number {number} is not in what it cites"
    for name, terms in _names(claim, sources):
        if not terms <= held and not _abbreviates(name, claim, f"{cited} {known}"):
            return f"the name {name} is not in what it cites"
    if _denies(claim) and not _denies(cited):
        return "it denies what the sentences it cites do not deny"
    if _denies(cited) and not _denies(claim) and _denied(cited, sources) & _terms(claim, sources):
        return "it asserts what the sentences it cites deny"
    if support(claim, cited, known=known, sources=sources) < ENOUGH:
        return "the sentences it cites say something else"
    return None


def support(claim: str, cited: str, *, known: str, sources: Sources) -> float:
    """How far the cited sentences support the claim, in words and in meaning: 0 to 1."""
    terms = content_terms(claim, sources)
    held = _terms(cited, sources) | _terms(known, sources)
    whole = sum(terms.values())
    lexical = sum(rarity for term, rarity in terms.items() if term in held) / whole if whole else 0.0
    one, other = sources.encode([claim, cited])
    return (lexical + max(float(one @ other), 0.0)) / 2


def _terms(text: str, sources: Sources) -> set[str]:
    return set(sources.terms(text))


def _numbers(text: str) -> set[str]:
    """The numbers as figures, without commas between the thousands; of small ones also those written in words."""
    found = set[str]()
    for match in _WORD.finditer(text):
        word = match.group()
        if any(character.isdigit() for character in word):
            found.update(re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d{3})", "", word)))
        elif word.lower() in NUMERALS:
            found.add(NUMERALS[word.lower()])
    return found


def _names(text: str, sources: Sources) -> Iterator[tuple[str, set[str]]]:
    """The words with a capital letter, without the first word, and the terms of each."""
    for place, match in enumerate(_WORD.finditer(text)):
        word = match.group()
        if word[0].isupper() and (place > 0 or (len(word) > 1 and word.isupper())):
            yield word, _terms(word, sources)


def _abbreviates(name: str, claim: str, text: str) -> bool:
    """Whether the name is the initials of names in a row of the text, or is in a row whose initials the text has."""
    if name.isupper():
        return name in _initials(text)
    words = {match.group() for match in _WORD.finditer(text)}
    return any(name in run and initials in words for initials, run in _initials(claim).items())


def _initials(text: str) -> dict[str, list[str]]:
    """The initials of each two or more names that follow one another, and these names: EU, European Union."""
    found, run = dict[str, list[str]](), list[str]()
    for word in [*(match.group() for match in _WORD.finditer(text)), ""]:
        if word[:1].isupper():
            run.append(word)
            continue
        for first in range(len(run)):
            for last in range(first + 2, len(run) + 1):
                found["".join(one[0] for one in run[first:last])] = run[first:last]
        if word not in ("of", "the", "and", "for"):
            run = []
    return found


def _denies(text: str) -> bool:
    return _NEGATION.search(text) is not None


def _denied(text: str, sources: Sources) -> set[str]:
    """The terms of the content words that follow each negation closely."""
    found = set[str]()
    for match in _NEGATION.finditer(text):
        behind = list(content_terms(text[match.end() : match.end() + 80], sources))
        found.update(behind[:_REACH])
    return found
