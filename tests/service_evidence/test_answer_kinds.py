"""What questions want and sentences offer."""

import pytest

from pincite.service.evidence.answer_kinds import kinds_wanted, offers


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("How many students study in Russia?", {"number"}),
        ("Сколько студентов учится в России?", {"number"}),
        ("Ресейде қанша қазақ тұрады?", {"number"}),
        ("When was it founded and by whom?", {"time", "person"}),
        ("In which year did it begin?", {"time"}),
        ("Why does it matter?", {"reason"}),
        ("Почему это важно?", {"reason"}),
        ("What is hedging?", {"definition"}),
        ("What is meant by hedging here?", {"definition"}),
        ("How do the papers differ on this?", {"comparison", "manner"}),
        ("How does it balance them?", {"manner"}),
        ("Which article by Laruelle is cited?", {"source"}),
        ("What word did he use for it?", {"wording"}),
        ("Did trade grow?", set()),
    ],
)
def test_a_question_tells_what_it_wants(question: str, kinds: set[str]) -> None:
    assert kinds_wanted(question) == kinds


def test_a_sentence_offers_what_is_wanted_or_not() -> None:
    kinds = kinds_wanted("How many were there, and when?")
    assert offers(kinds, "There were 600 of them in 1991.")["number"] == 1
    assert offers(kinds, "There were some of them.")["number"] == -1
    assert offers(kinds, "There were some of them.")["reason"] == 0
    entry = "Darwin, C. (1859). On the origin of species. J. Linn. Soc. 3, 45–62."
    assert offers(kinds_wanted("Which article is cited?"), entry)["source"] == 1


@pytest.mark.parametrize(
    ("question", "sentence", "offered"),
    [
        ("Who found it?", "It was found by Marie Curie in Paris.", 1),
        ("Who found it?", "It was found by J. J. Thomson.", 1),
        ("Кто это открыл?", "Закон открыл Исаак Ньютон.", 1),
        ("Who found it?", "It was found by accident.", -1),
        ("How fast does it travel?", "It covers fifteen metres a second.", 1),
        ("At what temperature does it boil?", "It boils early.", -1),
        ("When was the city founded?", "It was founded in 44 BC.", 1),
        ("When was the city founded?", "It may have been founded by settlers.", -1),
        ("Когда был основан город?", "Ему восемь веков.", 1),
    ],
)
def test_any_subject_offers_its_kind(question: str, sentence: str, offered: int) -> None:
    (kind,) = kinds_wanted(question) & {"number", "time", "person"}
    assert offers(kinds_wanted(question), sentence)[kind] == offered
