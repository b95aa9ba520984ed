"""Whether the service runs, whether it can search, and what it has done."""

from fastapi import APIRouter
from starlette.responses import Response

from pincite.service.bodies.search_schemas import HealthReply, ReadyReply
from pincite.service.errors import NotReady
from pincite.service.http.dependencies import TheEngine, TheMetrics
from pincite.service.http.metrics import MEDIA_TYPE
from pincite.service.http.problem_kinds import PROBLEMS
from pincite.service.http.problems import documented

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> HealthReply:
    """The process runs, even while the index is being opened."""
    return HealthReply()


@router.get("/readyz", responses=documented(PROBLEMS[NotReady]))
def readyz(engine: TheEngine) -> ReadyReply:
    """Searches can be answered."""
    ready = engine.ready()
    return ReadyReply(snapshot=ready.snapshot, documents=ready.documents)


@router.get(
    "/metrics",
    response_class=Response,
    responses={
        200: {
            "description": "What the service has counted and timed, for Prometheus",
            "content": {"text/plain": {"example": 'pincite_requests_total{route="/v1/search",method="POST"} 7.0'}},
        }
    },
)
def metrics(numbers: TheMetrics) -> Response:
    """Requests by route and status, their latency, the stages of searches, the snapshot, documents and jobs."""
    return Response(numbers.text(), media_type=MEDIA_TYPE)
