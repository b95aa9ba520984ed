"""PDF files that are damaged or odd, made by changing good ones; the same files at every run."""

import io
import random
import re
from collections.abc import Callable, Iterator, Sequence

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas
from typeset import pdf, with_labels

_NUMBER = re.compile(rb"(?<![\w.#])-?\d+")
_REFERENCE = re.compile(rb"\d+ 0 R\b")
_NAME = re.compile(rb"/[A-Z]\w+")
_NUMBERS = (b"0", b"-1", b"1", b"65536", b"2147483648", b"-2147483649", b"9" * 20, b"1e9", b"0.0000001")


def mutants(originals: Sequence[bytes], count: int, *, seed: int) -> Iterator[tuple[str, bytes]]:
    """`count` files, each with a name that says how it was made, and the bytes."""
    choose = random.Random(seed)
    for number in range(count):
        content = originals[number % len(originals)]
        done = []
        for _ in range(choose.choice((1, 1, 2, 4))):
            change = choose.choice(_CHANGES)
            content = change(content, choose)
            done.append(change.__name__)
        yield f"{number:05d}-{'-'.join(done)}.pdf", content


def originals() -> list[bytes]:
    """Good files to damage: compressed and not, with labels, encrypted, of several fonts and many pages."""
    lines = ["For thirty years now the Republic of", "Kazakhstan has bordered both Russia and China."]
    plain = pdf([lines, ["It trades with them."], []], title="On Soft Power", author="Jane Doe")
    return [
        plain,
        with_labels(plain, [(0, 1, "/r", None, 11), (2, 2, "/D", "A-", 1023)]),
        _locked(lines),
        pdf([[f"TextLine {line} of page {page}." for line in range(30)] for page in range(4)]),
    ]


def _locked(lines: Sequence[str]) -> bytes:
    """A PDF that opens without a password; encrypted by reportlab, which can do it without chance."""
    file = io.BytesIO()
    canvas = Canvas(file, invariant=True, encrypt=StandardEncryption("", ownerPassword="owner", strength=128))
    for number, line in enumerate(lines):
        canvas.drawString(72, 700 - 20 * number, line)
    canvas.save()
    return file.getvalue()


def _stretch(content: bytes, choose: random.Random, longest: int = 400) -> tuple[int, int]:
    start = choose.randrange(max(len(content), 1))
    return start, min(len(content), start + choose.randrange(1, longest))


def flip(content: bytes, choose: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(choose.choice((1, 5, 50))):
        if changed:
            changed[choose.randrange(len(changed))] ^= 1 << choose.randrange(8)
    return bytes(changed)


def truncate(content: bytes, choose: random.Random) -> bytes:
    return content[: choose.randrange(20, max(len(content), 21))]


def remove(content: bytes, choose: random.Random) -> bytes:
    start, end = _stretch(content, choose)
    return content[:start] + content[end:]


def duplicate(content: bytes, choose: random.Random) -> bytes:
    start, end = _stretch(content, choose)
    return content[:end] + content[start:end] * choose.choice((1, 2, 100)) + content[end:]


def swap(content: bytes, choose: random.Random) -> bytes:
    (a, b), (c, d) = sorted((_stretch(content, choose), _stretch(content, choose)))
    b = min(b, c)
    return content[:a] + content[c:d] + content[b:c] + content[a:b] + content[d:]


def inflate(content: bytes, choose: random.Random) -> bytes:
    return _replace(_NUMBER, content, choose, lambda _: choose.choice(_NUMBERS))


def redirect(content: bytes, choose: random.Random) -> bytes:
    return _replace(_REFERENCE, content, choose, choose.choice)


def rename(content: bytes, choose: random.Random) -> bytes:
    return _replace(_NAME, content, choose, choose.choice)


def erase(content: bytes, choose: random.Random) -> bytes:
    start, end = _stretch(content, choose)
    return content[:start] + bytes(choose.choice((0, 10, 32, 255)) for _ in range(start, end)) + content[end:]


_CHANGES = (flip, truncate, remove, duplicate, swap, inflate, redirect, rename, erase)


def _replace(
    pattern: re.Pattern[bytes], content: bytes, choose: random.Random, new: Callable[[list[bytes]], bytes]
) -> bytes:
    found = list(pattern.finditer(content))
    if not found:
        return content
    texts = [match.group() for match in found]
    for match in sorted(choose.sample(found, min(len(found), choose.choice((1, 1, 3)))), key=lambda m: -m.start()):
        content = content[: match.start()] + new(texts) + content[match.end() :]
    return content
