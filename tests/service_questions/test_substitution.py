"""What takes the place of what, in questions of many subjects."""

import pytest

from pincite.service.questions.followup import self_contained

ELEPHANTS = "Why do elephants migrate?"
COURTS = "How do Danish courts treat precedent?"
LIGHT = "How fast does light travel in water?"
REVOLUTION = "When did the French Revolution begin?"
NEWTON = "What is Newton's second law?"


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        # biology
        (ELEPHANTS, "And African ones?", "Why do African elephants migrate?"),
        (ELEPHANTS, "And young ones?", "Why do young elephants migrate?"),
        ("What do whales eat?", "What about blue whales?", "What do blue whales eat?"),
        ("How long do giant tortoises live?", "And small tortoises?", "How long do small tortoises live?"),
        # law
        (COURTS, "And Dutch ones?", "How do Dutch courts treat precedent?"),
        (COURTS, "And Dutch courts?", "How do Dutch courts treat precedent?"),
        ("How does the court read the Fourth Amendment?", "And the Fifth Amendment?",
         "How does the court read the Fifth Amendment?"),
        ("What is the burden of proof in criminal cases?", "And civil ones?",
         "What is the burden of proof in civil cases?"),
        ("What is the burden of proof in criminal law?", "And in civil law?",
         "What is the burden of proof in civil law?"),
        # physics
        (LIGHT, "And in glass?", "How fast does light travel in glass?"),
        (NEWTON, "And the third?", "What is Newton's third law?"),
        (NEWTON, "And his third?", "What is Newton's third law?"),
        ("How do electrons behave in strong fields?", "And weak ones?", "How do electrons behave in weak fields?"),
        # history
        (REVOLUTION, "And the Russian one?", "When did the Russian Revolution begin?"),
        (REVOLUTION, "And the Industrial Revolution?", "When did the Industrial Revolution begin?"),
        ("Who led the Empire in 1066?", "And in 1189?", "Who led the Empire in 1189?"),
        ("Who signed the Treaty of Versailles?", "And the Treaty of Trianon?", "Who signed the Treaty of Trianon?"),
        # medicine
        ("How is type 1 diabetes treated?", "And type 2 diabetes?", "How is type 2 diabetes treated?"),
        ("Which antibiotics treat pneumonia?", "The newer ones?", "Which newer antibiotics treat pneumonia?"),
        ("What are the risks of general anaesthesia?", "And local anaesthesia?",
         "What are the risks of local anaesthesia?"),
        # economics
        ("What is the GDP of Brazil?", "And Argentina's?", "What is the GDP of Argentina?"),
        ("How do banks set long rates?", "And short ones?", "How do banks set short rates?"),
        ("Why did Évora lose its trade?", "And Élancourt?", "Why did Élancourt lose its trade?"),
    ],
)  # fmt: skip
def test_a_thing_takes_the_place_of_one_like_it(before: str, question: str, expected: str) -> None:
    assert self_contained(question, [before]) == expected


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("How do bees navigate?", "And wasps?", "How do bees navigate: wasps?"),
        (COURTS, "And English law?", "How do Danish courts treat precedent: English law?"),
        ("How does the Swiss franc move?", "And the Japanese yen?", "How does the Swiss franc move: the Japanese yen?"),
        ("Who eats krill?", "And Antarctic krill?", "Who eats Antarctic krill?"),
        ("What causes anaemia?", "And severe anaemia?", "What causes severe anaemia?"),
        ("How do banks create money?", "And central bank money?", "How do banks create central bank money?"),
        ("How does inflation affect wages?", "And real wages?", "How does inflation affect real wages?"),
        ("What causes malaria?", "And severe ones?", "What causes malaria: severe ones?"),
        ("How are vaccines tested?", "And in children?", "How are vaccines tested in children?"),
        ("Почему слоны мигрируют?", "А африканские?", "Почему слоны мигрируют: африканские?"),
        ("Как лечат диабет?", "А в детском возрасте?", "Как лечат диабет в детском возрасте?"),
        ("Пілдер неге көшеді?", "Ал киттер ше?", "Пілдер неге көшеді: киттер?"),
    ],
)
def test_no_verb_and_no_word_of_another_kind_is_replaced(before: str, question: str, expected: str) -> None:
    assert self_contained(question, [before]) == expected


@pytest.mark.parametrize(
    "question",
    [
        "How do African elephants differ from Asian ones?",
        "Is one vaccine enough?",
        "Which law did Newton publish first?",
        "Is it certain that the universe expands?",
        "Is it easy to measure inflation?",
        "What did the ones who fled report?",
        "Какой закон Ньютон открыл первым?",
        "Африкалық пілдер неге көшеді?",
    ],
)
def test_a_question_of_any_subject_that_stands_by_itself_is_left_alone(question: str) -> None:
    assert self_contained(question, [ELEPHANTS, NEWTON]) == question
