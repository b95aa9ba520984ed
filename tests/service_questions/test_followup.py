"""Follow-up questions, in dialogues as people have them: the earlier questions, the last one, and what it asks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.index.search import MAX_QUERY_CHARACTERS
from pincite.service.questions.followup import self_contained

MANAGE = "How does Kazakhstan manage foreign soft power?"
CHINA = "What is China's soft power in Kazakhstan?"
GOALS = "What are the goals of the EU in Central Asia?"
RIVALS = "How do Russia and China compete in Central Asia?"
ROAD = "What is the Belt and Road Initiative?"
STRATEGY = "How did the EU's strategy change in 2007?"
INTERVIEWS = "How many interviews were conducted?"
DEMOCRACY = "Does the EU promote democracy in Kazakhstan?"
POLICY = "What is multi-vector foreign policy?"
STUDENTS = "How many students study in China?"


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (MANAGE, "And Uzbekistan?", "How does Uzbekistan manage foreign soft power?"),
        (MANAGE, "what about Uzbekistan", "How does Uzbekistan manage foreign soft power?"),
        (MANAGE, "Thanks! And in Russia?", "How does Kazakhstan manage foreign soft power in Russia?"),
        (MANAGE, "And the United States?", "How does the United States manage foreign soft power?"),
        (MANAGE, "But how does Russia?", "How does Russia manage foreign soft power?"),
        (CHINA, "And Russia?", "What is Russia's soft power in Kazakhstan?"),
        (CHINA, "And Russia's?", "What is Russia's soft power in Kazakhstan?"),
        (CHINA, "And in Uzbekistan?", "What is China's soft power in Uzbekistan?"),
        (CHINA, "How about the EU?", "What is the EU's soft power in Kazakhstan?"),
        (GOALS, "And China?", "What are the goals of China in Central Asia?"),
        ("What are the goals of China in Asia?", "And the EU?", "What are the goals of the EU in Asia?"),
        ("How does Kazakhstan see China?", "And Russia?", "How does Kazakhstan see Russia?"),
        ("What does China do in Kazakhstan?", "And Russia?", "What does Russia do in Kazakhstan?"),
        ("What did Yessirkep et al. say about Russia?", "And China?", "What did Yessirkep et al. say about China?"),
        (STUDENTS, "And in Russia?", "How many students study in Russia?"),
        (STUDENTS, "Russia?", "How many students study in Russia?"),
    ],
)
def test_a_name_takes_the_place_of_another(before: str, question: str, expected: str) -> None:
    assert self_contained(question, [before]) == expected


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (MANAGE, "What about 2016?", "How does Kazakhstan manage foreign soft power in 2016?"),
        (MANAGE, "And since 2016?", "How does Kazakhstan manage foreign soft power since 2016?"),
        (STRATEGY, "And in 2019?", "How did the EU's strategy change in 2019?"),
        (STRATEGY, "2019?", "How did the EU's strategy change in 2019?"),
        (MANAGE, "And Chinese soft power?", "How does Kazakhstan manage foreign Chinese soft power?"),
        ("How does Kazakhstan manage Russian influence?", "And Turkish influence?",
         "How does Kazakhstan manage Turkish influence?"),
        (DEMOCRACY, "And human rights?", "Does the EU promote democracy in Kazakhstan: human rights?"),
        (MANAGE, "What about education?", "How does Kazakhstan manage foreign soft power: education?"),
        (MANAGE, "For students?", "How does Kazakhstan manage foreign soft power For students?"),
    ],
)  # fmt: skip
def test_a_year_or_a_thing_is_asked_of_instead(before: str, question: str, expected: str) -> None:
    assert self_contained(question, [before]) == expected


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (MANAGE, "Why?", "Why does Kazakhstan manage foreign soft power?"),
        (MANAGE, "And since when?", "How does Kazakhstan manage foreign soft power, and since when?"),
        (POLICY, "Why?", "What is multi-vector foreign policy, and why?"),
        (INTERVIEWS, "With whom?", "How many interviews were conducted, and with whom?"),
        (INTERVIEWS, "In which year?", "How many interviews were conducted, and in which year?"),
        (DEMOCRACY, "How?", "Does the EU promote democracy in Kazakhstan, and how?"),
        (MANAGE, "Tell me more", MANAGE),
        (MANAGE, "Can you give examples?", MANAGE),
        (MANAGE, "For example?", MANAGE),
        (MANAGE, "More details, please.", MANAGE),
        (MANAGE, "And?", MANAGE),
    ],
)
def test_why_and_tell_me_more(before: str, question: str, expected: str) -> None:
    assert self_contained(question, [before]) == expected


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (MANAGE, "Why does it do so?", "Why does Kazakhstan do so (manage foreign soft power)?"),
        (GOALS, "What are its instruments?", "What are the EU's instruments (goals Central Asia)?"),
        (GOALS, "Which NGOs does it fund there?", "Which NGOs does the EU fund in Central Asia?"),
        (RIVALS, "What do they want there?", "What do Russia and China want in Central Asia (compete)?"),
        (RIVALS, "What are their main instruments?", "What are Russia and China's main instruments?"),
        (RIVALS, "What does the latter want?", "What does China want (Russia compete Central Asia)?"),
        (ROAD, "When was it launched?", "When was the Belt and Road Initiative launched?"),
        (DEMOCRACY, "How does it finance this?", "How does the EU finance this (promote democracy Kazakhstan)?"),
    ],
)
def test_a_pronoun_says_what_it_stands_for(before: str, question: str, expected: str) -> None:
    assert self_contained(question, [before]) == expected


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (MANAGE, "Who studied it?", "Who studied it (Kazakhstan manage foreign soft power)?"),
        (MANAGE, "Is that true?", "Is that true (Kazakhstan manage foreign soft power)?"),
        (MANAGE, "What does this mean for the EU?",
         "What does this mean for the EU (Kazakhstan manage foreign soft power)?"),
        (RIVALS, "Which of them is stronger?", "Which of them is stronger (Russia China compete Central Asia)?"),
        (ROAD, "How does Kazakhstan benefit from it?", "How does Kazakhstan benefit from it (Belt Road Initiative)?"),
        (STUDENTS, "Is there evidence that they return?", "Is there evidence that they return (students study China)?"),
        (POLICY, "Why is it important for Kazakhstan?",
         "Why is it important for Kazakhstan (multi-vector foreign policy)?"),
        ("What methods did Patalakh use?", "What are the limits of this approach?",
         "What are the limits of this approach (methods Patalakh use)?"),
    ],
)  # fmt: skip
def test_the_topic_is_carried_where_no_word_can_be_replaced(before: str, question: str, expected: str) -> None:
    assert self_contained(question, [before]) == expected


@pytest.mark.parametrize(
    "question",
    [
        "What is soft power?",
        "What is the Eurasian Economic Union?",
        "soft power of Turkey",
        "Compare China and Russia.",
        "How does China value its neighbours?",
        "How does the EU fund NGOs and control them?",
        "How do universities change when they teach in English?",
        "How is soft power measured, and why is it contested?",
        "How do tools such as Confucius Institutes work?",
        "How does the Chinese approach compare to that of Russia?",
        "Is it true that Russia left the treaty?",
        "Are there any Confucius Institutes in Almaty?",
        "Who was interviewed?",
        "Thanks!",
        "Что такое мягкая сила?",
        "",
        "?",
    ],
)
def test_a_question_that_stands_by_itself_is_left_alone(question: str) -> None:
    assert self_contained(question, [CHINA, MANAGE]) == question
    assert self_contained(question, []) == question


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ([MANAGE, "And Uzbekistan?", "Why does it do so?"], "Why does Uzbekistan do so (manage foreign soft power)?"),
        ([MANAGE, "And Russia?", "What about 2016?", "And 2019?"],
         "How does Russia manage foreign soft power in 2019?"),
        ([MANAGE, "Thanks!", "And Uzbekistan?"], "How does Uzbekistan manage foreign soft power?"),
        ([MANAGE, ROAD, "When was it launched?", "By whom?"],
         "When was the Belt and Road Initiative launched, and by whom?"),
        ([CHINA, "And Russia's?", "Why?", "Tell me more"], "What is Russia's soft power in Kazakhstan, and why?"),
        (["And Russia?"], "And Russia?"),
    ],
)  # fmt: skip
def test_a_conversation_is_followed_from_its_beginning(turns: list[str], expected: str) -> None:
    assert self_contained(turns[-1], turns[:-1]) == expected


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("Как Казахстан управляет мягкой силой?", "А Россия?", "Как Казахстан управляет мягкой силой: Россия?"),
        ("Как Казахстан управляет мягкой силой?", "Почему?", "Как Казахстан управляет мягкой силой, и почему?"),
        ("Как Казахстан управляет мягкой силой?", "Какие у него инструменты?",
         "Какие у него инструменты (Казахстан управляет мягкой силой)?"),
        ("Как Казахстан менялся в 2007 году?", "А в 2019?", "Как Казахстан менялся в 2019 году?"),
        ("Қазақстан жұмсақ күшті қалай басқарады?", "Ал Ресей ше?", "Қазақстан жұмсақ күшті қалай басқарады: Ресей?"),
        ("Қазақстан жұмсақ күшті қалай басқарады?", "Неге?", "Қазақстан жұмсақ күшті қалай басқарады, және неге?"),
        ("Қазақстан жұмсақ күшті қалай басқарады?", "Оның мақсаты қандай?",
         "Оның мақсаты қандай (Қазақстан жұмсақ күшті басқарады)?"),
    ],
)  # fmt: skip
def test_russian_and_kazakh_carry_the_words_along(before: str, question: str, expected: str) -> None:
    assert self_contained(question, [before]) == expected


def test_what_would_be_too_long_to_search_for_is_left_alone() -> None:
    assert self_contained("And Russia?", ["x " * (MAX_QUERY_CHARACTERS // 2)]) == "And Russia?"


@settings(deadline=None)
@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=4))
def test_any_conversation_gives_a_question_that_can_be_searched_for(question: str, history: list[str]) -> None:
    asked = self_contained(question, history)
    assert asked == self_contained(question, history)
    assert asked.strip() or not question.strip()
    assert len(asked) <= MAX_QUERY_CHARACTERS
    assert "\ue000" not in asked or "\ue000" in question + "".join(history)
