"""Texts as a converter leaves them: typeset on pages, then run together, with what the pages left behind.

Every text comes with the offsets where its pages begin. The words are made up and mean nothing.
"""

import random
from dataclasses import dataclass, field

_SYLLABLES = ["ka", "ta", "mor", "len", "vi", "sha", "do", "ren", "pel", "tu", "gri", "so", "na", "bel", "or", "ith"]
_WIDTH, _LINES = 78, 34


@dataclass
class LostPages:
    """A text in the making: `parts` are put together with blank lines, `starts` are where the pages begin."""

    text: str = ""
    starts: list[int] = field(default_factory=list)

    def add(self, part: str, *, begins: bool = False) -> None:
        if self.text:
            self.text += "\n\n"
        if begins:
            self.starts.append(len(self.text))
        self.text += part


def words(chance: random.Random, count: int) -> list[str]:
    return ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 3))) for _ in range(count)]


def sentence(chance: random.Random) -> str:
    made = words(chance, chance.randint(9, 24))
    return " ".join([made[0].capitalize(), *made[1:]]) + "."


def paragraph(chance: random.Random) -> str:
    return " ".join(sentence(chance) for _ in range(chance.randint(3, 7)))


def pages(chance: random.Random, count: int, *, lines: int = _LINES) -> list[list[tuple[str, bool]]]:
    """For each page its stretches of paragraphs; True for one that goes on with the page before."""
    made: list[list[tuple[str, bool]]] = []
    waiting: list[str] = []
    goes_on = False
    for _ in range(count):
        page: list[tuple[str, bool]] = []
        left = lines
        while left > 0:
            waiting = waiting or paragraph(chance).split()
            taken, used = _lines_of(waiting, left)
            page.append((" ".join(taken), goes_on))
            waiting = waiting[len(taken) :]
            goes_on = bool(waiting)
            left -= used
        made.append(page)
    return made


def _lines_of(waiting: list[str], most: int) -> tuple[list[str], int]:
    """The words that fit on at most so many lines, and the lines they take."""
    taken: list[str] = []
    used, width = 1, 0
    for word in waiting:
        if width + len(word) + 1 > _WIDTH:
            if used == most:
                break
            used, width = used + 1, 0
        width += len(word) + 1
        taken.append(word)
    return taken, used


def cut_text(seed: int, count: int) -> LostPages:
    """Paragraphs that are cut by a blank line at the end of their page, and nothing else."""
    lost = LostPages()
    for page in pages(random.Random(seed), count):
        for at, (part, _) in enumerate(page):
            lost.add(part, begins=at == 0)
    return lost


def noted_text(seed: int, count: int) -> LostPages:
    """As `cut_text`, with one to three notes at the foot of every page."""
    chance, lost, number = random.Random(seed), LostPages(), 1
    lost.add("1 Introduction")
    for index, page in enumerate(pages(chance, count)):
        for at, (part, _) in enumerate(page):
            lost.add(part, begins=at == 0 and index > 0)
        lost.add("---")
        for _ in range(chance.randint(1, 3)):
            lost.add(f"<sup>{number}</sup> {sentence(chance)}")
            number += 1
    lost.starts.insert(0, 0)
    return lost


def joined_text(seed: int, count: int) -> LostPages:
    """The same paragraphs made whole again: nothing tells of the pages."""
    lost, whole = LostPages(), list[str]()
    for page in pages(random.Random(seed), count):
        for part, goes_on in page:
            if goes_on:
                whole[-1] += f" {part}"
            else:
                whole.append(part)
    for part in whole:
        lost.add(part)
    return lost


def lined_text(seed: int, count: int, *, head: str = "", foot: str = "") -> LostPages:
    """A line at the head or foot of each page; "#" in it stands for the number of the page."""
    lost = LostPages()
    for number, page in enumerate(pages(random.Random(seed), count), start=1):
        if head:
            lost.add(head.replace("#", str(number)))
        for at, (part, _) in enumerate(page):
            lost.add(part, begins=at == 0)
        if foot:
            lost.add(foot.replace("#", str(number)))
    return lost


def contents_text(seed: int, chapters: int) -> LostPages:
    """A title page, contents with page numbers, and chapters that begin pages and end in the middle of one."""
    chance = random.Random(seed)
    titles = [" ".join(words(chance, 2)).capitalize() for _ in range(chapters)]
    bodies = [pages(random.Random(seed + at + 1), chance.randint(2, 4)) for at in range(chapters)]
    lost, number, listed = LostPages(), 3, []
    for title, body in zip(titles, bodies, strict=True):
        body[-1] = [(paragraph(chance), False), *body[-1][1:2]] if not body[-1][0][1] else body[-1][:2]
        listed.append(f"{title}.....\t{number}")
        number += len(body)
    lost.add("A study of nothing", begins=True)
    lost.add("Contents", begins=True)
    lost.add("\n".join(listed))
    for title, body in zip(titles, bodies, strict=True):
        for index, page in enumerate(body):
            if index == 0:
                lost.add(title, begins=True)
            for at, (part, _) in enumerate(page):
                lost.add(part, begins=at == 0 and index > 0)
    return lost
