"""The HTTP application: the routes, what guards them, and the engine behind them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from anyio.to_thread import run_sync
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Route

from pincite.service.documents.page_picture import Painter
from pincite.service.engine import Engine
from pincite.service.http.metrics import Meter, Metrics
from pincite.service.http.problems import any_problem, describe_problems, handle_errors, refusal
from pincite.service.http.request_guard import Guard, RequestLimits
from pincite.service.http.routes import (
    answers,
    chat_completions,
    citations,
    health,
    reading,
    retrieval,
    site,
    uploading,
)
from pincite.service.jobs.job_queue import Jobs
from pincite.service.mcp.mcp_endpoint import McpEndpoint

_DESCRIPTION = (
    "Ranked passages from a library of papers, each pinned to its page. Errors are problem details (RFC 9457), "
    "offsets are in characters (Unicode code points)."
)


def create_app(
    engine: Engine, *, painter: Painter | None = None, jobs: Jobs | None = None, limits: RequestLimits | None = None
) -> FastAPI:
    """The application that answers from `engine`, which it starts and closes.

    `painter` draws the pages, `jobs` add and remove documents, `limits` say whose requests are accepted.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await run_sync(engine.start)
        await run_sync(app.state.jobs.start)
        async with mcp.open():
            yield
        await run_sync(app.state.jobs.close)
        await run_sync(app.state.painter.close)
        await run_sync(engine.close)

    app = FastAPI(
        title="Pincite",
        version=version("pincite"),
        description=_DESCRIPTION,
        lifespan=lifespan,
        # FastAPI's own pages load their scripts from another host; service/web has one that does not.
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_operation_id,
        # Nothing about a query leaves this machine, whatever the environment says.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    limits = limits or RequestLimits()
    mcp = McpEndpoint(engine, limits.hosts)
    app.state.engine = engine
    app.state.painter = painter or Painter()
    app.state.jobs = jobs or Jobs(engine.data)
    app.state.metrics = Metrics(engine, app.state.jobs)
    engine.on_search = app.state.metrics.record_search
    app.add_middleware(Guard, limits=limits, refusal=refusal)
    app.add_middleware(Meter, metrics=app.state.metrics)
    handle_errors(app)
    for module in (retrieval, answers, reading, uploading, citations, health, site):
        app.include_router(module.router, responses=any_problem())
    app.include_router(chat_completions.router, responses=chat_completions.ANY_ERROR)
    describe_problems(app)
    app.router.routes.append(Route("/mcp", endpoint=mcp, methods=["POST"], include_in_schema=False))
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name
