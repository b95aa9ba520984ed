"""The files of the web client as they are served: minified.

Scripts and styles lose their comments and white space, pages their indentation. There is nothing to build: an edited
file of `service/web` is served at the next reload.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

WEB = Path(__file__).parents[1] / "web"

_MEDIA_TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientFile:
    """What is sent of one file; `etag` names its content."""

    content: bytes
    media_type: str
    etag: str


def client_files() -> list[Path]:
    """Every file of the client that is served."""
    return [file for file in sorted(WEB.rglob("*")) if file.suffix in _MEDIA_TYPES]


def client_file(name: str) -> ClientFile | None:
    """The file of this name ("parts/dom.js"); None where the client has no such file."""
    # Looked up among the files that exist, so that no name can lead out of the folder.
    path = next((file for file in client_files() if file.relative_to(WEB).as_posix() == name), None)
    return None if path is None else _made(path.suffix, path.read_text("utf-8"))


# By content, so that an edited file is minified again; twice as many as there are files.
@lru_cache(maxsize=80)
def _made(suffix: str, text: str) -> ClientFile:
    content = minified(suffix, text).encode()
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    return ClientFile(content=content, media_type=_MEDIA_TYPES[suffix], etag=etag)


def minified(suffix: str, text: str) -> str:
    """The same script (".js"), style (".css"), page or picture in fewer characters.

    A template literal must not contain another: the minifier would take the inner one for code.
    """
    # Imported here, so that neither commands nor the start of the service wait for them.
    import rcssmin
    import rjsmin

    if suffix == ".js":
        return str(rjsmin.jsmin(text)) + "\n"
    if suffix == ".css":
        return str(rcssmin.cssmin(text)) + "\n"
    return re.sub(r"\n\s+", "\n", text)
