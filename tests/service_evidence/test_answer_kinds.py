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
    entry = "Laruelle, M. (2016). Why no Kazakh Novorossiya? Probl. Post Commun. 65, 65–78."
    assert offers(kinds_wanted("Which article is cited?"), entry)["source"] == 1
