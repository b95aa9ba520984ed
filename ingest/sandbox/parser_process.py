"""A worker process: parser.py starts it as a module and sends it requests through its pipes."""

import contextlib
import faulthandler
import gc
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence

from pincite.ingest.errors import IngestError
from pincite.ingest.layout.word_boxes import Box
from pincite.ingest.ocr.recognition import Scan
from pincite.ingest.pdf.pdfium import draw_for_ocr, draw_page, read_pdf
from pincite.ingest.readers import read_media
from pincite.ingest.sandbox.confinement import confine
from pincite.ingest.sandbox.parser_limits import Limit, ParserLimits
from pincite.ingest.sandbox.pipe_frames import LIMIT, READY, REFUSAL, VALUE, frame, read_frame, write_frame
from pincite.ingest.sandbox.typed_serialization import Buffer, pack, unpack
from pincite.ingest.sandbox.worker_messages import LimitReached, Picture, Refusal, Request
from pincite.ingest.source import Source

# Freed when memory runs out, so that enough is left to report it.
_RESERVE = 2**20


def serve(read: Callable[[bytes, str, str], Source], arguments: Sequence[str]) -> int:
    """Confine this process, then answer requests with `read` until the pipe is closed; the exit status.

    arguments: the fields of ParserLimits as a JSON object, and how many files will be read at most.
    """
    limits, files = ParserLimits(**json.loads(arguments[0])), int(arguments[1])
    faulthandler.enable()
    requests, answers = _take_pipes()
    walls = confine(limits, files=files)
    # Loaded modules stay: collecting garbage among them after each file would take 15 ms.
    gc.freeze()
    with contextlib.suppress(BrokenPipeError):
        write_frame(answers, frame(READY, *pack(walls)))
        while received := read_frame(requests):
            request = unpack(Request, received[1], received[2])
            del received
            # In case no parent is left to stop this process.
            signal.alarm(int(limits.seconds) + 5)
            write_frame(answers, _answer(read, request, limits))
            signal.alarm(0)
            del request
            gc.collect()
    return 0


def _answer(read: Callable[[bytes, str, str], Source], request: Request, limits: ParserLimits) -> list[Buffer]:
    reserve: bytearray | None = bytearray(_RESERVE)
    try:
        structure, parts = pack(_value(read, request))
    except IngestError as error:
        return frame(REFUSAL, *pack(Refusal(error=type(error).__name__, message=str(error))))
    except MemoryError:
        reserve = None
        return _limit_reached("memory_mib")
    except Exception as error:
        traceback.print_exc()
        return frame(REFUSAL, *pack(Refusal(error=None, message=_described(error))))
    finally:
        del reserve
    if len(structure) + sum(map(len, parts)) > limits.output_mib * 2**20:
        return _limit_reached("output_mib")
    return frame(VALUE, structure, parts)


def _value(read: Callable[[bytes, str, str], Source], request: Request) -> Source | Picture | Scan:
    if request.scan is not None:
        return draw_for_ocr(request.content, request.scan, request.name)
    if request.recognised is not None:
        return read_pdf(request.content, request.name, request.recognised)
    if request.drawing is None:
        return read(request.content, request.name, request.media_type)
    marked = [Box(*box) for box in request.drawing.marked]
    return Picture(png=draw_page(request.content, request.drawing.number, scale=request.drawing.scale, marked=marked))


def _limit_reached(limit: Limit) -> list[Buffer]:
    return frame(LIMIT, *pack(LimitReached(limit=limit)))


def _described(error: Exception) -> str:
    """What went wrong and where: "KeyError: '/Kids' (pdf.py, line 31)"."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    file = os.path.basename(place.filename)  # noqa: PTH119
    return f"{type(error).__name__}: {str(error)[:200]} ({file}, line {place.lineno})"


def _take_pipes() -> tuple[int, int]:
    """The pipes for requests and answers, out of reach of what libraries print."""
    requests, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    return requests, answers


if __name__ == "__main__":
    sys.exit(serve(read_media, sys.argv[1:]))
