"""The kinds of problems (RFC 9457): the one table from errors to what HTTP says of them.

The replies, the description of the interface (`x-problems` in /openapi.json) and the page /docs are all made from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pincite.index.errors import BadFilter, BadQuery, RetrievalError
from pincite.ingest.errors import (
    DocumentNotFound,
    IngestError,
    LibraryLocked,
    LibraryUnwritable,
    PassageNotFound,
    UnreadablePDF,
)
from pincite.service.errors import (
    BadChat,
    BadCitation,
    BadQuote,
    BadUpload,
    DrawingTooSlow,
    JobNotFound,
    NoModel,
    NotAForm,
    NotReady,
    PageNotDrawable,
    PageNotFound,
    PassageElsewhere,
    TooManyJobs,
    UnknownModel,
    UploadsElsewhere,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemKind:
    """A kind of problem: its name in `type` (/docs#<name>), its HTTP status, its title and what it means.

    `example` is a detail for the documentation. `detail`, where given, takes the place of the error's own message,
    which speaks to a user of the command line; what is in braces is taken from the address of the request.
    """

    name: str
    status: int
    title: str
    meaning: str
    example: str = ""
    detail: str | None = None


INVALID = ProblemKind(
    name="invalid-request",
    status=422,
    title="The request is not as documented",
    meaning="A field is missing, unknown, of another type or out of its range.",
    example="k must be a whole number from 1 to 100, not 101",
)
INTERNAL = ProblemKind(
    name="internal",
    status=500,
    title="Something went wrong in the service",
    meaning="A defect in the service; its log says more.",
    example="the service failed on this request; its log says why",
)

# Looked up along the error's classes, the nearest first.
PROBLEMS: Mapping[type[Exception], ProblemKind] = {
    BadQuery: ProblemKind(
        name="bad-query",
        status=422,
        title="The query cannot be searched for",
        meaning="The query is empty, holds no words or is too long.",
    ),
    BadFilter: ProblemKind(
        name="bad-filter",
        status=422,
        title="A filter cannot be applied",
        meaning="A filter names a document that does not exist, or years that end before they begin.",
    ),
    BadQuote: ProblemKind(
        name="bad-quote",
        status=422,
        title="The quotation cannot be looked up",
        meaning="The quotation is empty, holds no words or is too long.",
    ),
    BadCitation: ProblemKind(
        name="bad-citation",
        status=422,
        title="This cannot be cited",
        meaning="What is to be cited does not exist, or both a page and a passage are named.",
        example="page and passage are both given; give the one that is to be cited",
    ),
    BadChat: ProblemKind(
        name="bad-chat",
        status=400,
        title="The conversation cannot be answered",
        meaning="A conversation that cannot be answered. The routes of the OpenAI API report errors in its form: "
        "`error` with `message`, `type`, `param` and `code`.",
    ),
    UnknownModel: ProblemKind(
        name="unknown-model",
        status=404,
        title="There is no such model",
        meaning="There is no model of this name; `GET /v1/models` lists those there are.",
    ),
    NoModel: ProblemKind(
        name="no-model",
        status=422,
        title="No language model is set up",
        meaning="The answerer `llm` was asked for, and no language model is set up.",
    ),
    DocumentNotFound: ProblemKind(
        name="document-not-found",
        status=404,
        title="There is no such document",
        meaning="No document has this id.",
        example='there is no document "x"; GET /v1/documents lists those there are',
        detail='there is no document "{document_id}"; GET /v1/documents lists those there are',
    ),
    PageNotFound: ProblemKind(
        name="page-not-found",
        status=404,
        title="The document has no such page",
        meaning="The document has no such page. Pages are counted from 1, whatever is printed on them.",
        example="yessirkep2025 has pages 1 to 10, not 11",
    ),
    PassageNotFound: ProblemKind(
        name="passage-not-found",
        status=404,
        title="There is no such passage",
        meaning="No passage has this id. Ids change when a document is replaced: search again.",
        example='there is no passage "x"; search again',
        detail='there is no passage "{passage_id}": its document may have been replaced or removed; search again',
    ),
    PassageElsewhere: ProblemKind(
        name="passage-elsewhere",
        status=422,
        title="The passage is not on this page",
        meaning="The passage to be marked does not touch the page; `detail` names the pages it stands on.",
    ),
    PageNotDrawable: ProblemKind(
        name="no-picture",
        status=406,
        title="There are no pictures of this document's pages",
        meaning="The document is no PDF: its pages have no pictures. `detail` names the address of the text.",
        example="made2024 is no PDF: its pages have no pictures; read the text at /v1/documents/made2024/pages/3",
    ),
    DrawingTooSlow: ProblemKind(
        name="drawing-too-slow",
        status=503,
        title="The picture was not made in time",
        meaning="The picture was not made in time: the page is intricate, or others are being drawn.",
        example="page 3 of made2024 was not drawn within 20 seconds",
    ),
    UnreadablePDF: ProblemKind(
        name="drawing-failed",
        status=500,
        title="The page cannot be drawn",
        meaning="The page cannot be drawn; its file may be damaged.",
        detail="page {number} of {document_id} cannot be drawn, its file may be damaged; "
        "read its text at /v1/documents/{document_id}/pages/{number}",
    ),
    BadUpload: INVALID,
    NotAForm: ProblemKind(
        name="not-sent-as-form",
        status=415,
        title="The files were not sent as a form",
        meaning="Files were not sent as `multipart/form-data`.",
        example="send the files as multipart/form-data, in the field `files`",
    ),
    JobNotFound: ProblemKind(
        name="job-not-found",
        status=404,
        title="There is no such job",
        meaning="No job has this id; the oldest are forgotten.",
        example='there is no job "x"; GET /v1/jobs lists those there are',
    ),
    TooManyJobs: ProblemKind(
        name="too-many-jobs",
        status=503,
        title="Too many uploads are waiting",
        meaning="Too many uploads are waiting; `Retry-After` says when to try again.",
        example="100 uploads are waiting already; upload again when some of them are done",
    ),
    UploadsElsewhere: ProblemKind(
        name="uploads-elsewhere",
        status=409,
        title="Another service takes the uploads of this library",
        meaning="Another service takes the uploads and removals of this data directory.",
        example="data: another service (process 4711) takes the uploads of this library",
    ),
    LibraryLocked: ProblemKind(
        name="library-busy",
        status=409,
        title="The library is being written to",
        meaning="Documents are being added; `Retry-After` says when to remove this one.",
        example="data: process 4711 is writing to it: wait until it is done, or stop it",
    ),
    LibraryUnwritable: ProblemKind(
        name="library-unwritable",
        status=507,
        title="The library cannot be written to",
        meaning="The disk is full, or the data directory may not be written to.",
        example="data/uploads: No space left on device: make room there",
    ),
    NotReady: ProblemKind(
        name="not-ready",
        status=503,
        title="The service cannot search yet",
        meaning="No search yet; `state` says why: `starting` (try again after `Retry-After` seconds), `empty` (add "
        "documents), `failed` (`detail` says what to do).",
        example="the index is being opened; ask again in a second",
    ),
    IngestError: ProblemKind(
        name="library-unavailable",
        status=503,
        title="The library cannot be read",
        meaning="The data directory holds no library, or it cannot be read.",
    ),
    RetrievalError: ProblemKind(
        name="index-unavailable",
        status=503,
        title="The index cannot be searched",
        meaning="The index is damaged or its encoder cannot be used.",
    ),
}

# What the HTTP layer itself refuses, by status.
HTTP_PROBLEMS: Mapping[int, ProblemKind] = {
    400: ProblemKind(
        name="not-json", status=400, title="The body is not JSON", meaning="The body cannot be read as JSON."
    ),
    403: ProblemKind(
        name="other-origin",
        status=403,
        title="A page of another site sent this",
        meaning="A page of another site sent the request through a browser.",
    ),
    404: ProblemKind(
        name="not-found",
        status=404,
        title="There is nothing at this address",
        meaning="There is nothing at this address.",
    ),
    405: ProblemKind(
        name="method-not-allowed",
        status=405,
        title="This address does not take this method",
        meaning="The address takes another method; `Allow` names it.",
    ),
    413: ProblemKind(
        name="too-large",
        status=413,
        title="The body is too large",
        meaning="The body has more than 1,000,000 bytes, an upload more than `PINCITE_UPLOAD_MIB`.",
        example="the body has more than 536,870,912 bytes; send less",
    ),
    415: ProblemKind(
        name="not-sent-as-json",
        status=415,
        title="The body was not sent as JSON",
        meaning="The body was sent without `Content-Type: application/json`.",
    ),
    421: ProblemKind(
        name="other-host",
        status=421,
        title="This service is not known by that name",
        meaning="The service was called by a name that is not its own; `PINCITE_HOSTS` adds names.",
    ),
    422: INVALID,
    500: INTERNAL,
}

KINDS = tuple(
    sorted(dict.fromkeys((*HTTP_PROBLEMS.values(), *PROBLEMS.values())), key=lambda kind: (kind.status, kind.name))
)


def kind_of(error: Exception) -> ProblemKind:
    """The kind of problem an error is."""
    return next((PROBLEMS[type_] for type_ in type(error).__mro__ if type_ in PROBLEMS), INTERNAL)
