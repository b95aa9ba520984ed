"""What can go wrong between a request and its answer, and what HTTP says of it.

    ServiceError
    ├── NotReady          no snapshot is open: starting, nothing indexed yet, or it cannot be opened
    ├── BadQuote          a quotation that cannot be looked up
    ├── NoModel           a language model was asked for, and none is set up
    ├── ModelUnavailable  the language model cannot be reached, breaks off or takes too long
    ├── PageNotFound      the document has no such page
    ├── PageNotDrawable   the document is no PDF: its pages have no pictures
    ├── PassageElsewhere  the passage to be marked does not touch the page
    ├── DrawingTooSlow    a picture was not made in time
    ├── BadCitation       what is to be cited is not there, or not clear
    ├── BadChat           a conversation that cannot be answered
    │   └── UnknownModel  a model that there is not
    ├── BadUpload         a form that cannot be taken: no files, an unknown field, a record that is none
    ├── NotAForm          files that were not sent as multipart/form-data
    ├── JobNotFound       no job has this id
    ├── TooManyJobs       too many uploads are waiting
    ├── UploadsElsewhere  another service takes the uploads of this library
    ├── BadSetting        an environment variable that cannot be used
    └── CannotListen      the address is taken or is not this machine's

PROBLEMS is the one table from errors, ours and those of the packages below, to problem details (RFC 9457).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pincite.index.errors import BadFilter, BadQuery, RetrievalError
from pincite.ingest.errors import (
    DocumentNotFound,
    IngestError,
    LibraryLocked,
    LibraryUnwritable,
    PassageNotFound,
    UnreadablePDF,
)


class ServiceError(Exception):
    """Something about a request or the server; the message names it and the next step."""


class NotReady(ServiceError):
    """No snapshot is open; `retry_after_s` says when it is sensible to ask again."""

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
    """What is to be cited is not there, or not clear."""


class BadChat(ServiceError):
    """A conversation in the form of the OpenAI API that cannot be answered; `param` names what is wrong."""

    def __init__(self, message: str, *, param: str, code: str | None = None) -> None:
        super().__init__(message)
        self.param = param
        self.code = code


class UnknownModel(BadChat):
    """A model that there is not."""

    def __init__(self, message: str) -> None:
        super().__init__(message, param="model", code="model_not_found")


class BadUpload(ServiceError):
    """A form that cannot be taken; `field` names the part of it."""

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
    """The address cannot be served at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemKind:
    """A kind of problem: its name in `type` (/docs#<name>), its HTTP status and its title.

    `detail`, where given, takes the place of the error's own message, which speaks to a user of the command line;
    what is in braces is taken from the address of the request.
    """

    name: str
    status: int
    title: str
    detail: str | None = None


INVALID = ProblemKind(name="invalid-request", status=422, title="The request is not as documented")
INTERNAL = ProblemKind(name="internal", status=500, title="Something went wrong in the service")

# Looked up along the error's classes, the nearest first.
PROBLEMS: Mapping[type[Exception], ProblemKind] = {
    BadQuery: ProblemKind(name="bad-query", status=422, title="The query cannot be searched for"),
    BadFilter: ProblemKind(name="bad-filter", status=422, title="A filter cannot be applied"),
    NoModel: ProblemKind(name="no-model", status=422, title="No language model is set up"),
    BadQuote: ProblemKind(name="bad-quote", status=422, title="The quotation cannot be looked up"),
    DocumentNotFound: ProblemKind(
        name="document-not-found",
        status=404,
        title="There is no such document",
        detail='there is no document "{document_id}"; GET /v1/documents lists those there are',
    ),
    PageNotFound: ProblemKind(name="page-not-found", status=404, title="The document has no such page"),
    PassageNotFound: ProblemKind(
        name="passage-not-found",
        status=404,
        title="There is no such passage",
        detail='there is no passage "{passage_id}": its document may have been replaced or removed; search again',
    ),
    PageNotDrawable: ProblemKind(name="no-picture", status=406, title="There are no pictures of this document's pages"),
    PassageElsewhere: ProblemKind(name="passage-elsewhere", status=422, title="The passage is not on this page"),
    DrawingTooSlow: ProblemKind(name="drawing-too-slow", status=503, title="The picture was not made in time"),
    BadChat: ProblemKind(name="bad-chat", status=400, title="The conversation cannot be answered"),
    UnknownModel: ProblemKind(name="unknown-model", status=404, title="There is no such model"),
    BadCitation: ProblemKind(name="bad-citation", status=422, title="This cannot be cited"),
    UnreadablePDF: ProblemKind(
        name="drawing-failed",
        status=500,
        title="The page cannot be drawn",
        detail="page {number} of {document_id} cannot be drawn, its file may be damaged; "
        "read its text at /v1/documents/{document_id}/pages/{number}",
    ),
    BadUpload: INVALID,
    NotAForm: ProblemKind(name="not-sent-as-form", status=415, title="The files were not sent as a form"),
    JobNotFound: ProblemKind(name="job-not-found", status=404, title="There is no such job"),
    TooManyJobs: ProblemKind(name="too-many-jobs", status=503, title="Too many uploads are waiting"),
    UploadsElsewhere: ProblemKind(
        name="uploads-elsewhere", status=409, title="Another service takes the uploads of this library"
    ),
    LibraryLocked: ProblemKind(name="library-busy", status=409, title="The library is being written to"),
    LibraryUnwritable: ProblemKind(name="library-unwritable", status=507, title="The library cannot be written to"),
    NotReady: ProblemKind(name="not-ready", status=503, title="The service cannot search yet"),
    IngestError: ProblemKind(name="library-unavailable", status=503, title="The library cannot be read"),
    RetrievalError: ProblemKind(name="index-unavailable", status=503, title="The index cannot be searched"),
}

# What the HTTP layer itself refuses, by status.
HTTP_PROBLEMS: Mapping[int, ProblemKind] = {
    400: ProblemKind(name="not-json", status=400, title="The body is not JSON"),
    403: ProblemKind(name="other-origin", status=403, title="A page of another site sent this"),
    404: ProblemKind(name="not-found", status=404, title="There is nothing at this address"),
    405: ProblemKind(name="method-not-allowed", status=405, title="This address does not take this method"),
    413: ProblemKind(name="too-large", status=413, title="The body is too large"),
    415: ProblemKind(name="not-sent-as-json", status=415, title="The body was not sent as JSON"),
    421: ProblemKind(name="other-host", status=421, title="This service is not known by that name"),
    422: INVALID,
    500: INTERNAL,
}


def kind_of(error: Exception) -> ProblemKind:
    """The kind of problem an error is."""
    return next((PROBLEMS[type_] for type_ in type(error).__mro__ if type_ in PROBLEMS), INTERNAL)
