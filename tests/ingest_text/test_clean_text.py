"""What becomes of paragraphs, notes, tables, references and running lines."""

from collections.abc import Sequence

from pincite.ingest.document import Page
from pincite.ingest.pages.page_starts import PageStart
from pincite.ingest.text.clean_text import CleanText, clean
from pincite.ingest.text.passages import cut_passages

LONG = "This paragraph says something at length about the matter in hand, so that nobody takes it for front matter; "


def pages_at(offsets: Sequence[int]) -> list[PageStart]:
    return [
        PageStart(page=Page(number=number, label=None, basis="verified"), offset=offset)
        for number, offset in enumerate(offsets, start=1)
    ]


def paged(*pages: str) -> CleanText:
    """The cleaned text of a document whose pages these are."""
    source = "\n\n".join(pages)
    offsets = [sum(len(page) + 2 for page in pages[:index]) for index in range(len(pages))]
    return clean(source, pages_at(offsets))


def kinds(cleaned: CleanText) -> list[tuple[str, str]]:
    return [(unit.kind, unit.text.text) for _, _, unit in cleaned.units]


def test_a_sentence_cut_by_a_page_end_is_made_whole() -> None:
    cleaned = paged("1 Introduction\n\nScholars examined the global", "actors' strategies. They disagree.")
    assert "Scholars examined the global actors' strategies. They disagree." in cleaned.text.text


def test_a_note_in_the_middle_of_a_sentence_neither_cuts_it_nor_vanishes() -> None:
    cleaned = paged(
        "1 Introduction\n\nThe border is long¹ and the\n\n¹ The Federal Service, 2021.", "two countries trade much."
    )
    assert kinds(cleaned)[1:] == [
        ("body", "The border is long¹ and the two countries trade much."),
        ("footnote", "¹ The Federal Service, 2021."),
    ]


def test_a_table_in_the_middle_of_a_sentence_stands_behind_it_row_by_row() -> None:
    cleaned = paged(
        "1 Introduction\n\nIt is inhabited by various groups, mainly because",
        "TABLE 1 Ethnic groups, million.\n\nGroup\t1989\t2021\nKazakh\t6.5\t13.5\n\nSource: Census.\n\nof its history.",
    )
    assert kinds(cleaned)[1:] == [
        ("body", "It is inhabited by various groups, mainly because of its history."),
        ("table", "TABLE 1 Ethnic groups, million."),
        ("table", "Group\t1989\t2021"),
        ("table", "Kazakh\t6.5\t13.5"),
        ("table", "Source: Census."),
    ]


def test_a_word_cut_at_a_line_end_is_joined_as_the_document_writes_it() -> None:
    text = "1 Introduction\n\nThe govern-\nment of a post-\nSoviet state and post-\nwar Europe; the post-war order."
    assert "The government of a post-Soviet state and post-war Europe; the post-war order." in clean(text, []).text.text


def test_suspended_hyphens_stay() -> None:
    assert "lower- and middle-level" in clean("1 Introduction\n\nThe lower- and middle-level officials.", []).text.text


def test_running_lines_go_but_their_first_stays() -> None:
    cleaned = paged(*(f"Written by A. Author\n\n{LONG}on page {word}." for word in ("one", "two", "three", "four")))
    assert cleaned.text.text.count("Written by A. Author") == 1


def test_captions_that_count_on_are_no_running_lines() -> None:
    numbers = (1, 4, 5, 9)
    cleaned = paged(*(f"Figure {number}\n\n{LONG}beside figure {number} of it." for number in numbers))
    assert [f"Figure {number}" in cleaned.text.text for number in numbers] == [True] * 4
    alone = paged(*(f"Plate {number}" for number in range(1, 5)))
    assert [unit.text.text for _, _, unit in alone.units] == [f"Plate {number}" for number in range(1, 5)]


def test_page_numbers_at_page_ends_go() -> None:
    words = ("seven", "eight", "nine", "ten")
    cleaned = paged(*(f"{LONG}on {word}.\n\n{number}" for number, word in enumerate(words, start=7)))
    assert [unit.text.text for _, _, unit in cleaned.units] == [f"{LONG}on {word}." for word in words]


def test_references_are_entries_of_their_own() -> None:
    entries = "- Nye, J. (1990). *Bound to lead*.\nhttps://x.org\n- Wang, M. (2024). Balancing."
    source = f"1 Introduction\n\n{LONG}end.\n\nReferences\n\n{entries}"
    assert kinds(clean(source, []))[-2:] == [
        ("reference", "Nye, J. (1990). Bound to lead. https://x.org"),
        ("reference", "Wang, M. (2024). Balancing."),
    ]


def test_a_reference_list_behind_other_sections_is_still_one() -> None:
    source = (
        f"1 Introduction\n\n{LONG}end.\n\nReferences\n\n- A, B. (2001). C.\n\nFunding\n\nNone was received.\n\n"
        "- Fan, Y. (2008). D.\n- Gill, B. (2006). E.\n- Hall, I. (2012). F."
    )
    cleaned = clean(source, [])
    assert [unit.kind for _, _, unit in cleaned.units][-3:] == ["reference"] * 3
    assert cleaned.units[-1][2].section == ("References",)


def test_front_matter_is_told_from_the_abstract_and_the_body() -> None:
    abstract = "Abstract\n\n" + LONG * 3 + "end."
    front = "OPEN ACCESS\n\nThe Title of the Work\n\nA. Author"
    source = f"{front}\n\n{abstract}\n\nKeywords: one, two\n\n1 Introduction\n\n{LONG * 20}end."
    assert [kind for kind, _ in kinds(clean(source, []))] == [
        *("front_matter",) * 3,
        *("body",) * 2,
        "front_matter",
        *("body",) * 2,
    ]


