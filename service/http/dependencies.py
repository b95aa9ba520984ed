"""What routes depend on, as types."""

from typing import Annotated

from fastapi import Depends, Request

from pincite.service.documents.page_picture import Painter
from pincite.service.engine import Engine
from pincite.service.http.metrics import Metrics
from pincite.service.jobs.job_queue import Jobs


def _engine(request: Request) -> Engine:
    engine: Engine = request.app.state.engine
    return engine


def _painter(request: Request) -> Painter:
    painter: Painter = request.app.state.painter
    return painter


def _jobs(request: Request) -> Jobs:
    jobs: Jobs = request.app.state.jobs
    return jobs


def _metrics(request: Request) -> Metrics:
    metrics: Metrics = request.app.state.metrics
    return metrics


TheEngine = Annotated[Engine, Depends(_engine)]
ThePainter = Annotated[Painter, Depends(_painter)]
TheJobs = Annotated[Jobs, Depends(_jobs)]
TheMetrics = Annotated[Metrics, Depends(_metrics)]
