"""Finds Tesseract and its languages, and runs it in a process with limits."""

import contextlib
import os
import re
import resource
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PACKAGES = "tesseract-ocr tesseract-ocr-eng tesseract-ocr-rus tesseract-ocr-kaz"

# Tesseract's names for the languages of records, which are ISO 639-1 codes.
# fmt: off
LANGUAGE_DATA: Mapping[str, str] = {
    "en": "eng", "ru": "rus", "kk": "kaz", "ky": "kir", "uz": "uzb", "tg": "tgk", "mn": "mon", "tr": "tur",
    "az": "aze", "tt": "tat", "uk": "ukr", "be": "bel", "bg": "bul", "sr": "srp", "hy": "hye", "ka": "kat",
    "de": "deu", "fr": "fra", "es": "spa", "it": "ita", "pt": "por", "nl": "nld", "pl": "pol", "cs": "ces",
    "sk": "slk", "hu": "hun", "ro": "ron", "sv": "swe", "da": "dan", "no": "nor", "nb": "nor", "fi": "fin",
    "et": "est", "lv": "lav", "lt": "lit", "el": "ell", "la": "lat", "ar": "ara", "fa": "fas", "he": "heb",
    "ur": "urd", "hi": "hin", "bn": "ben", "th": "tha", "vi": "vie", "id": "ind", "ko": "kor", "ja": "jpn",
    "zh": "chi_sim",
}
# fmt: on
_ALWAYS = ("eng", "rus", "kaz")  # together they cost an English page no accuracy and a tenth more time

# A page of 9 million pixels takes 200 MiB, one of 35 million 310 MiB.
_LIMITS: Mapping[int, int] = {
    resource.RLIMIT_AS: 1024 * 2**20,
    resource.RLIMIT_NOFILE: 64,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,
}
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TESSDATA_PREFIX")
_START_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tesseract:
    """The Tesseract of this machine: where it is, its version, the languages it has data for."""

    path: str
    version: str
    languages: tuple[str, ...]


def find_tesseract(command: str = "tesseract") -> Tesseract | None:
    """The Tesseract that can be called by this name; None when there is none that works. Takes about 50 ms."""
    path = shutil.which(command)
    if path is None:
        return None
    try:
        version = run([path, "--version"], b"", _START_S).decode("utf-8", "replace").split()
        listed = run([path, "--list-langs"], b"", _START_S).decode("utf-8", "replace").splitlines()
    except (OSError, subprocess.SubprocessError):
        return None
    languages = sorted(name for name in listed if re.fullmatch(r"\w+", name))
    return Tesseract(path=path, version=version[1] if len(version) > 1 else "", languages=tuple(languages))


def languages_for(tesseract: Tesseract, record_languages: Sequence[str] = ()) -> tuple[str, ...]:
    """Those to read with, in Tesseract's names and the order it prefers them: the record's, then the usual ones.

    `record_languages` are ISO 639-1 codes. What Tesseract has no data for is left out.
    """
    preferred = [LANGUAGE_DATA[code] for code in record_languages if code in LANGUAGE_DATA]
    return tuple(name for name in dict.fromkeys([*preferred, *_ALWAYS]) if name in tesseract.languages)


def run(command: Sequence[str], content: bytes, timeout_s: float) -> bytes:
    """What the command writes. The limits stand before it can have read any of the content."""
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**environment, "LC_ALL": "C", "OMP_THREAD_LIMIT": "1"},  # its threads wait more than they work
    ) as process:
        try:
            _limit(process.pid, timeout_s)
            output, errors = process.communicate(content, timeout=timeout_s)
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, output, errors)
    return output


def _limit(pid: int, timeout_s: float) -> None:
    if not hasattr(resource, "prlimit"):  # only Linux has it
        return
    for limit, value in {**_LIMITS, resource.RLIMIT_CPU: int(timeout_s) + 5}.items():
        # It has ended already, or has a lower limit that may not be raised.
        with contextlib.suppress(ProcessLookupError, PermissionError, ValueError):
            resource.prlimit(pid, limit, (value, value))


def failure_reason(error: subprocess.CalledProcessError) -> str:
    """How a command ended, and the last line it wrote about that."""
    lines = [line.strip() for line in error.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    said = "".join(letter if letter.isprintable() else "?" for letter in (lines or ["it wrote nothing"])[-1][:200])
    return f"exit status {error.returncode}: {said}"
