"""The names that stand over the parts of a work, whatever it is about, by the part that they open.

The parts are those of the article formats JATS (https://jats.nlm.nih.gov/) and the ICMJE recommendations
(https://www.icmje.org/recommendations/); the names are the usual ones in English, Russian, Kazakh, German, French,
Spanish, Greek, Arabic and Chinese, a line each.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Literal

Zone = Literal[
    "front_matter", "abstract", "introduction", "references", "conclusion", "notes", "back_matter", "section"
]

_NAMES: Mapping[Zone, Sequence[str]] = {
    "abstract": (
        r"abstract|(?:executive )?summary",
        r"аннотация|резюме|реферат",
        r"андатпа|түйіндеме|түйін",
        r"zusammenfassung|kurzfassung",
        r"résumé",
        r"resumen",
        r"περίληψη",
        r"(?:ال)?ملخص|المستخلص",
        r"摘\s*要|内容提要|內容提要",
    ),
    "front_matter": (
        r"key ?words|(?:table of )?contents|list of (?:tables|figures|abbreviations|acronyms|symbols)|acronyms|"
        r"abbreviations|nomenclature",
        r"ключевые слова|содержание|оглавление|список (?:сокращений|таблиц|рисунков)",
        r"түйін(?:ді)? сөздер|мазмұны",
        r"schlüssel(?:wörter|begriffe)|schlagwörter|inhalt(?:sverzeichnis)?|(?:abkürzungs|abbildungs|tabellen)verzeichnis",
        r"mots[- ]clés|table des matières|sommaire",
        r"palabras clave|índice",
        r"λέξεις[- ]κλειδιά|περιεχόμενα",
        r"الكلمات المفتاحية|المحتويات|قائمة المحتويات",
        r"关键词|關鍵詞|目\s*录|目\s*錄",
    ),
    "introduction": (
        r"introduction|preface|foreword|background",
        r"введение|предисловие",
        r"кіріспе",
        r"einleitung|einführung|vorwort|hintergrund",
        r"avant-propos|préface",
        r"introducción|prólogo",
        r"εισαγωγή|πρόλογος",
        r"(?:ال)?مقدمة|تمهيد",
        r"引\s*言|绪\s*论|緒\s*論|前\s*言|导\s*言",
    ),
    "conclusion": (
        r"conclusions?",
        r"заключение|выводы",
        r"қорытынды",
        r"fazit|schluss(?:folgerung(?:en)?)?|schlusswort",
        r"conclusi(?:ón|ones)",
        r"συμπεράσματα|συμπέρασμα",
        r"(?:ال)?خاتمة|الاستنتاجات?",
        r"结\s*论|結\s*論|结\s*语|結\s*語",
    ),
    "references": (
        r"references?(?: list)?|bibliography|works cited|literature(?: cited)?|sources(?: cited)?",
        r"(?:список )?(?:использованн\w+ )?(?:литератур\w+|источник\w+)(?: и литератур\w+)?|библиограф\w+(?: список)?",
        r"(?:пайдаланыл\w+ )?әдебиет\w*(?: тізімі)?",
        r"literatur(?:verzeichnis)?|quellen(?:verzeichnis)?|bibliographie",
        r"références(?: bibliographiques)?",
        r"referencias(?: bibliográficas)?|bibliografía",
        r"βιβλιογραφία|(?:βιβλιογραφικές )?αναφορές",
        r"(?:قائمة )?المراجع|المصادر(?: والمراجع)?",
        r"参考文献|參考文獻|引用文献",
    ),
    "notes": (
        r"(?:end|foot)?notes",
        r"примечания|сноски",
        r"ескертпелер",
        r"anmerkungen|(?:fuß|end)noten",
        r"notes de (?:bas de page|fin)",
        r"notas",
        r"σημειώσεις",
        r"الهوامش|الحواشي",
        r"注\s*释|註\s*釋|脚注|尾注",
    ),
    "back_matter": (
        r"acknowledge?ments?|funding(?: (?:statement|information|sources?))?|(?:data|code) availability(?: statement)?|"
        r"availability of data and materials?|ethic(?:s|al) (?:statement|approval)(?: and consent to participate)?|"
        r"authors?['’]? contributions?|authors?['’]? information|about the authors?|"
        r"(?:declaration of )?(?:conflicts? of|competing) interests?(?: statement)?|"
        r"(?:supplementary|supporting) (?:materials?|information|data)|disclosures?(?: statement)?|"
        r"append(?:ix|ices)(?: \w{1,3})?|annex(?:es)?(?: \w{1,3})?",
        r"благодарности|финансирование|конфликт интересов|сведения об авторах|приложени[ея](?: \w{1,3})?",
        r"алғыс|қаржыландыру|қосымша(?: \w{1,3})?",
        r"danksagung|finanzierung|interessenkonflikte?|anhang(?: \w{1,3})?",
        r"remerciements|financement|conflits? d['’]intérêts?|annexes?(?: \w{1,3})?",
        r"agradecimientos|financiación|conflictos? de intereses|anexos?(?: \w{1,3})?|apéndice(?: \w{1,3})?",
        r"ευχαριστίες|παράρτημα(?: \w{1,3})?",
        r"شكر وتقدير|(?:ال)?ملاحق|ملحق(?: \w{1,3})?",
        r"致\s*谢|致\s*謝|附\s*录|附\s*錄|利益冲突",
    ),
    "section": (
        r"methods?|methodology|materials? and methods|data(?: and methods)?|results|findings|discussion|"
        r"results and discussion|conclusions? and .{3,40}|concluding remarks|literature review|related work|"
        r"theoretical framework|limitations",
        r"методы|методология|материалы и методы|результаты|обсуждение|обзор литературы",
        r"әдістер|нәтижелер|талқылау",
        r"methoden|methodik|material und methoden|ergebnisse|diskussion",
        r"méthodes?|méthodologie|matériels? et méthodes|résultats",
        r"métodos?|metodología|materiales y métodos|resultados|discusión",
        r"μέθοδο[ιςί]|μεθοδολογία|αποτελέσματα|συζήτηση",
        r"(?:ال)?منهجية|(?:ال)?نتائج|(?:ال)?مناقشة",
        r"(?:研究)?方法|结\s*果|結\s*果|讨\s*论|討\s*論",
    ),
}
_PATTERNS = tuple((zone, re.compile("|".join(names), re.IGNORECASE)) for zone, names in _NAMES.items())


def zone_opened_by(name: str) -> Zone | None:
    """The part of a work that a heading of this name opens; None for a name that says what the text is about."""
    return next((zone for zone, pattern in _PATTERNS if pattern.fullmatch(name)), None)
