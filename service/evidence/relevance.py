"""How well each sentence answers a question."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pincite.index.ranking.announcements import is_about_a_text, is_announcement
from pincite.service.evidence.answer_kinds import SOURCE, AnswerKind, kinds_wanted, offers
from pincite.service.evidence.candidate_sentences import Candidate
from pincite.service.evidence.sources import Sources
from pincite.service.evidence.weights import Weights, logistic

_WORD = re.compile(r"[^\W_](?:[\w'’.,-]*\w)?")

_KEYWORDS = re.compile(r"key ?words|index terms|ключевые слова|түйін(?:ді)? сөздер", re.IGNORECASE)
_NEXT_NOTE = re.compile(r"(?<=\s)(?=[⁰¹²³⁴⁵⁶⁷⁸⁹]+\s)|(?<=\n)(?=\d+\s)")

_RARE = 0.7  # names of persons and places that few passages hold
_SAME_QUESTION = 0.6  # of the question's content; what asks as much of it asks the same

# Words that ask and bind. They may be rare in papers, which do not ask.
_FUNCTION_WORDS = """
    a an the of in on at to for from by with about as into than then that this these those and or but not no nor if is
    are was were be been being do does did done has have had having can could will would shall should may might must
    what which who whom whose when where why how many much long often far it its they them their he his him she her we
    our us you your i me my there here any some all each both either own such so also just only very more most less
    according say says said tell give describe explain name list please paper papers study studies author authors
    article thesis document documents text mention mentioned
    что как какой какая какое какие каких каким какими каком какую кто кого кем кому где когда почему зачем сколько и
    или но не ни в во на по с со к ко о об от до из за у для при это этот эта эти тот та те ли бы же был была были
    есть его её их они он она мы вы я то так чем
    не қандай қай кім қашан қалай неге қанша қайда және мен бен пен немесе бұл сол ол олар үшін туралы бойынша ма ме
    ба бе па пе
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysedQuestion:
    """A question as sentences are measured against it.

    rarity: its content terms, and how rare each is; words: how each is written in it. names and numbers: those of the
    terms that are names, numbers and years. wants: the kinds of answer it asks for. rendered: its terms are a
    translation, in which words may be missing.
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
    """A sentence, its terms, those of them that say something, and how probable it is that it answers: 0 to 1."""

    candidate: Candidate
    terms: frozenset[str]
    content: frozenset[str]
    score: float


def analyse_question(question: str, sources: Sources, *, rendering: str | None = None) -> AnalysedQuestion:
    """What the question asks for; `rendering` is it in the words of the passages, where it is in another language."""
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
        rarity={term: sources.rarity(term) for term in words},
        words=words,
        names=tuple(names),
        numbers=tuple(numbers),
        wanted_kinds=kinds_wanted(question),
        is_translation=rendering is not None,
    )


def content_terms(text: str, sources: Sources) -> dict[str, float]:
    """The terms of the words that say something, in their order, and how rare each is."""
    bare = _function_terms(sources)
    return {term: sources.rarity(term) for term in sources.terms(text) if term not in bare}


def possible_answers(question: AnalysedQuestion, found: Sequence[Candidate], sources: Sources) -> tuple[Candidate, ...]:
    """The sentences that may answer.

    Not those that put the same question or only say what their work is about: they come near and answer nothing. Nor
    entries of bibliographies, unless works or persons are asked for, nor titles, keywords and addresses, unless the
    question is about a work or names its authors.
    """
    return tuple(
        candidate
        for candidate in found
        if not _repeats_the_question(question, candidate, sources) and _is_wanted(question, candidate, sources)
    )


def score_candidates(
    question: AnalysedQuestion, found: Sequence[Candidate], sources: Sources, *, weights: Weights
) -> tuple[ScoredCandidate, ...]:
    """The sentences with their scores, best first; earlier ones first among equals."""
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
    """What tells a sentence that answers from others, each feature about 0 to 1; see scripts/tuning/fit_answers.py."""
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
                "nearness": candidate.similarity,
                "nearest": candidate.similarity - nearest,
                "coverage": covered[place],
                "fullest": covered[place] - fullest,
                # What the sentence before says of the question and this one does not repeat.
                "led": coverage(question, held | terms[place - 1]) - covered[place] if led else 0.0,
                "near_before": found[place - 1].similarity if led else 0.0,
                "hit": candidate.hit.score / best_hit,
                "first_hit": float(candidate.hit.rank == 1),
                "asks": float("?" in candidate.text),
                "dangling": float(candidate.refers_back),
                "long": max(0.0, len(candidate.text) / 300 - 1),
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
    """Whether it is a title, keywords, names or addresses: what stands before a text and is no sentence."""
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
    """The share of the question's content that these terms make up, rare ones counting more; 0 where it has none."""
    whole = sum(question.rarity.values())
    return sum(rarity for term, rarity in question.rarity.items() if term in terms) / whole if whole else 0.0


def _function_terms(sources: Sources) -> frozenset[str]:
    return frozenset(sources.terms(_FUNCTION_WORDS))
