"""The months as dates write them, whole and shortened, in the languages that documents come in."""

import re
from collections.abc import Mapping

# January to December as the Unicode CLDR names them in dates (https://cldr.unicode.org/), for regular expressions.
MONTH_NAMES: Mapping[str, str] = {
    "en": "January|February|March|April|May|June|July|August|September|October|November|December",
    "ru": "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря",
    "kk": "қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан",
    "de": "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember",
    "fr": "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre",
    "es": "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre",
    "el": "Ιανουαρίου|Φεβρουαρίου|Μαρτίου|Απριλίου|Μαΐου|Ιουνίου|Ιουλίου|Αυγούστου|Σεπτεμβρίου|Οκτωβρίου|"
    "Νοεμβρίου|Δεκεμβρίου",
    "ar": "يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر",
}
_SHORTENED = "jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|янв|февр?|мар|апр|июн|июл|авг|сент?|окт|нояб?|дек"
_MONTH = rf"(?:{'|'.join(MONTH_NAMES.values())}|(?:{_SHORTENED})\.?)"
_YEAR = r"(?:1[5-9]|20)\d\d"
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|\.)?"
_DATE = (
    rf"(?:{_DAY} (?:de |of )?{_MONTH},? (?:de )?{_YEAR}|{_MONTH} {_DAY},? {_YEAR}|"
    rf"{_YEAR}年\d{{1,2}}月\d{{1,2}}日|{_YEAR}-\d\d-\d\d|\d{{1,2}}\.\d{{1,2}}\.{_YEAR})"
)
_DAY_DATE = re.compile(rf"(?<!\w){_DATE}(?!\w)", re.IGNORECASE)
_MONTH_AND_YEAR = re.compile(rf"{_MONTH},? {_YEAR}|{_YEAR}年\d{{1,2}}月", re.IGNORECASE)


def names_a_day(text: str) -> bool:
    """Whether the text holds a date with its day: "13 February 2018", "5 мая 2020 г.", "2019年3月1日"."""
    return _DAY_DATE.search(text) is not None


def is_month(text: str) -> bool:
    """Whether the text is a month and its year and nothing else: "November 2017"."""
    return _MONTH_AND_YEAR.fullmatch(text) is not None
