"""Lines that are headings, in several subjects and scripts, and lines that are none."""

import pytest

from pincite.ingest.text.headings import deeper, is_caption, read_heading


@pytest.mark.parametrize(
    "line",
    [
        "Pharmacokinetics of Aspirin",
        "Brown v. Board of Education",
        "The U.S. Supreme Court and its critics",
        "Findings of the March 2019 survey",
        "Élan vital",
        "Методы лечения",
        "Ἡ πολιτεία",
        "研究背景与方法",
        "نتائج العلاج",
        "Is it safe?",
    ],
)
def test_lines_of_their_own_can_be_headings(line: str) -> None:
    heading = read_heading(line)
    assert heading is not None
    assert heading.form == "plain"


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("2.1 Dosage", "Dosage"),
        ("§ 12 Kündigung", "Kündigung"),
        ("3 Brown v. Board of Education", "Brown v. Board of Education"),
        ("IV. Ergebnisse", "Ergebnisse"),
        ("第一章 绪论", "绪论"),
        ("二、研究方法", "研究方法"),
        ("4 Терапия", "Терапия"),
    ],
)
def test_numbered_headings(line: str, title: str) -> None:
    heading = read_heading(line)
    assert heading is not None
    assert (heading.title, heading.form) == (title, "numbered")


@pytest.mark.parametrize(
    "line",
    [
        "The dose was halved.",
        "He recovered. She did not",
        "Терапия помогла. Она была",
        "剂量减少一半。",
        "12 patients were treated",
        "13 February 2018",
        "Received: 5 мая 2020",
        "November 2017",
        "Table 2 shows that",
        "and the dose",
        "الجرعة كانت كبيرة جدا وقد استمر العلاج لمدة عشرة أسابيع كاملة",
    ],
)
def test_sentences_dates_and_captions_are_no_headings(line: str) -> None:
    assert read_heading(line) is None


def test_a_caption_names_and_does_not_tell() -> None:
    assert is_caption("Table 2 Dose by age")
    assert not is_caption("Table 2 shows the dose by age.")


def test_an_unknown_name_stands_below_a_known_one_but_beside_another() -> None:
    path: tuple[tuple[int, str], ...] = ()
    titles = []
    for line in ("Methods", "Design", "Funding", "Statement on machines", "Note of the press"):
        heading = read_heading(line)
        assert heading is not None
        path = deeper(path, heading, numbered=True)
        titles.append([title for _, title in path])
    assert titles == [
        ["Methods"],
        ["Methods", "Design"],
        ["Funding"],
        ["Funding", "Statement on machines"],
        ["Funding", "Note of the press"],
    ]
    alone = read_heading("Statement on machines")
    beside = read_heading("Note of the press")
    assert alone is not None
    assert beside is not None
    path = deeper(deeper((), alone, numbered=True), beside, numbered=True)
    assert path == ((1, "Note of the press"),)
