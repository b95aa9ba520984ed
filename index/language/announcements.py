"""Announcements: sentences that say what a text is going to treat, and nothing about its subject.

    announcement   "This section discusses how glaciers retreat."    "The effects of salt are discussed in Section 4."
    statement      "This study shows that glaciers retreat."         "This study examined 412 patients."

An announcement repeats the words of every question on its subject and answers none of them, so it ranks lower, unless
the question is about a text: its aims, its method, its parts.

The forms are those that studies of academic English describe: the text or a part of it as the subject of a verb of
treating a subject, or a passive with the place where the subject is treated (Swales, "Genre Analysis", 1990,
"announcing present research"; Hyland, "Metadiscourse", 2005, "frame markers"). What reports is a statement whatever
its form: a verb of finding, a reason, a figure. These are rules of English; in other languages no sentence is taken
for an announcement.
"""

import re
from collections.abc import Sequence

# Which sentences are announcements is kept in the snapshot: another rule needs another snapshot.
ANNOUNCEMENTS_VERSION = 3

_PART = r"(?:sub)?(?:sections?|chapters?)|paragraphs?|appendix|appendices|parts?|pages"
_TEXT = rf"paper|article|study|thesis|dissertation|essay|review|monograph|book|report|research|work|{_PART}"
_ORDINAL = "first|second|third|fourth|fifth|next|following|last|final|subsequent|remaining|concluding"
_NUMBERED = rf"(?:{_PART}) (?:\d[\d.]*|[ivx]+|one|two|three|four|five|six)"
_THIS_TEXT = (
    rf"(?:(?:this|these|our|the (?:present|current|{_ORDINAL})) (?:[\w'’-]+ ){{0,2}}?(?:{_TEXT})|{_NUMBERED}|"
    r"the (?:paper|article|study|thesis|dissertation|essay|research|chapter|section|subsection|rest|remainder))"
    rf"(?: of (?:this|the|our) (?:[\w'’-]+ )?(?:{_TEXT}))?"
)
_AUTHORS = "(?:the authors?|the researchers?)"
_ADVERB = r"(?:(?:\w+ly|also|then|next|first|therefore|thus|finally|further) )*"
_STEM = (
    "(?:examin|explor|investigat|describ|analy[sz]|outlin|summari[sz]|evaluat|compar|trac|introduc|discuss|present|"
    "review|address|consider|survey|assess|explain)"
)
_TREATS = (
    rf"{_STEM}(?:e|es|s)?|(?:look|turn)s? (?:in)?to|looks? at|focus(?:es)? (?:\w+ly )?on|concentrates? on|deals? with|"
    r"delves? into|(?:is|are) (?:concerned with|devoted to|dedicated to|related to)|"
    r"(?:give|provide|offer)s? an? (?:\w+ ){0,2}"
    "(?:overview|outline|introduction|summary|review|description|discussion|account|analysis|interpretation)"
)
_INTENDS = (
    r"(?:(?:will|shall) )?(?:aim(?:s|ed)?|seeks?|sought|attempt(?:s|ed)?|tr(?:y|ies|ied)|intend(?:s|ed)?|sets? out|"
    rf"is intended) {_ADVERB}to {_ADVERB}(?:{_STEM}(?:e\b|\b)|answer|clarify|contribute|determine|establish|"
    "identify|find out|fill|understand|shed light)"
)
_ANNOUNCES = rf"{_ADVERB}(?:(?:will|shall) {_ADVERB}(?:be )?)?(?:{_TREATS}|{_INTENDS})\b"
# What a study is good for, and why it treats this case: both say why one should read it, and not what it found.
_RESULTS = "(?:findings?|results?|outcomes?|conclusions?|insights?)"
_VALUE = (
    rf"(?:(?:can|could|may|might|will|should) {_ADVERB}(?:be (?:used|useful|helpful|beneficial|valuable|of)|help|"
    "contribute|provide|inform|serve|enable|allow|benefit|shed|fill)|(?:helps?|contributes?|adds?) "
    r"(?:to|towards?) (?:[\w-]+ ){0,4}?(?:literature|understanding|knowledge|debates?|scholarship|discussions?)|"
    r"(?:fills?|bridges?|closes?|addresses) (?:[\w-]+ ){1,4}?gaps?)\b"
)
_CHOOSES = (
    r"(?:selects?|selected|chooses?|chose|takes?|took|uses?|used) (?:[^.;:]{1,80}? )??as (?:an?|the|its|our) "
    r"(?:[\w-]+ ){0,2}?(?:case|example|sample|setting|site)\b"
)
_HERE = (
    rf"(?:in this (?:[\w'’-]+ )?(?:{_TEXT})|in (?:the )?(?:{_ORDINAL}) (?:{_PART})|in {_NUMBERED}|in what follows|"
    r"below(?=[.,;:)]|$| we ))"
)
_ANNOUNCEMENT = re.compile(
    rf"\b{_THIS_TEXT} {_ANNOUNCES}"
    rf"|\b{_THIS_TEXT} (?:is|are|will be) {_ADVERB}(?:sub)?(?:divided|organi[sz]ed|structured|arranged)\b"
    rf"|\b{_THIS_TEXT} (?:consists of|comprises) (?:\w+ )?(?:{_PART})\b"
    rf"|\b(?:aims?|purposes?|objectives?|goals?) of {_THIS_TEXT} (?:is|was|are|were)\b"
    rf"|\b{_HERE},? (?:we|I|{_AUTHORS}) {_ANNOUNCES}"
    rf"|\b{_AUTHORS} (?=will |shall |aims? |seeks? |attempts? |tr(?:y|ies) ){_ANNOUNCES}"
    rf"|\b{_STEM}ed (?:in (?:more |greater )?detail )?{_HERE}"
    rf"|\b{_THIS_TEXT} {_VALUE}|\b{_RESULTS} of {_THIS_TEXT} {_VALUE}"
    rf"|\b{_THIS_TEXT} {_CHOOSES}"
    r"|\bthe (?:\w+ )?research questions? (?:is|are|was|were)\b",
    re.IGNORECASE,
)
_FINDING = re.compile(
    r"\b(?:shows|finds|reveals|demonstrates|concludes|argues|suggests|confirms|proves|indicates|estimates|because|"
    r"(?:show|found|find|reveal|demonstrate|conclude|argue|suggest|confirm|prove|indicate|establish|estimate|report)"
    r"(?:e?d|s)? that|evidence (?:that|of|for))\b",
    re.IGNORECASE,
)
# The numbers of sections and notes, and years, are no figures that report.
_NUMBERING = re.compile(
    rf"^\W*\d[\d.]*|\b(?:{_PART}) [\d., and–-]+|\b(?:1\d|20)\d\d\b|[\[(][^\])]*[\])]", re.IGNORECASE
)
_QUESTION_MARKS = ("?", "？", "؟")
_FIGURE = re.compile(r"(?<![\w-])\d")
# Not "papers", "studies": a question that compares several asks for what they say.
_ABOUT_A_TEXT = re.compile(
    r"\b(?:study|article|paper|thesis|dissertation|essay|research|section|subsection|chapter|authors?|findings|aims?|"
    r"purpose|methods?|methodology|hypothes\w+)\b",
    re.IGNORECASE,
)


def is_announcement(sentence: str) -> bool:
    """Whether the sentence says what a text is going to treat, and reports nothing."""
    return (
        _ANNOUNCEMENT.search(sentence) is not None
        and _FINDING.search(sentence) is None
        and _FIGURE.search(_NUMBERING.sub("", sentence)) is None
    )


def is_about_a_text(question: str) -> bool:
    """Whether the question asks what a text does, and not what it says about its subject."""
    return _ABOUT_A_TEXT.search(question) is not None


def announcing_share(sentences: Sequence[str]) -> float:
    """The share of the characters of these sentences that stand in announcements or questions, 0 to 1."""
    whole = sum(map(len, sentences))
    empty = sum(len(one) for one in sentences if one.rstrip().endswith(_QUESTION_MARKS) or is_announcement(one))
    return empty / whole if whole else 0.0
