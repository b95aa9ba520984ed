"""How fast passages are embedded, and how long all of them take.

How many passages there are is known only once every document has been read: those to be read are taken to have as many
as those that were, on average.
"""

from collections import deque
from collections.abc import Callable

READING, PAGES, EMBEDDING = "reading documents", "reading pages", "embedding passages"
_WINDOW_S = 60.0  # what went on before says little about what is to come: other documents, other programs beside it
_APART_S = 1.0  # between two moments that are remembered
_SHORTEST_S = 5.0  # before that nothing is said
_MINUTE_S, _HOUR_S = 60, 3600


class Pace:
    """Notes how far the stages are, by the given clock, in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._moments: deque[tuple[float, int]] = deque()
        self._read = self._files = 0
        self._done = self._total = 0
        self._documents = 0  # that passages were counted of

    def note(self, stage: str, done: int, total: int) -> None:
        """Note how far a stage is."""
        if stage == READING:
            self._read, self._files = done, total
        elif stage == EMBEDDING:
            self._documents += total > self._total
            self._done, self._total = done, total
            now = self._clock()
            if not self._moments or now - self._moments[-1][0] >= _APART_S:
                self._moments.append((now, done))
            while len(self._moments) > 1 and now - self._moments[1][0] >= _WINDOW_S:
                self._moments.popleft()

    def per_second(self) -> float:
        """Passages a second in the last minute; 0 while that is not known."""
        if not self._moments:
            return 0.0
        since, before = self._moments[0]
        took_s = self._clock() - since
        return (self._done - before) / took_s if took_s >= _SHORTEST_S else 0.0

    def left_s(self) -> float | None:
        """For how many seconds it goes on at this pace; None while that is not known."""
        pace = self.per_second()
        if not pace:
            return None
        to_read = max(0, self._files - self._read - 1)  # the one that is read now is counted already
        return (self._total - self._done + to_read * self._total / self._documents) / pace

    def words(self) -> str:
        """Both in words: "21 a second, about 8 minutes left"; empty while they are not known."""
        pace, left_s = self.per_second(), self.left_s()
        if left_s is None:
            return ""
        return f"{pace:.0f} a second, {_left(left_s)}" if pace >= 1 else f"{pace * 60:.0f} a minute, {_left(left_s)}"


def _left(seconds: float) -> str:
    if seconds < _MINUTE_S:
        return "less than a minute left"
    number, unit = (seconds / _MINUTE_S, "minute") if seconds < 1.5 * _HOUR_S else (seconds / _HOUR_S, "hour")
    return f"about {number:.0f} {unit}{'' if round(number) == 1 else 's'} left"
