"""How well each sentence answers a question."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pincite.index.language.announcements import is_about_a_text, is_announcement
from pincite.service.evidence.answer_kinds import SOURCE, AnswerKind, kinds_wanted, offers
from pincite.service.evidence.candidate_sentences import Candidate
from pincite.service.evidence.sources import Sources
from pincite.service.evidence.weights import Weights, logistic
from pincite.service.questions.function_words import FUNCTION_WORDS

_WORD = re.compile(r"[^\W_](?:[\w'’.,-]*\w)?")

_KEYWORDS = re.compile(r"key ?words|index terms|ключевые слова|түйін(?:ді)? сөздер", re.IGNORECASE)
_NEXT_NOTE = re.compile(r"(?<=\s)(?=[⁰¹²³⁴⁵⁶⁷⁸⁹]+\s)|(?<=\n)(?=\d+\s)")

_RARE = 0.7  # of names: few passages have them
_SAME_QUESTION = 0.6  # the share of the question's content in a sentence that asks the same

# Words for what is asked, and not for what is asked about: "What does the article say about tides?"
_WORDS_FOR_WORKS = """
    article author authors dissertation document documents mention mentioned paper papers studies study text thesis
    автор авторы документ документы статья статьи құжат мақала мәтін
"""
_WITHOUT_CONTENT = " ".join([*sorted(FUNCTION_WORDS), *_WORDS_FOR_WORKS.split()])


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysedQuestion:
    """A question, ready to be compared with sentences.

    rarity: its content terms, and how rare each is; words: how each is written in the question. names and numbers: the
    terms that are names, numbers and years. wanted_kinds: the kinds of answer it asks for. is_translation: its terms
    are a translation, in which words may be missing.
    """

    text: str
    rarity: Mapping[str, float]
    words: Mapping[str, str]
    names: tuple[str, ...]
    numbers: tuple[str, ...]
    wanted_kinds: frozenset[AnswerKind]
    is_translation: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredCandidate:
    """A sentence, its terms, those of them that are content words, and how likely it answers the question: 0 to 1."""

    candidate: Candidate
    terms: frozenset[str]
    content: frozenset[str]
    score: float


def analyse_question(question: str, sources: Sources, *, rendering: str | None = None) -> AnalysedQuestion:
    """The question's terms, names, numbers and kinds; `rendering` is its translation into the passages' language."""
    bare = _function_terms(sources)
    words, names, numbers = dict[str, str](), list[str](), list[str]()
    for place, found in enumerate(_WORD.finditer(rendering or question)):
        word = found.group()
        for term in sources.terms(word):
            if term in bare or term in words:
                continue
            words[term] = word
            if any(character.isdigit() for character in word):
                numbers.append(term)
            elif word[0].isupper() and (place > 0 or word.isupper()):
                names.append(term)
    return AnalysedQuestion(
        text=question,
        rarity=dict(zip(words, sources.rarities(list(words)), strict=True)),
        words=words,
        names=tuple(names),
        numbers=tuple(numbers),
        wanted_kinds=kinds_wanted(question),
        is_translation=rendering is not None,
    )


def content_terms(text: str, sources: Sources) -> dict[str, float]:
    """The terms of the content words, in their order, and how rare each is."""
    bare = _function_terms(sources)
    terms = list(dict.fromkeys(term for term in sources.terms(text) if term not in bare))
    return dict(zip(terms, sources.rarities(terms), strict=True))


def possible_answers(question: AnalysedQuestion, found: Sequence[Candidate], sources: Sources) -> tuple[Candidate, ...]:
    """The candidates that may answer the question.

    Left out are sentences that ask the same question and announcements: they share its words and answer nothing. So
    are entries of bibliographies, unless works or persons are asked for, and titles, keywords and addresses, unless
    the question is about a work or names its authors.
    """
    return tuple(
        candidate
        for candidate in found
        if not _repeats_the_question(question, candidate, sources) and _is_wanted(question, candidate, sources)
    )


def score_candidates(
    question: AnalysedQuestion, found: Sequence[Candidate], sources: Sources, *, weights: Weights
) -> tuple[ScoredCandidate, ...]:
    """The candidates with their scores, best first; of equal scores the earlier candidate first."""
    terms, bare = [frozenset(sources.terms(candidate.text)) for candidate in found], _function_terms(sources)
    scored = [
        ScoredCandidate(
            candidate=candidate, terms=held, content=held - bare, score=logistic(weights.sentence, features)
        )
        for candidate, held, features in zip(found, terms, sentence_features(question, found, terms), strict=True)
    ]
    order = sorted(range(len(scored)), key=lambda place: (-scored[place].score, place))
    return tuple(scored[place] for place in order)


def sentence_features(
    question: AnalysedQuestion, found: Sequence[Candidate], terms: Sequence[frozenset[str]]
) -> list[dict[str, float]]:
    """The features of each sentence, about 0 to 1 each, that the weights are for; see scripts/tuning/fit_answers.py."""
    if not found:
        return []
    best_hit = max(candidate.hit.score for candidate in found) or 1.0
    nearest = max(candidate.similarity for candidate in found)
    covered = [coverage(question, held) for held in terms]
    fullest = max(covered)
    rows = []
    for place, (candidate, held) in enumerate(zip(found, terms, strict=True)):
        led = place > 0 and found[place - 1].hit is candidate.hit
        rows.append(
            {
                "similarity": candidate.similarity,
                "similarity_below_best": candidate.similarity - nearest,
                "coverage": covered[place],
                "coverage_below_best": covered[place] - fullest,
                # How much of the question the sentence before covers and this one does not.
                "coverage_before": coverage(question, held | terms[place - 1]) - covered[place] if led else 0.0,
                "similarity_before": found[place - 1].similarity if led else 0.0,
                "hit_score": candidate.hit.score / best_hit,
                "first_hit": float(candidate.hit.rank == 1),
                "has_question_mark": float("?" in candidate.text),
                "refers_back": float(candidate.refers_back),
                "excess_length": max(0.0, len(candidate.text) / 300 - 1),
                "source": float(_is_source(candidate)),
                "front_matter": float(candidate.hit.passage.kind == "front_matter"),
                **{f"offers_{kind}": sign for kind, sign in offers(question.wanted_kinds, candidate.text).items()},
            }
        )
    return rows


def _repeats_the_question(question: AnalysedQuestion, candidate: Candidate, sources: Sources) -> bool:
    if candidate.hit.passage.kind == "body" and candidate.text.endswith("?"):
        return True
    if candidate.hit.passage.kind == "body" and "?" in candidate.text:
        return coverage(question, frozenset(sources.terms(candidate.text))) >= _SAME_QUESTION
    return is_announcement(candidate.text) and not is_about_a_text(question.text)


def _is_wanted(question: AnalysedQuestion, candidate: Candidate, sources: Sources) -> bool:
    if _is_listed(candidate):
        authors = frozenset(sources.terms(" ".join(map(str, candidate.hit.record.authors))))
        return (
            "source" in question.wanted_kinds
            or is_about_a_text(question.text)
            or not authors.isdisjoint(question.rarity)
        )
    if "source" in question.wanted_kinds or not _is_source(candidate):
        return True
    terms = frozenset(sources.terms(candidate.text))
    return any(question.rarity[name] >= _RARE and name in terms for name in question.names)


def _is_listed(candidate: Candidate) -> bool:
    """Whether it is a title, keywords, names or addresses: a line before the text that is no sentence."""
    return candidate.hit.passage.kind == "front_matter" and (
        candidate.text[-1] not in ".!?…" or _KEYWORDS.match(candidate.text) is not None
    )


def _is_source(candidate: Candidate) -> bool:
    """Whether it is an entry of a bibliography or stands in a footnote like one."""
    passage = candidate.hit.passage
    if passage.kind != "footnote":
        return passage.kind == "reference"
    note = _NEXT_NOTE.split(candidate.document.text[candidate.start : passage.end], maxsplit=1)[0]
    return SOURCE.search(note) is not None


def coverage(question: AnalysedQuestion, terms: frozenset[str] | set[str]) -> float:
    """The share of the question's content that is among these terms, rare ones counting more; 0 where it has none."""
    whole = sum(question.rarity.values())
    return sum(rarity for term, rarity in question.rarity.items() if term in terms) / whole if whole else 0.0


def _function_terms(sources: Sources) -> frozenset[str]:
    return frozenset(sources.terms(_WITHOUT_CONTENT))