def test_a_short_note_has_no_front_matter() -> None:
    assert [kind for kind, _ in kinds(clean("A thought.\n\nAnother thought.", []))] == ["body", "body"]


def test_sections_follow_the_numbers_of_headings() -> None:
    source = "\n\n".join(
        ["1 Introduction", LONG + "a.", "2 Results", LONG + "b.", "2.1 Russia", LONG + "c.", "3 End", LONG + "d."]
    )
    sections = [unit.section for _, _, unit in clean(source, []).units if unit.role == "paragraph"]
    assert sections == [("Introduction",), ("Results",), ("Results", "Russia"), ("End",)]


def test_markdown_headings_nest_by_their_marks() -> None:
    source = f"# A Title\n\n## **Methods**\n\n{LONG}a.\n\n### Data\n\n{LONG}b.\n\n## Results\n\n{LONG}c."
    sections = [
        unit.section for _, _, unit in clean(source, [], media_type="text/markdown").units if unit.role == "paragraph"
    ]
    assert sections[-3:] == [("A Title", "Methods"), ("A Title", "Methods", "Data"), ("A Title", "Results")]


def test_a_numbered_sentence_is_no_heading() -> None:
    cleaned = clean(f"1 Introduction\n\n{LONG}end.\n\n1. Keep the numbers as they are, please.", [])
    assert all(unit.section == ("Introduction",) for _, _, unit in cleaned.units)


def test_endnotes_go_on_over_a_page_end() -> None:
    cleaned = paged(
        f"1 Introduction\n\n{LONG}end.\n\nEndnotes\n\n¹Strategies may be helpful for increased",
        "influence abroad.\n\n²Another.",
    )
    assert kinds(cleaned)[-2:] == [
        ("footnote", "¹Strategies may be helpful for increased influence abroad."),
        ("footnote", "²Another."),
    ]


def test_an_address_cut_at_a_page_end_is_joined() -> None:
    cleaned = paged(
        f"1 Introduction\n\n{LONG}end.\n\nReferences\n\nOlcott, M. 2010. A blog. http://thehill.com/blogs/",
        "congress-blog/foreign/156739-real. Accessed 3 Nov 2017.",
    )
    assert kinds(cleaned)[-1][1].endswith(
        "http://thehill.com/blogs/congress-blog/foreign/156739-real. Accessed 3 Nov 2017."
    )


def test_long_runs_of_blanks_and_marks_take_no_time_to_speak_of() -> None:
    for text in (
        " " * 300_000 + "a",
        "a" + " \t" * 150_000,
        "*a " * 100_000,
        "[a " * 100_000,
        "<sup>" * 60_000,
        "_a " * 100_000,
    ):
        cleaned = clean("1 Introduction\n\n" + text, [], media_type="text/markdown")
        assert cleaned.text.text.startswith("1 Introduction")


def test_wide_blanks_and_entities_do_not_stop_the_reading() -> None:
    for blank in ("&nbsp;", "&#12;", "\u00a0", "\u0085", "\u2028", "\u3000", "\u202f"):
        cleaned = clean(f"1 Introduction\n\nWe chose plan B{blank}. Then we went on.", [], media_type="text/markdown")
        passages = cut_passages(cleaned, document_id="x", language="en")
        assert "Then we went on." in passages[-1].text


def test_what_only_looks_like_a_tag_stays() -> None:
    text = clean("1 Introduction\n\nWe assume a<b and c>d. Also x<s and more > y. <b>Bold</b>.", []).text.text
    assert text.endswith("We assume a<b and c>d. Also x<s and more > y. Bold.")


def test_soft_hyphens_at_line_ends_join_their_word() -> None:
    assert "The government of it." in clean("1 Introduction\n\nThe govern\u00ad\nment of it.", []).text.text


def test_headings_that_count_with_the_pages_stay() -> None:
    words = ("one", "two", "three", "four", "five", "six")
    cleaned = paged(*(f"Article {n}\n\n{LONG}of article {word}." for n, word in enumerate(words, start=1)))
    assert [f"Article {n}" in cleaned.text.text for n in range(1, 7)] == [True] * 6


def test_a_line_twice_on_a_page_is_no_running_line() -> None:
    cleaned = paged(f"Yes.\n\n{LONG}one.\n\nYes.", f"Yes.\n\n{LONG}two.")
    assert cleaned.text.text.count("Yes.") == 3


def test_a_word_of_roman_letters_is_no_page_number() -> None:
    cleaned = paged(f"{LONG}one.\n\nCivil", f"{LONG}two.\n\nxiv")
    assert "Civil" in cleaned.text.text
    assert "xiv" not in cleaned.text.text


def test_markdown_headings_need_no_blank_lines_around_them() -> None:
    parts = (
        f"# A Title\nBy A. Author\n\n## Methods\n{LONG}a.",
        f"Results\n-------\n{LONG}b.",
        f"Steps:\n\n- one\n\n## End\n{LONG}c.",
    )
    units = clean("\n\n".join(parts), [], media_type="text/markdown").units
    sections = [unit.section for _, _, unit in units if LONG[:9] in unit.text.text]
    assert sections == [("A Title", "Methods"), ("A Title", "Results"), ("A Title", "End")]


def test_hashes_in_a_code_fence_are_no_headings() -> None:
    source = f"# A Title\n\n## Methods\n\n{LONG}a.\n\n```\n# a comment\nx = 1\n```\n\n{LONG}b."
    cleaned = clean(source, [], media_type="text/markdown")
    assert cleaned.units[-1][2].section == ("A Title", "Methods")
