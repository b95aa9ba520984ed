"""A clock for tests that wait for nothing."""


class SetClock:
    """Stands still until `now` is set. In seconds."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now
