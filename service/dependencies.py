"""What routes are given, named as types."""

from typing import Annotated

from fastapi import Depends, Request

from service.engine import Engine
from service.picture import Painter


def _engine(request: Request) -> Engine:
    engine: Engine = request.app.state.engine
    return engine


def _painter(request: Request) -> Painter:
    painter: Painter = request.app.state.painter
    return painter


TheEngine = Annotated[Engine, Depends(_engine)]
ThePainter = Annotated[Painter, Depends(_painter)]
