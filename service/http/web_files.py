"""The files of the web client as browsers get them: without what only their writers need.

Scripts and style lose their comments and white space, pages their indentation. `service/web` stays as it is written,
a file that is edited is served at the next reload, and there is nothing to build.
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


def client_file(name: str) -> ClientFile | None:
    """The file of this name; None where the client has no such file."""
    # Looked up among the names there are, so that no name can lead out of the folder.
    path = next((file for file in WEB.iterdir() if file.name == name and file.suffix in _MEDIA_TYPES), None)
    return None if path is None else _made(path.suffix, path.read_text("utf-8"))


# By the content, so that an edited file is made anew; twice as many as there are files.
@lru_cache(maxsize=80)
def _made(suffix: str, text: str) -> ClientFile:
    content = minified(suffix, text).encode()
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    return ClientFile(content=content, media_type=_MEDIA_TYPES[suffix], etag=etag)


def minified(suffix: str, text: str) -> str:
    """The same script (".js"), style (".css"), page or picture in fewer characters.

    A template literal must not stand inside another: the minifier would take the inner one for code.
    """
    # Here, so that neither commands nor the start of the service wait for them.
    import rcssmin
    import rjsmin

    if suffix == ".js":
        return str(rjsmin.jsmin(text)) + "\n"
    if suffix == ".css":
        return str(rcssmin.cssmin(text)) + "\n"
    return re.sub(r"\n\s+", "\n", text)
