"""A follow-up question made self-contained, by rule: from the questions before, without a model.

    How does Kazakhstan manage foreign soft power?
    And Uzbekistan?           -> How does Uzbekistan manage foreign soft power?
    Why does it do so?        -> Why does Uzbekistan do so (manage foreign soft power)?
    What about 2016?          -> How does Uzbekistan manage foreign soft power in 2016?

A question that stands by itself comes back as it is. The rules know English well; of Russian and Kazakh, where a word
cannot be put in another's place without changing its ending, they carry the words of the question before along.
"""

import re
from collections.abc import Sequence

from pincite.index.search import MAX_QUERY_CHARACTERS
from pincite.service.questions.question_names import (
    Mention,
    content_words,
    is_function_word,
    listed,
    mentions,
    names,
    names_in_a_row,
    with_article,
    words,
)

_TURNS = 12  # of a longer conversation the last ones are enough
_ENOUGH = 2  # content words of its own that let a question with a pronoun be searched for
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
_SAYS_NOTHING = re.compile(
    r"\bit (?=(?:true|possible|likely|important|necessary|known|clear) (?:that|to)\b)", re.IGNORECASE
)
_BY_ITSELF = re.compile(
    r"^(?:how|why|when|where) (?:does|do|did|is|has|can) (?:the )?(?P<name>[A-Z][\w ’'-]*)$", re.IGNORECASE
)
_ASKS_FIRST = re.compile(
    r"^(?:how|why|when|where)(?= (?:do|does|did|has|have|can|should|will|was|were|is|are)\b)", re.IGNORECASE
)
_PLACED = re.compile(
    r"^(?:in|at|on|for|to|toward|towards|with|among|between|during|since|before|after|under|from|by|в|во|на|для|с|со)\s+",
    re.IGNORECASE,
)
_DEFINED = re.compile(r"^(?:[Ww]hat|[Ww]ho) (?:is|was|are|were) (?:the )?[A-Z]")
_ADJECTIVE = re.compile(r"(?:ign|al|ive|ous|ic|ary|ern|ful|ble)$")
_CYRILLIC = re.compile(r"[а-яёәғқңөұүһі]", re.IGNORECASE)
# Of the names in a question the one that another name takes the place of: what it is about, last where it acts.
_NEAREST = ("about", "", "of", "by", "from", "between", "among", "with", "for", "against", "toward", "towards", "to")


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
        return _with_focus(match["name"], before)
    is_question = led or said.endswith("?")
    if is_question and not _SENTENCE.search(rest) and len(words(rest)) <= (_LONGEST_FRAGMENT if led else 4):
        return _with_focus(_with_antecedents(rest, before), before)
    return _sentence(rest if led else bare, said, before, led=led)


def _sentence(text: str, said: str, before: str, *, led: bool) -> str:
    """A question with a verb: its pronouns say what they stand for, and the topic is carried where it has none."""
    marked = _POINTING.sub(_marked, text)
    pointing = _points(marked)
    if not pointing and not led:
        return said
    put = _with_antecedents(marked, before)
    points_still = _points(put)
    put = put.replace(_MARK, "")
    known = {word.lower() for mention in names(before) for word in words(mention.text)}
    own = [word for word in content_words(put) if word.lower().removesuffix("'s") not in known]
    if points_still or len(own) < _ENOUGH:
        put = _carrying(put, before)
    return f"{put[:1].upper()}{put[1:]}{'?' if said.endswith('?') else said[len(said.rstrip('?!. ')) :]}"


def _points(text: str) -> bool:
    """Whether a pronoun of it stands for something in an earlier question."""
    return _POINTING.search(_SAYS_NOTHING.sub("", text)) is not None


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
    conjunction = "және" if kazakh else "и" if _CYRILLIC.match(asking) else "and"
    return f"{before.rstrip('?!. ')}, {conjunction} {asking.lower()}?"


def _with_focus(focus: str, before: str) -> str:
    """The question before, asked of something else: a year, a name or a thing in the place of another."""
    stem = before.rstrip("?!. ")
    new, old = mentions(focus), mentions(stem)
    placed = _PLACED.match(focus)
    if new and all(mention.form == "year" for mention in new):
        years = [mention for mention in old if mention.form == "year"]
        if years:
            return f"{stem[: years[-1].start]}{new[0].text}{stem[years[-1].end :]}?"
        return f"{stem} {focus if placed else 'in ' + focus}?"
    if (replaced := _same_head(focus, stem)) is not None:
        return f"{replaced}?"
    if new and not _CYRILLIC.search(focus):
        wanted = placed[0].strip().lower() if placed else None
        candidates = [one for one in old if one.form != "year" and (wanted is None or one.preposition == wanted)]
        if candidates:
            name = focus[placed.end() :] if placed else focus
            return f"{_replaced(stem, _focus_of(candidates, new[0]), name)}?"
    return f"{stem} {focus}?" if placed else f"{stem}: {focus}?"


def _focus_of(candidates: Sequence[Mention], new: Mention) -> Mention:
    alike = [one for one in candidates if (one.form == "adjective") == (new.form == "adjective")] or candidates
    best = min(_rank(one) for one in alike)
    return [one for one in alike if _rank(one) == best][-1]


def _rank(mention: Mention) -> int:
    return _NEAREST.index(mention.preposition) if mention.preposition in _NEAREST else len(_NEAREST)


def _replaced(stem: str, old: Mention, name: str) -> str:
    """The name in the place of the old one, with one article and with the ending of a possessive."""
    before, after = stem[: old.start], stem[old.end :]
    article = re.search(r"\bthe\s+$", before, re.IGNORECASE)
    if article and not re.match(r"the\s", name, re.IGNORECASE):
        before = before[: article.start()]
    elif article:
        name = re.sub(r"^the\s+", "", name, flags=re.IGNORECASE)
    if old.form == "possessive" and not re.search(r"(?:['’]s|s['’])$", name):
        name += "'s"
    if old.form != "possessive":
        name = re.sub(r"['’]s$", "", name)
    return f"{before}{name}{after}"


def _same_head(focus: str, stem: str) -> str | None:
    """ "Chinese soft power" in the place of "Russian soft power"; None where the question before has no such thing."""
    parts = focus.split()
    for length in range(len(parts) - 1, 0, -1):
        head = " ".join(parts[-length:])
        match = None if is_function_word(parts[-length]) else re.search(rf"\b{re.escape(head)}\b", stem, re.IGNORECASE)
        if match is not None:
            before = stem[: match.start()]
            old = next((one for one in names(stem) if one.end == len(before.rstrip())), None)
            last = before.split()[-1:]
            cut = old.start if old else len(before)
            if old is None and last and _ADJECTIVE.search(last[0]) and not is_function_word(last[0]):
                cut = len(before.rstrip()) - len(last[0])
            lead = re.sub(r"\bthe\s+$", "", stem[:cut]) if re.match(r"the\s", focus) else stem[:cut]
            return f"{lead}{focus}{stem[match.end() :]}"
    return None


def _with_antecedents(text: str, before: str) -> str:
    """The text with names in the place of pronouns, where the question before has the names."""
    found = [one for one in names(before) if one.form != "adjective"]
    if not found or _CYRILLIC.search(before):
        return text
    row = names_in_a_row(before, found)
    acting = [one for one in found if _rank(one) <= _NEAREST.index("")] or found
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
    if _SAYS_NOTHING.search(text):
        del pairs[2]
    for pattern, name in pairs:
        text = re.sub(pattern, name.replace("\\", r"\\"), text, flags=re.IGNORECASE)
    return text
