"""Reads pictures of pages with Tesseract, where it is installed.

    Scan    ──  grey values, behind a header made here  ──▶  tesseract, a process with limits
            ◀─  hOCR: words, lines, how sure it is      ──   words with boxes, as a page with text has them

Tesseract never gets a user's file, only the grey values of a page that was drawn elsewhere. The header is made here
because Tesseract takes anything that it does not know as a picture for a list of files to open.
"""

import subprocess
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pincite.ingest.document import Page
from pincite.ingest.errors import PageNotRecognised, UnreadableFile
from pincite.ingest.layout.word_boxes import Box, Word
from pincite.ingest.ocr.hocr import BadHocr, HocrLine, read_hocr
from pincite.ingest.ocr.tesseract import Tesseract, failure_reason, run

DPI = 300  # what Tesseract's models were made for; 600 takes twice the time and finds the same words
MOST_PIXELS = 40_000_000  # an A2 page at 300 dpi; Tesseract holds 310 MiB for it
_UNDECODABLE = 0.3  # of a page's characters; with more, OCR of its picture reads better than the file's own text
_SURE = 30  # per cent: on a poor scan three in four of the words below are wrong
_CLEAR = 60  # per cent, over the page: words made of specks, or of writing by hand, stay below
_SIZES_APART = 1.15  # Tesseract measures one font up to this much apart from line to line
_DESCENT = 0.24  # of the size: how far letters reach below the baseline


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scan:
    """A page as it is displayed, in grey: uint8[height, width], 0 is black, `dpi` pixels an inch."""

    pixels: NDArray[np.uint8] = field(repr=False)
    dpi: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognisedPage:
    """The words in a picture of a page, in the order Tesseract read them; `sideways` are those across the others.

    turn: by how many degrees clockwise (0, 90, 180, 270) the page must be turned to be read; the boxes are those on
    the page so turned. unsure: the share of the characters, kept or not, of which Tesseract is not sure.
    """

    words: tuple[Word, ...]
    sideways: tuple[Word, ...] = ()
    turn: int = 0
    unsure: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """The outcome for the pages of a file, by page number: what was read, or why nothing was."""

    pages: Mapping[int, RecognisedPage]
    failures: Mapping[int, str]


def pages_to_recognise(pages: Sequence[Page]) -> tuple[int, ...]:
    """The numbers of the pages that are pictures, and of those whose letters the file does not say."""
    return tuple(
        page.number for page in pages if page.width and (page.reading == "nothing" or page.undecodable > _UNDECODABLE)
    )


def recognise_pages(
    numbers: Sequence[int],
    draw: Callable[[int], Scan],
    read: Callable[[int, Scan], RecognisedPage],
    *,
    workers: int = 1,
    budget_s: float = 1800,
) -> Recognition:
    """The pages drawn and read, `workers` at a time; once `budget_s` is spent no further page is begun.

    A page that cannot be drawn or read is among the failures; only what concerns more than the file is raised.
    """
    deadline = time.monotonic() + budget_s

    def attempt(number: int) -> RecognisedPage | str:
        if time.monotonic() > deadline:
            return f"page {number}: the {budget_s:g} seconds for the OCR of one file are spent; split the file"
        try:
            scan = draw(number)
            if scan.pixels.size and scan.pixels.min() == scan.pixels.max():
                return f"page {number}: it is blank"
            found = read(number, scan)
        except (PageNotRecognised, UnreadableFile) as error:
            return str(error)
        return found if found.words or found.sideways else f"page {number}: OCR finds no text in its picture"

    with ThreadPoolExecutor(workers, thread_name_prefix="ocr") as threads:
        try:
            outcomes = dict(zip(numbers, threads.map(attempt, numbers), strict=True))
        finally:
            threads.shutdown(cancel_futures=True)
    return Recognition(
        pages={number: found for number, found in outcomes.items() if isinstance(found, RecognisedPage)},
        failures={number: reason for number, reason in outcomes.items() if isinstance(reason, str)},
    )


