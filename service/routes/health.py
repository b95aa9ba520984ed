"""Whether the service runs, and whether it can search."""

from fastapi import APIRouter

from service.dependencies import TheEngine
from service.errors import PROBLEMS, NotReady
from service.problems import documented
from service.schemas import HealthReply, ReadyReply

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> HealthReply:
    """The process answers, even while the index is being opened."""
    return HealthReply()


@router.get("/readyz", responses=documented(PROBLEMS[NotReady], "the index is being opened; ask again in a second"))
def readyz(engine: TheEngine) -> ReadyReply:
    """Searches are answered."""
    ready = engine.ready()
    return ReadyReply(snapshot=ready.snapshot, documents=ready.documents)
