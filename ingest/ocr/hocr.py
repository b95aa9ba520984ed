"""hOCR, what Tesseract writes of a page: XHTML whose `title` attributes say where things stand, in pixels.

    <span class='ocr_line' title="bbox 301 272 2055 309; baseline 0.002 -9; x_size 37">
      <span class='ocrx_word' title='bbox 301 272 505 300; x_wconf 96'>Introduction</span>

Tesseract's TSV knows neither the size of a line nor how it is turned. http://kba.github.io/hocr-spec/1.2/
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree import ElementTree

_WORD = "ocrx_word"


class BadHocr(ValueError):
    """This is not hOCR as Tesseract writes it."""


class HocrWord(NamedTuple):
    """A word, the edges of its ink from the left and top of the picture, and how sure Tesseract is, in per cent."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    sure: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HocrLine:
    """The words of a line, its baseline (in the middle, if it slants), and its size from ascender to descender.

    angle: how far it is turned counterclockwise: 0, 90, 180 or 270 degrees. Only level lines have a baseline.
    """

    words: tuple[HocrWord, ...]
    baseline: float
    size: float
    angle: int


def read_hocr(content: bytes) -> list[HocrLine]:
    """The lines of a page with their words, in the order of the file. Raises BadHocr."""
    try:
        return [line for element in ElementTree.fromstring(content).iter() if (line := _line(element)).words]
    except (ElementTree.ParseError, KeyError, IndexError, ValueError, OverflowError) as error:
        raise BadHocr(f"its hOCR cannot be read: {type(error).__name__} {error}") from error


def _line(element: ElementTree.Element) -> HocrLine:
    """The line that consists of the words directly in this element, where there are any."""
    words = [word for child in element if child.get("class") == _WORD and (word := _word(child)).text]
    if not words:
        return HocrLine(words=(), baseline=0.0, size=1.0, angle=0)
    properties = _properties(element)
    x0, _, x1, y1 = properties["bbox"]
    slope, offset = properties.get("baseline", (0.0, 0.0))
    turned = properties.get("textangle", (0.0,))[0]
    size = properties["x_size"][0] if "x_size" in properties else max(word.y1 - word.y0 for word in words)
    return HocrLine(
        words=tuple(words),
        baseline=y1 + offset + slope * (x1 - x0) / 2,
        size=max(size, 1.0),
        angle=round(turned / 90) % 4 * 90,
    )


def _word(element: ElementTree.Element) -> HocrWord:
    properties = _properties(element)
    x0, y0, x1, y1 = properties["bbox"]
    return HocrWord("".join("".join(element.itertext()).split()), x0, y0, x1, y1, properties["x_wconf"][0])


def _properties(element: ElementTree.Element) -> Mapping[str, tuple[float, ...]]:
    """The numbers in the title: {"bbox": (301, 272, 2055, 309), ...}."""
    found = {}
    for part in element.get("title", "").split(";"):
        name, *values = re.split(r"\s+", part.strip())
        numbers = [float(value) for value in values if re.fullmatch(r"-?[\d.]+(?:e-?\d+)?", value)]
        if len(numbers) == len(values) and all(map(math.isfinite, numbers)):
            found[name] = tuple(numbers)
    return found
