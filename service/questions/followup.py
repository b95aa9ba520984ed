"""A follow-up question made self-contained, by rule: from the questions before it, without a model.

    Why do elephants migrate?
    And African ones?         -> Why do African elephants migrate?
    How does Brazil protect forests?
    And Peru?                 -> How does Peru protect forests?
    Why does it do so?        -> Why does Peru do so (protect forests)?
    What about 2016?          -> How does Peru protect forests in 2016?

A question that stands by itself is returned unchanged. The rules know English well. In Russian and Kazakh a word cannot
take another's place without a change of its ending; there the words of the question before are added.
"""

import re
from collections.abc import Sequence

from pincite.index.language.cyrillic import is_cyrillic
from pincite.index.search import MAX_QUERY_CHARACTERS
from pincite.service.questions.antecedents import (
    points_back,
    with_antecedents,
    with_own_pronouns_marked,
    without_marks,
)
from pincite.service.questions.question_names import content_words, names, words
from pincite.service.questions.substitution import asked_of

_TURNS = 12  # questions of the conversation that are read, the last ones
_ENOUGH = 2  # content words; a question with fewer of its own gets those of the question before
_LONGEST_FRAGMENT = 8  # words

_POLITE = re.compile(
    r"^(?:(?:thanks|thank you|ok|okay|i see|great|interesting|good|right|yes|no|well|hm+|спасибо|понятно|хорошо|рахмет)"
    r"(?:\s+(?:a lot|very much|you|so much))?(?:[.,!;:–-]+\s*|$))+",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:(?:and|but|so|also|then|now|а|и|но|ал)\b[,\s]*)*"
    r"(?:(?:what\s+about|how\s+about|what\s+of|как\s+насч[её]т|что\s+насч[её]т|а\s+что\s+с)\b[\s:]*)?",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:(?:can|could) you )?(?:please )?"
    r"(?:tell me more|go on|more|continue|elaborate|explain|say more|"
    r"give (?:me )?(?:(?:more|some|any|an) )?(?:details?|examples?)|"
    r"(?:(?:for|any) )?examples?|(?:more|any) details?|in (?:more )?detail|anything else|what else|"
    r"(?:расскажи(?:те)? )?(?:подробнее|ещё|еще)|например|толығырақ|мысалы)"
    r"(?: (?:about|on) (?:it|this|that|them|these|those))?(?:,? please)?",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"(?:why|when|where|how|since when|until when|by whom|who|how so|how much|how many|why not|what for|where exactly|"
    r"(?:with|by|for|from|to|in|at|on|of) (?:whom|what|which \w+)|"
    r"почему|зачем|когда|где|как|кто|неге|қашан|қайда|қалай|кім)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|shall|may|might|must|what|which|who|"
    r"whom|whose|when|where|why|how|compare|list|name|describe|explain|tell|give|show|summari[sz]e|find|"
    r"что|кто|как|какой|какая|какие|какое|каков|какова|когда|где|почему|зачем|сколько|"
    r"қандай|қай|кім|қашан|қалай|неге|қанша|қайда)\b",
    re.IGNORECASE,
)
_BY_ITSELF = re.compile(
    r"^(?:how|why|when|where) (?:does|do|did|is|has|can) (?:the )?(?P<name>[A-Z][\w ’'-]*)$", re.IGNORECASE
)
_ASKS_FIRST = re.compile(
    r"^(?:how|why|when|where)(?= (?:do|does|did|has|have|can|should|will|was|were|is|are)\b)", re.IGNORECASE
)


def self_contained(question: str, history: Sequence[str]) -> str:
    """The question with what it takes from the questions before it, oldest first, put into words."""
    before = ""
    for turn in history[-_TURNS:]:
        said = _without_thanks(turn)
        before = _resolved(said, before) if said else before
    said = _without_thanks(question)
    asked = _resolved(said, before) if said and before else question
    return asked if len(asked) <= MAX_QUERY_CHARACTERS else question


def _without_thanks(turn: str) -> str:
    """A turn without its thanks; empty where it is nothing else."""
    return _POLITE.sub("", " ".join(turn.split())).strip()


def _resolved(said: str, before: str) -> str:
    bare = said.rstrip("?!. ")
    rest = _LEAD.sub("", bare)
    if rest.lower().endswith(" ше"):
        rest, bare = rest[:-3], bare + "?"
    led = rest != bare
    if not before or not rest:
        return before if before and led else said
    if _MORE.fullmatch(rest):
        return before
    if _ASKING.fullmatch(rest):
        return _asked_again(rest, before)
    if led and (match := _BY_ITSELF.match(rest)):
        return asked_of(match["name"], before)
    is_question = led or said.endswith("?")
    if is_question and not _SENTENCE.search(rest) and len(words(rest)) <= (_LONGEST_FRAGMENT if led else 4):
        return asked_of(with_antecedents(rest, before), before)
    return _sentence(rest if led else bare, said, before, led=led)


def _sentence(text: str, said: str, before: str, *, led: bool) -> str:
    """A question with a verb: its pronouns say what they stand for, and the topic is carried where it has none."""
    marked = with_own_pronouns_marked(text)
    pointing = points_back(marked)
    if not pointing and not led:
        return said
    put = with_antecedents(marked, before)
    points_still = points_back(put)
    put = without_marks(put)
    known = {word.lower() for mention in names(before) for word in words(mention.text)}
    own = [word for word in content_words(put) if word.lower().removesuffix("'s") not in known]
    if points_still or len(own) < _ENOUGH:
        put = _carrying(put, before)
    return f"{put[:1].upper()}{put[1:]}{'?' if said.endswith('?') else said[len(said.rstrip('?!. ')) :]}"


def _carrying(text: str, before: str) -> str:
    """The text with the content words of the question before, those that it lacks, in brackets."""
    present = {word.lower() for word in words(text)} | {word.lower().removesuffix("'s") for word in words(text)}
    carried = [word for word in content_words(before) if word.lower().removesuffix("'s") not in present]
    return f"{text} ({' '.join(carried)})" if carried else text


def _asked_again(asking: str, before: str) -> str:
    """ "Why?" behind "How does it work?": "Why does it work?"; else "What is it, and why?"."""
    if " " not in asking and _ASKS_FIRST.match(before) and asking.lower() in ("why", "when", "where", "how"):
        return _ASKS_FIRST.sub(asking.capitalize(), before)
    kazakh = asking.lower() in ("неге", "қашан", "қайда", "қалай", "кім")
    conjunction = "және" if kazakh else "и" if is_cyrillic(asking) else "and"
    return f"{before.rstrip('?!. ')}, {conjunction} {asking.lower()}?"
