"""Searching."""

from fastapi import APIRouter

from pincite.index.search import Query
from pincite.service.bodies.answer_schemas import chosen_filters
from pincite.service.bodies.replies import search_reply
from pincite.service.bodies.search_schemas import SearchBody, SearchReply
from pincite.service.errors import NotReady
from pincite.service.http.dependencies import TheEngine
from pincite.service.http.problem_kinds import INVALID, PROBLEMS
from pincite.service.http.problems import documented

router = APIRouter(tags=["search"])


@router.post("/v1/search", responses=documented(INVALID, PROBLEMS[NotReady]))
def search(body: SearchBody, engine: TheEngine) -> SearchReply:
    """The passages that answer the query best, each pinned to its page."""
    query = Query(text=body.query, k=body.k, mode=body.mode, filters=chosen_filters(body.filters))
    return search_reply(engine.search(query))
