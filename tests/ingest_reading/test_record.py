"""Records and citation keys."""

from typing import Any

import pytest

from pincite.ingest.errors import BadRecord
from pincite.ingest.record import citation_key, read_record

GOOD: dict[str, Any] = {"id": "nye1990", "title": "Soft power", "author": [{"family": "Nye", "given": "Joseph S."}]}


def test_a_record_is_read() -> None:
    record = read_record({**GOOD, "issued": {"date-parts": [[1990]], "circa": True}, "language": "en-US"}, where="x")
    assert (record.year, record.circa, record.language) == (1990, True, "en")
    assert [str(author) for author in record.authors] == ["Joseph S. Nye"]


def test_an_organisation_is_an_author() -> None:
    record = read_record({**GOOD, "author": [{"literal": "World Bank"}]}, where="x")
    assert (str(record.authors[0]), record.authors[0].literal) == ("World Bank", True)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"id": ""}, "'id' must be a citation key"),
        ({"id": "../etc/passwd"}, "'id' must be a citation key"),
        ({"title": "  "}, "'title' is missing or empty"),
        ({"author": "Nye"}, "'author' must be a list"),
        ({"author": [{"given": "Joseph"}]}, "needs 'family'"),
        ({"issued": {"date-parts": [["soon"]]}}, "'issued' must be like"),
        ({"issued": "1990"}, "'issued' must be like"),
        ({"language": 5}, "'language' must be a code"),
    ],
)
def test_a_bad_record_is_refused_with_its_field(change: dict[str, Any], told: str) -> None:
    with pytest.raises(BadRecord, match=told):
        read_record({**GOOD, **change}, where="library.json")


def test_a_record_must_be_an_object() -> None:
    with pytest.raises(BadRecord, match="must be a JSON object"):
        read_record(["nye1990"], where="library.json")


@pytest.mark.parametrize(
    ("family", "year", "fallback", "key"),
    [
        ("Yessirkep", 2025, "x", "yessirkep2025"),
        ("Müller-Özil", 2020, "x", "muller-ozil2020"),
        ("", None, "My Paper (final).v2", "my-paper-final-.v2"),
        ("", None, "статья", "statya"),
        ("Петров", 2011, "x", "petrov2011"),
        ("Алексеев-Объёмный", 2011, "x", "alekseev-obemnyy2011"),
        ("Әбдіғали", 2020, "x", "abdighali2020"),
        ("", None, "港口", "gangkou"),
        ("Sørensen", 1999, "x", "sorensen1999"),
        ("O’Neill", 1999, "x", "o-neill1999"),
        ("", None, "№ —", "no"),
        ("", None, "— —", "document"),
    ],
)
def test_citation_keys_are_readable_and_plain(family: str, year: int | None, fallback: str, key: str) -> None:
    assert citation_key(family=family, year=year, fallback=fallback) == key
