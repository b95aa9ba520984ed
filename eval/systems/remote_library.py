"""A running service, searched and asked over HTTP: the only module of the evaluation that is a client of anything."""

import time
from collections.abc import Collection, Mapping
from typing import Any, Self
from urllib.parse import quote

import httpx

from pincite.eval.errors import QueryRefused, SystemUnavailable
from pincite.eval.systems.system import INSERTS, CitedPage, Quotation, Reply, RetrievedPassage, cited_page
from pincite.index.search import Mode

_TIMEOUT_S = 60.0
_PAUSE_S = 0.1
_BAD_QUERY = "bad-query"


class _Starting(SystemUnavailable):
    """The service has not opened its snapshot yet."""


class RemoteLibrary:
    """The service at `url`, such as http://127.0.0.1:8000. To be closed."""

    def __init__(self, url: str, *, transport: httpx.BaseTransport | None = None) -> None:
        if not url.startswith(("http://", "https://")):
            raise SystemUnavailable(f"{url!r} is not an address; write it like http://127.0.0.1:8000")
        self.url = url.rstrip("/")
        self._client = httpx.Client(base_url=self.url, timeout=_TIMEOUT_S, transport=transport)
        self._cited = dict[tuple[str, int | None, int | None], tuple[CitedPage, ...]]()

    def __enter__(self) -> Self:
        # Asked once: what is evaluated is what serves now, or nothing.
        self.snapshot: str = self._ready()["snapshot"]
        self.documents = frozenset(str(document["id"]) for document in self._get("/v1/documents")["documents"])
        self.versions: Mapping[str, str] = {"pincite": self._get("/openapi.json")["info"]["version"]}
        return self

    def __exit__(self, *error: object) -> None:
        self._client.close()

    def texts(self, documents: Collection[str]) -> dict[str, dict[str, str]]:
        return {
            name: {passage["id"]: passage["text"] for passage in self._passages(name)} for name in sorted(documents)
        }

    def search(self, text: str, *, mode: Mode, k: int) -> tuple[RetrievedPassage, ...]:
        found = self._post("/v1/search", {"query": text, "mode": mode, "k": k})
        self._check_snapshot(found["snapshot"])
        return tuple(_retrieved(hit) for hit in found["hits"])

    def ask(self, text: str) -> Reply:
        answer = self._post("/v1/ask", {"question": text})
        self._check_snapshot(answer["snapshot"])
        return Reply(
            answered=answer["status"] == "answered",
            text=" ".join(sentence["text"] for sentence in answer["sentences"]),
            confidence=answer["confidence"],
            citations=tuple(self._quotation(cited) for cited in answer["citations"]),
        )

    def _ready(self) -> Any:
        """What /readyz says, once a service that is starting has started."""
        end = time.monotonic() + _TIMEOUT_S
        while True:
            try:
                return self._get("/readyz")
            except _Starting:
                if time.monotonic() > end:
                    raise
                time.sleep(_PAUSE_S)

    def _quotation(self, cited: Mapping[str, Any]) -> Quotation:
        pages = self._pages(cited["document_id"], cited["pages"]["first"], cited["pages"]["last"])
        return Quotation(
            document_id=cited["document_id"],
            quote=cited["quote"],
            pages=tuple(page.text for page in pages),
            flows=tuple(page.flow for page in pages),
        )

    def _pages(self, document_id: str, first: int | None, last: int | None) -> tuple[CitedPage, ...]:
        key = (document_id, first, last)
        if key not in self._cited:
            address = f"/v1/documents/{quote(document_id, safe='')}/pages"
            if first is None or last is None:
                self._cited[key] = tuple(cited_page(passage["text"], ()) for passage in self._passages(document_id))
            else:
                self._cited[key] = tuple(
                    _cited_page(self._get(f"{address}/{number}")) for number in range(first, last + 1)
                )
        return self._cited[key]

    def _passages(self, document_id: str) -> list[dict[str, Any]]:
        passages: list[dict[str, Any]] = self._get(f"/v1/documents/{quote(document_id, safe='')}/passages")["passages"]
        return passages

    def _check_snapshot(self, snapshot: str) -> None:
        if snapshot != self.snapshot:
            raise SystemUnavailable(
                f"{self.url}: another snapshot began to serve meanwhile ({snapshot} after {self.snapshot}); "
                "evaluate again when nothing is being added"
            )

    def _get(self, path: str) -> Any:
        return self._sent(self._client.build_request("GET", path))

    def _post(self, path: str, body: Mapping[str, Any]) -> Any:
        return self._sent(self._client.build_request("POST", path, json=body))

    def _sent(self, request: httpx.Request) -> Any:
        """The JSON that comes back. Raises QueryRefused for a question that is no question, else SystemUnavailable."""
        where = f"{self.url}{request.url.path}"
        try:
            response = self._client.send(request)
            body = response.json()
        except httpx.HTTPError as error:
            raise SystemUnavailable(
                f"{where}: no answer ({error or type(error).__name__}); start it with: pincite serve"
            ) from error
        except ValueError as error:
            raise SystemUnavailable(f"{where}: did not answer in JSON; is this the address of Pincite?") from error
        if response.is_success:
            return body
        problem = body if isinstance(body, dict) else {}
        detail = problem.get("detail") or f"HTTP status {response.status_code}"
        if problem.get("state") == "starting":
            raise _Starting(f"{where}: {detail}")
        if str(problem.get("type", "")).endswith(f"#{_BAD_QUERY}"):
            raise QueryRefused(str(detail))
        raise SystemUnavailable(f"{where}: {detail}")


def _retrieved(hit: Mapping[str, Any]) -> RetrievedPassage:
    passage, citation = hit["passage"], hit["citation"]
    return RetrievedPassage(
        passage_id=passage["id"],
        document_id=passage["document_id"],
        text=passage["text"],
        first_page=citation["pages"]["first"],
        last_page=citation["pages"]["last"],
        url=citation["url"],
    )


def _cited_page(page: Mapping[str, Any]) -> CitedPage:
    inserts = [span for marked in page["passages"] if marked["kind"] in INSERTS for span in marked["spans"]]
    return cited_page(page["text"], [(start, end) for start, end in inserts])
