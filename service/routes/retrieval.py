"""Searching."""

from fastapi import APIRouter

from index.search import Query
from service.dependencies import TheEngine
from service.errors import INVALID, PROBLEMS, NotReady
from service.problems import documented
from service.replies import search_reply
from service.requested import chosen_filters
from service.schemas import SearchBody, SearchReply

router = APIRouter(tags=["search"])


@router.post(
    "/v1/search",
    responses={
        **documented(INVALID, "k must be a whole number from 1 to 100, not 101"),
        **documented(PROBLEMS[NotReady], "the index is being opened; ask again in a second"),
    },
)
def search(body: SearchBody, engine: TheEngine) -> SearchReply:
    """The passages that answer the query best, each pinned to its page."""
    query = Query(text=body.query, k=body.k, mode=body.mode, filters=chosen_filters(body.filters))
    return search_reply(engine.search(query))
