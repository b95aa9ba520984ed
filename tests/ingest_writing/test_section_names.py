"""Names of the parts of a work in several languages, and names that say what a text is about."""

import pytest

from pincite.ingest.writing.section_names import Zone, zone_opened_by


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Abstract", "abstract"),
        ("Zusammenfassung", "abstract"),
        ("摘要", "abstract"),
        ("Ключевые слова", "front_matter"),
        ("Einleitung", "introduction"),
        ("مقدمة", "introduction"),
        ("Список использованной литературы", "references"),
        ("Βιβλιογραφία", "references"),
        ("参考文献", "references"),
        ("Anmerkungen", "notes"),
        ("Conflict of interest", "back_matter"),
        ("Remerciements", "back_matter"),
        ("Приложение А", "back_matter"),
        ("Conclusions", "conclusion"),
        ("Schlussfolgerungen", "conclusion"),
        ("Заключение", "conclusion"),
        ("Materials and methods", "section"),
        ("Resultados", "section"),
        ("讨论", "section"),
    ],
)
def test_names_of_parts_open_them(name: str, zone: Zone) -> None:
    assert zone_opened_by(name) == zone


@pytest.mark.parametrize(
    "name",
    [
        "Results of the trial",
        "Literature in exile",
        "Методы лечения диабета",
        "Anhang zum Vertrag",
        "Interviews",
        "方法论史",
    ],
)
def test_names_that_say_what_a_text_is_about_open_none(name: str) -> None:
    assert zone_opened_by(name) is None
