"""Whose requests are taken."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from asked_app import problem_of
from fastapi.testclient import TestClient

from pincite.service.engine import Engine
from pincite.service.http.app import create_app
from pincite.service.http.request_guard import RequestLimits, hosts_of

HERE = "http://127.0.0.1:8000"


def client_of(data: Path, limits: RequestLimits | None = None) -> TestClient:
    return TestClient(create_app(Engine(data), limits=limits), base_url=HERE)


@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        ({}, True),  # curl, scripts, tools
        ({"Origin": HERE}, True),
        ({"Origin": HERE, "Sec-Fetch-Site": "same-origin"}, True),
        ({"Origin": "https://pincite.example", "Sec-Fetch-Site": "same-origin"}, True),  # behind a proxy
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Origin": "http://127.0.0.1:9000"}, False),
        ({"Origin": "https://elsewhere.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": HERE, "Sec-Fetch-Site": "cross-site"}, False),
        ({"Origin": HERE, "Sec-Fetch-Site": "same-site"}, False),
    ],
)
def test_a_page_of_another_site_changes_nothing(tmp_path: Path, headers: Mapping[str, str], taken: bool) -> None:
    client = client_of(tmp_path)
    for method, path in (("POST", "/v1/search"), ("POST", "/v1/documents"), ("DELETE", "/v1/documents/a")):
        response = client.request(method, path, headers=headers)
        if taken:
            assert response.status_code not in (403, 421)
        else:
            assert "nothing was done" in problem_of(response, 403, "other-origin")["detail"]
            assert response.headers["x-content-type-options"] == "nosniff"
    assert client.get("/healthz", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("host", "taken"),
    [
        ("127.0.0.1:8000", True),
        ("127.3.2.1", True),
        ("localhost", True),
        ("LOCALHOST:8000", True),
        ("[::1]:8000", True),
        ("pincite.example", True),
        ("elsewhere.example", False),
        ("127.0.0.1.elsewhere.example", False),
        ("127.0.0.1@elsewhere.example", False),
        ("192.168.0.7:8000", False),
        ("[::1", False),
        ("", False),
    ],
)
def test_a_service_for_one_machine_is_called_by_its_names_only(tmp_path: Path, host: str, taken: bool) -> None:
    limits = RequestLimits(hosts=hosts_of("127.0.0.1", ("Pincite.example",)))
    response = client_of(tmp_path, limits).get("/healthz", headers={"Host": host})
    if taken:
        assert response.status_code == 200
    else:
        assert "PINCITE_HOSTS" in problem_of(response, 421, "other-host")["detail"]


def test_a_service_that_others_reach_is_called_by_any_name_unless_names_are_given() -> None:
    assert hosts_of("0.0.0.0", ()) is None
    assert hosts_of("192.168.0.7", ("papers.lan",)) == frozenset({"papers.lan"})
