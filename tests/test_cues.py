"""What questions want and sentences offer."""

import pytest

from service.cues import announces, offers, wanted


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
    assert wanted(question) == kinds


def test_a_sentence_offers_what_is_wanted_or_not() -> None:
    kinds = wanted("How many were there, and when?")
    assert offers(kinds, "There were 600 of them in 1991.")["number"] == 1
    assert offers(kinds, "There were some of them.")["number"] == -1
    assert offers(kinds, "There were some of them.")["reason"] == 0
    entry = "Laruelle, M. (2016). Why no Kazakh Novorossiya? Probl. Post Commun. 65, 65–78."
    assert offers(wanted("Which article is cited?"), entry)["source"] == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "This study will examine how Kazakhstan balances them.",
        "The next section outlines and discusses the policies.",
        "The authors will try to answer the following research questions.",
        "The findings of this study can be used to gain insight.",
        "The section is divided into subsections.",
    ],
)
def test_what_only_announces_is_told_from_what_says_something(sentence: str) -> None:
    assert announces("How does Kazakhstan balance them?", sentence)
    assert not announces("What does the study examine?", sentence)
    assert not announces("How does Kazakhstan balance them?", "Kazakhstan will examine each offer and balance them.")
