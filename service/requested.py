"""From what was sent to what is asked."""

from index.filters import Filters
from service.answer import Question
from service.answer_schemas import AskBody
from service.followup import self_contained
from service.schemas import FiltersBody


def chosen_filters(body: FiltersBody) -> Filters:
    """The restrictions in a body."""
    return Filters(
        documents=tuple(body.documents),
        authors=tuple(body.authors),
        year_from=body.years.from_,
        year_to=body.years.to,
        kinds=tuple(body.kinds),
        languages=tuple(body.languages),
    )


def question_of(body: AskBody) -> Question:
    """The question in a body, put into words that stand by themselves."""
    return Question(
        text=self_contained(body.question, [turn.question for turn in body.history]),
        said=body.question,
        k=body.k,
        filters=chosen_filters(body.filters),
        answerer=body.answerer,
    )
