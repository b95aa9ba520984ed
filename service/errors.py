"""What can go wrong between a request and its answer.

    ServiceError
    ├── NotReady
    ├── BadQuote
    ├── NoModel
    ├── ModelUnavailable
    ├── PageNotFound
    ├── PageNotDrawable
    ├── PassageElsewhere
    ├── DrawingTooSlow
    ├── BadCitation
    ├── BadChat
    │   └── UnknownModel
    ├── BadUpload
    ├── NotAForm
    ├── JobNotFound
    ├── TooManyJobs
    ├── UploadsElsewhere
    ├── BadSetting
    └── CannotListen

What HTTP says of each, and of the errors of the packages below: `service.http.problem_kinds`.
"""

from typing import Literal

from pincite.index.errors import RetrievalError
from pincite.ingest.errors import IngestError


class ServiceError(Exception):
    """Something about a request or the server; the message names it and the next step."""


class NotReady(ServiceError):
    """No snapshot is open: it is being opened, nothing was indexed yet, or it cannot be opened.

    `retry_after_s` says when it is sensible to ask again.
    """

    def __init__(self, message: str, *, state: Literal["starting", "empty", "failed"], retry_after_s: int) -> None:
        super().__init__(message)
        self.state = state
        self.retry_after_s = retry_after_s


class BadQuote(ServiceError):
    """The quotation cannot be looked up."""


class NoModel(ServiceError):
    """A language model was asked for, and none is set up."""


class ModelUnavailable(ServiceError):
    """The language model did not answer; the message is to be read after "the language model": why.

    `retry` says whether it is sensible to ask again.
    """

    def __init__(self, message: str, *, retry: bool) -> None:
        super().__init__(message)
        self.retry = retry


class PageNotFound(ServiceError):
    """The document has no such page."""


class PageNotDrawable(ServiceError):
    """The document is no PDF: its pages have no pictures."""


class PassageElsewhere(ServiceError):
    """The passage to be marked does not touch the page."""


class DrawingTooSlow(ServiceError):
    """A picture was not made in time."""


class BadCitation(ServiceError):
    """What is to be cited does not exist, or is ambiguous."""


class BadChat(ServiceError):
    """A conversation in the form of the OpenAI API that cannot be answered; `param` names what is wrong."""

    def __init__(self, message: str, *, param: str, code: str | None = None) -> None:
        super().__init__(message)
        self.param = param
        self.code = code


class UnknownModel(BadChat):
    """There is no model of this name."""

    def __init__(self, message: str) -> None:
        super().__init__(message, param="model", code="model_not_found")


class BadUpload(ServiceError):
    """A form that cannot be taken: no files, an unknown field, a bad record; `field` names the part of it."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


class NotAForm(ServiceError):
    """Files were sent, but not as multipart/form-data."""


class JobNotFound(ServiceError):
    """No job has this id."""


class TooManyJobs(ServiceError):
    """Too many uploads are waiting."""


class UploadsElsewhere(ServiceError):
    """Another service takes the uploads of this library."""


class BadSetting(ServiceError):
    """An environment variable cannot be used."""


class CannotListen(ServiceError):
    """The address is taken, or does not belong to this machine."""


# The errors whose message says in a sentence what is wrong and what to do; any other is a defect.
EXPLAINED: tuple[type[Exception], ...] = (IngestError, RetrievalError, ServiceError)
