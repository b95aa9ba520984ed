"""Waiting for what another process or thread does."""

import time
from collections.abc import Callable

_LONGEST_PAUSE_S = 0.05


def wait_until(condition: Callable[[], bool], *, seconds: float = 600) -> None:
    """Asks again and again, less often as time goes on: what is waited for needs the processor as well."""
    end = time.monotonic() + seconds
    pause = 0.002
    while not condition():
        assert time.monotonic() < end
        time.sleep(pause)
        pause = min(1.5 * pause, _LONGEST_PAUSE_S)
