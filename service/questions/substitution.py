"""The question before, asked of something else: another year, name or thing takes the place of what it asked about.

    How do Danish courts treat precedent?     And Dutch ones?    -> How do Dutch courts treat precedent?
    How fast does light travel in water?      And in glass?      -> How fast does light travel in glass?
    How do bees navigate?                     And wasps?         -> How do bees navigate: wasps?

Where nothing of the question can be replaced for certain, the new thing is put after it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from pincite.index.language.cyrillic import has_cyrillic
from pincite.service.questions.question_names import (
    Mention,
    is_function_word,
    mentions,
    names,
    subject_rank,
    words,
)

_PLACED = re.compile(
    r"^(?P<preposition>in|at|on|for|to|toward|towards|with|among|between|during|since|before|after|under|from|by|"
    r"в|во|на|для|с|со)\s+",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w’'-]*\w")
_ARTICLE = re.compile(r"(?:the|an?)\s+", re.IGNORECASE)
_ONE = re.compile(r"(?P<modifier>.*\w)\s+(?P<one>ones?)", re.IGNORECASE)
_ORDINAL = re.compile(r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last)\b", re.IGNORECASE)
_ORDINAL_ALONE = re.compile(rf"(?:the|its|his|her|their|.*[’']s)\s+({_ORDINAL.pattern})", re.IGNORECASE)
# English plurals without -s, or with an -s that all words of their ending have.
_PLURAL = re.compile(
    r"\w+(?<![sui])s|(?:\w*(?:men|people))|children|feet|teeth|mice|geese|criteria|phenomena|bacteria|species|series",
    re.IGNORECASE,
)
# Endings with which English makes adjectives; and the commonest ones that have none, by dimension, age, value, colour,
# physical property and speed (the classes of Dixon, "Where Have All the Adjectives Gone?", 1977).
_ADJECTIVE = re.compile(
    r"\w+(?:[^e]al|[st]ive|ous|ful|less|ical|\w{3}ary|\w{3}[ai]ble)|(?:north|south|east|west)ern|modern|"
    r"big|large|great|small|little|long|short|tall|wide|narrow|thick|thin|deep|high|low|new|young|old|early|late|"
    r"good|bad|better|worse|black|white|red|green|blue|yellow|brown|gr[ea]y|hard|soft|heavy|light|hot|cold|warm|wet|dry|"
    r"strong|weak|rich|poor|fast|quick|slow",
    re.IGNORECASE,
)
# Between one of these and a verb stands the subject, so the word before an object may be the verb.
_VERB_FOLLOWS = frozenset("do does did can could will would shall should may might must has have had who what".split())  # noqa: SIM905


def asked_of(focus: str, before: str) -> str:
    """The question `before`, asked of `focus`."""
    stem = before.rstrip("?!. ")
    placed = _PLACED.match(focus)
    new, old = mentions(focus), mentions(stem)
    if new and all(mention.form == "year" for mention in new):
        years = [mention for mention in old if mention.form == "year"]
        if years:
            return f"{stem[: years[-1].start]}{new[0].text}{stem[years[-1].end :]}?"
        return f"{stem} {focus if placed else 'in ' + focus}?"
    ordinal = _ORDINAL_ALONE.fullmatch(focus)
    if ordinal and (found := list(_ORDINAL.finditer(stem))):
        return f"{stem[: found[-1].start()]}{ordinal[1]}{stem[found[-1].end() :]}?"
    focus = _with_noun_for_one(focus, stem)
    for put in (_in_same_place, _same_last_word, _same_head):
        if (replaced := put(focus, stem)) is not None:
            return f"{replaced}?"
    if new and not has_cyrillic(focus) and not _is_other_thing(focus, new[0]):
        wanted = placed["preposition"].lower() if placed else None
        candidates = [one for one in old if one.form != "year" and (wanted is None or one.preposition == wanted)]
        if candidates:
            name = focus[placed.end() :] if placed else focus
            return f"{_replaced(stem, _part_replaced(_focus_of(candidates, new[0]), name), name)}?"
    return f"{stem} {focus}?" if placed else f"{stem}: {focus}?"


def _with_noun_for_one(focus: str, stem: str) -> str:
    """ "African ones" as "African elephants", where the question before has a noun that can be meant."""
    match = _ONE.fullmatch(focus)
    if match is None:
        return focus
    modifier = _ARTICLE.sub("", match["modifier"], count=1)
    found, nouns = list(_WORD.finditer(stem)), list[tuple[bool, str]]()
    for place, noun in enumerate(found):
        if is_function_word(noun[0]) or _ADJECTIVE.fullmatch(noun[0]):
            continue
        previous = found[place - 1][0] if place and not stem[found[place - 1].end() : noun.start()].strip() else ""
        modified = previous[:1].isupper() == modifier[0].isupper() and (
            _ADJECTIVE.fullmatch(previous) is not None or (previous[:1].isupper() and not is_function_word(previous))
        )
        many = _PLURAL.fullmatch(noun[0]) is not None
        may_be_verb = re.search(r"\b(?:what|who)\s+$", stem[: noun.start()], re.IGNORECASE) is not None
        if many == (match["one"].lower() == "ones") and not may_be_verb and (many or modified):
            nouns.append((not modified, noun[0]))
    return f"{match['modifier']} {min(nouns, key=lambda one: one[0])[1]}" if nouns else focus


def _in_same_place(focus: str, stem: str) -> str | None:
    """ "in glass" in the place of "in water" at the end; None where the question before ends otherwise."""
    placed = _PLACED.match(focus)
    if placed is None or has_cyrillic(focus):
        return None
    *_, last = [None, *re.finditer(rf"\b{placed['preposition']}\s+", stem, re.IGNORECASE)]
    if last is None:
        return None
    there = words(_ARTICLE.sub("", stem[last.end() :], count=1))
    if not there or any(map(is_function_word, there)):
        return None
    return f"{stem[: last.start()]}{focus[:1].lower()}{focus[1:]}"


def _same_last_word(focus: str, stem: str) -> str | None:
    """ "the Fifth Amendment" in the place of "the Fourth Amendment": names of several words with the same last one."""
    new = [one for one in names(focus) if one.end == len(focus)]
    for one in names(stem) if new else ():
        if " " in one.text and " " in new[0].text and one.text.split()[-1].lower() == new[0].text.split()[-1].lower():
            return _replaced(stem, one, focus)
    return None


def _same_head(focus: str, stem: str) -> str | None:
    """ "Dutch courts" in the place of "Danish courts"; None where the question before has no such thing."""
    parts = focus.split()
    for length in range(len(parts) - 1, 0, -1):
        head = " ".join(parts[-length:])
        match = None if is_function_word(parts[-length]) else re.search(rf"\b{re.escape(head)}\b", stem, re.IGNORECASE)
        if match is not None:
            modifiers = [word for word in parts[:-length] if not is_function_word(word)]
            cut = _start_of_modifiers(stem, match.start(), most=len(modifiers))
            before = stem[:cut]
            if re.search(r"\b(?:which|what)\s+$", before, re.IGNORECASE):
                focus = _ARTICLE.sub("", focus, count=1)
            if _ARTICLE.match(focus):
                before = re.sub(r"\b(?:the|an?)\s+$", "", before, flags=re.IGNORECASE)
            return (
                f"{before}{focus[:1].lower() if before and is_function_word(parts[0]) else focus[:1]}{focus[1:]}"
                + (stem[match.end() :])
            )
    return None


def _start_of_modifiers(stem: str, head: int, *, most: int) -> int:
    """Where the modifiers of the noun at `head` begin that are replaced: a name, an adjective, or up to `most` words.

    `head` itself where the words before the noun may be a verb or a possessor.
    """
    before = stem[:head].rstrip()
    name = next((one for one in names(stem) if one.end == len(before)), None)
    if name is not None:
        return name.start if name.form != "possessive" else head
    row = list[re.Match[str]]()
    for word in reversed(list(_WORD.finditer(before))):
        follows = row[-1].start() if row else head
        binds = is_function_word(word[0]) and _ADJECTIVE.fullmatch(word[0]) is None
        if binds or stem[word.end() : follows].strip():
            break
        row.append(word)
    if not row:
        return head
    opening = words(stem[: row[-1].start()])[-1:]
    verb_in_row = (
        bool(opening)
        and opening[0].lower() in _VERB_FOLLOWS
        and (len(row) > 1 or opening[0].lower() in ("who", "what"))
    )
    if len(row) <= most and not verb_in_row:
        return row[-1].start()
    return row[0].start() if _ADJECTIVE.fullmatch(row[0][0]) else head


def _is_other_thing(focus: str, name: Mention) -> bool:
    """Whether the focus is an adjective and a noun, "English law": no name alone, so it takes no name's place."""
    return name.form == "adjective" and len(words(_ARTICLE.sub("", focus, count=1))) > 1


def _part_replaced(old: Mention, name: str) -> Mention:
    """Of "GDP of Brazil" only "Brazil" where "Argentina" takes its place; the whole for "the Fed"."""
    _, of, last = old.text.rpartition(" of ")
    if not of or " of " in name or _ARTICLE.match(name):
        return old
    last = last.removeprefix("the ")
    return replace(old, text=last, start=old.end - len(last)) if old.form != "possessive" else old


def _focus_of(candidates: Sequence[Mention], new: Mention) -> Mention:
    """The name that the new one takes the place of: of the same form, and the nearest to the subject."""
    similar = [one for one in candidates if (one.form == "adjective") == (new.form == "adjective")] or candidates
    best = min(map(subject_rank, similar))
    return [one for one in similar if subject_rank(one) == best][-1]


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
