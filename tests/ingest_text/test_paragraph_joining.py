"""Which paragraphs are put together again, in several subjects and scripts."""

import pytest

from pincite.ingest.text.clean_text import clean

INTRODUCTION = "1 Introduction\n\n"


def units(*texts: str) -> list[str]:
    """What the texts are read as, tables apart."""
    source = INTRODUCTION + "\n\n".join(texts)
    return [unit.text.text for _, _, unit in clean(source, []).units[1:] if unit.kind == "body"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The dose of the drug was halved in all of the", "patients who had complained of it."),
        ("Die Dosis wurde bei allen Kranken, die sich beschwert hatten, auf", "die Hälfte gesenkt."),
        ("Доза препарата была снижена вдвое у всех, кто на нее", "жаловался во время лечения."),
        ("Η δόση του φαρμάκου μειώθηκε στο μισό σε όλους", "τους ασθενείς."),
        ("Le courant que l'on mesure dans le circuit est", "élevé à la puissance deux."),
        ("The court held that the contract was void (Smith", ", 2010) and had no force."),
    ],
)
def test_what_begins_with_a_small_letter_goes_on(first: str, second: str) -> None:
    assert len(units(first, second)) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The following cities were looked at in the course of this study", "В Астане было проведено исследование."),
        ("The ideas of Bergson on time and memory and their reception", "Élan vital is a term of his."),
        ("Die wichtigsten Städte des Landes waren in dieser Zeit", "Über München ist viel geschrieben worden."),
        ("Οι πόλεις που εξετάστηκαν στη διάρκεια της μελέτης", "Ἀθῆναι was the first."),
        ("المدن التي تمت دراستها في هذا البحث خلال السنوات الماضية هي", "القاهرة مدينة كبيرة."),
        ("本研究在过去几年中所考察的城市主要包括以下几个", "北京是一个大城市。"),
        ("ქალაქები, რომლებიც ამ კვლევაში შეისწავლეს, არის შემდეგი", "თბილისი დიდი ქალაქია."),
        ("The dose was halved in all of the patients who had complained.", "that is what the records say."),
    ],
)
def test_what_begins_with_a_capital_or_without_case_stands_for_itself(first: str, second: str) -> None:
    assert len(units(first, second)) == 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "The dose of the drug was halved after ten weeks in all of the patients of the hospital in",
            "Berlin who had complained of it.",
        ),
        ("الجرعة التي أعطيت للمرضى خلال فترة العلاج كانت أقل من", "المتوقع في بداية الدراسة."),
        ("在治疗期间给予患者的药物剂量明显低于研究开始的时候", "所预期的水平。"),
    ],
)
def test_over_a_table_a_sentence_that_has_not_ended_goes_on(first: str, second: str) -> None:
    assert len(units(first, "Table 1 Dose by age\n\nold\t1 mg\nyoung\t2 mg", second)) == 1


def test_lines_are_joined_with_a_blank_where_the_script_has_blanks() -> None:
    assert units("The dose was\nhalved in the end.") == ["The dose was halved in the end."]
    assert units("药物剂量减少，\n效果很好，没有发现任何问题。") == ["药物剂量减少，效果很好，没有发现任何问题。"]