def recognise(
    scan: Scan, tesseract: Tesseract, *, languages: Sequence[str], where: str, timeout_s: float = 60
) -> RecognisedPage:
    """The words in the scan; `where` names its page in messages, `languages` are Tesseract's names.

    Raises PageNotRecognised when Tesseract fails, takes too long or has no data for a language, and when the picture
    is too unclear for its words to be trusted.
    """
    _check(scan, tesseract, languages, where)
    lines = _lines(scan, tesseract, languages, where=where, timeout_s=timeout_s)
    turn = _turn(lines)
    if turn:
        turned = np.ascontiguousarray(np.rot90(scan.pixels, -turn // 90))
        scan = Scan(pixels=turned, dpi=scan.dpi)
        lines = _lines(scan, tesseract, languages, where=where, timeout_s=timeout_s)
    sureness = _mean_sureness(lines)
    if lines and sureness < _CLEAR:
        raise PageNotRecognised(
            f"{where}: its picture is too unclear for OCR, which is only {sureness:.0f} % sure of what it reads; "
            "if it holds text, scan it again at 300 dpi"
        )
    # Lines, not words: among words that are read well Tesseract doubts the unusual ones, such as names.
    kept = [line for line in lines if _mean_sureness([line]) >= _SURE]
    letters = [(len(word.text), word.sure < _SURE) for line in lines for word in line.words]
    return RecognisedPage(
        words=_words([line for line in kept if not line.angle], 72 / scan.dpi),
        sideways=_words([line for line in kept if line.angle], 72 / scan.dpi),
        turn=turn,
        unsure=sum(count for count, doubted in letters if doubted) / max(sum(count for count, _ in letters), 1),
    )


def _mean_sureness(lines: Sequence[HocrLine]) -> float:
    """How sure Tesseract is of the characters, in per cent."""
    letters = [(len(word.text), word.sure) for line in lines for word in line.words]
    return sum(count * sure for count, sure in letters) / max(sum(count for count, _ in letters), 1)


def _check(scan: Scan, tesseract: Tesseract, languages: Sequence[str], where: str) -> None:
    """The picture may come from a process that a file has taken over."""
    pixels = scan.pixels
    if pixels.ndim != 2 or pixels.dtype != np.uint8 or not 0 < pixels.size <= MOST_PIXELS or not scan.dpi > 0:
        raise PageNotRecognised(f"{where}: {pixels.dtype}{list(pixels.shape)} is no picture of a page")
    missing = [name for name in languages if name not in tesseract.languages]
    if missing or not languages:
        package = f"tesseract-ocr-{(missing or ['eng'])[0].replace('_', '-')}"
        raise PageNotRecognised(
            f"{where}: {tesseract.path} has no data for {', '.join(missing) or 'any language'}; "
            f"install it (Debian: apt-get install {package})"
        )


def _lines(
    scan: Scan, tesseract: Tesseract, languages: Sequence[str], *, where: str, timeout_s: float
) -> list[HocrLine]:
    height, width = scan.pixels.shape
    modes = ["--psm", "1"] if "osd" in tesseract.languages else ["--psm", "3"]  # 1 finds pages that lie on their side
    command = [tesseract.path, "stdin", "stdout", "-l", "+".join(languages), "--dpi", f"{scan.dpi:.0f}", *modes]
    content = b"P5 %d %d 255\n" % (width, height) + scan.pixels.tobytes()
    try:
        return read_hocr(run([*command, "-c", "tessedit_create_hocr=1"], content, timeout_s))
    except subprocess.TimeoutExpired as error:
        raise PageNotRecognised(f"{where}: OCR takes longer than {timeout_s:g} seconds; leave the page out") from error
    except subprocess.CalledProcessError as error:
        raise PageNotRecognised(
            f"{where}: Tesseract failed ({failure_reason(error)}); try another version of it"
        ) from error
    except (OSError, BadHocr) as error:
        raise PageNotRecognised(f"{where}: Tesseract does not work ({error}); install it again") from error


def _turn(lines: Sequence[HocrLine]) -> int:
    """By how many degrees clockwise the page must be turned so that most of it is level."""
    letters: Counter[int] = Counter()
    for line in lines:
        letters[line.angle] += sum(len(word.text) for word in line.words)
    return max(letters, key=lambda angle: (letters[angle], -angle), default=0)


def _words(lines: Sequence[HocrLine], points: float) -> tuple[Word, ...]:
    """The words of the lines, `points` to a pixel. All words of a level line reach from its top to its foot.

    Layout groups words into rows by the feet of their boxes. Boxes of the ink alone would not do: a comma, a dash and a
    capital have different feet, and so have the two ends of a line that was scanned at a slant.
    """
    usual = _usual_sizes(lines)
    words = []
    for line in lines:
        size = usual[round(line.size)]
        foot = line.baseline + _DESCENT * size
        for word in line.words:
            upper, lower = (word.y0, word.y1) if line.angle else (foot - size, foot)
            box = Box(*(round(edge * points, 2) for edge in (word.x0, upper, word.x1, lower)))
            words.append(Word(word.text, box, round(size * points, 2)))
    return tuple(words)


def _usual_sizes(lines: Sequence[HocrLine]) -> Mapping[int, int]:
    """For each size of a line, in whole pixels, the common size that it is a measurement of."""
    letters: Counter[int] = Counter()
    for line in lines:
        letters[round(line.size)] += sum(len(word.text) for word in line.words)
    usual: dict[int, int] = {}
    for size in sorted(letters, key=lambda size: (-letters[size], size)):
        near = (one for one in usual.values() if max(one, size) <= _SIZES_APART * min(one, size))
        usual[size] = next(near, size)
    return usual
