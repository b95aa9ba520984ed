"""The words that begin the captions of tables and figures, and the notes below tables."""

import re

_CAPTION_WORD = (
    r"tab(?:le|\.)|fig(?:ure|\.)|chart|box|scheme|plate|map|"
    r"табл(?:ица|\.)|рис(?:унок|\.)|схема|кесте|сурет|"
    r"tabelle|abb(?:ildung|\.)|tableau|tabla|figura|cuadro|gráfico|"
    r"πίνακας|σχήμα|εικόνα|جدول|(?:ال)?شكل|表|图|圖|図"
)
# A number follows, and then an end, a sign or a name that begins with a capital: "Table 2 shows that" is a sentence.
_CAPTION = re.compile(
    rf"(?:{_CAPTION_WORD})\s*(?:[A-ZА-Я]\.?-?)?(?:\d+(?:[.-]\d+)*[a-z]?|[ivxlc]{{1,6}}\b)(?P<behind>\s*)(?P<next>\S?)",
    re.IGNORECASE,
)
_TABLE_NOTE = re.compile(
    r"(?:sources?|notes?|источники?|примечани[ея]|дереккөз|ескерту|quellen?|anmerkung(?:en)?|fuentes?|notas?|πηγή|"
    r"المصدر|ملاحظة|资料来源|資料來源|注)\s*[:：]",
    re.IGNORECASE,
)


def begins_with_number_of_float(words: str) -> bool:
    """Whether the words begin with the number of a table or figure, be it a caption or a sentence about it."""
    return _CAPTION.match(words) is not None


def begins_caption(words: str) -> bool:
    """Whether the words begin as the caption of a table or figure does."""
    match = _CAPTION.match(words)
    return match is not None and not match["next"].islower()


def begins_table_note(words: str) -> bool:
    """Whether the words begin a note below a table: "Source: census"."""
    return _TABLE_NOTE.match(words) is not None
