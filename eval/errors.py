"""What can go wrong between gold questions and scores.

EvaluationError
├── GoldError          a gold set that cannot be used
├── CorpusError        a text or page map that should say where a quote stands cannot be read
├── QueryRefused       the system will not search for a question
├── SystemUnavailable  the system that is to be evaluated does not answer
├── BadSavedRun        a saved run cannot be read or compared
├── BaselineMissing    a library that is to be measured beside is not installed
├── BadBaseline        there are no accepted scores, or they are about other questions
└── ReportUnwritable   the report cannot be written where it was asked for
"""


class EvaluationError(Exception):
    """Something about the gold set or the report; the message names it and the next step."""


class GoldError(EvaluationError):
    """A gold set cannot be used; the message names file, line and field."""


class CorpusError(EvaluationError):
    """A text or page map of the corpus cannot be read."""


class QueryRefused(EvaluationError):
    """The system will not search for a question."""


class SystemUnavailable(EvaluationError):
    """The system that is to be evaluated does not answer, or is not what it was."""


class BadSavedRun(EvaluationError):
    """A saved run cannot be read or compared."""


class BaselineMissing(EvaluationError):
    """A library that is to be measured beside Pincite is not installed."""


class BadBaseline(EvaluationError):
    """There are no accepted scores, or they are about other questions."""


class ReportUnwritable(EvaluationError):
    """The report cannot be written."""
