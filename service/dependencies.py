"""What routes are given, named as types."""

from typing import Annotated

from fastapi import Depends, Request

from service.engine import Engine


def _engine(request: Request) -> Engine:
    engine: Engine = request.app.state.engine
    return engine


TheEngine = Annotated[Engine, Depends(_engine)]
