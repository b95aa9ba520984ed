"""Years in the dates that files state."""

import pytest

from pincite.ingest.writing.years import stated_year


@pytest.mark.parametrize(
    ("date", "year"), [("2019", 2019), ("20190513", 2019), ("13 мая 1899 г.", 1899), ("2019-05-13T00:00:00Z", 2019)]
)
def test_a_date_has_a_year(date: str, year: int) -> None:
    assert stated_year(date) == year


@pytest.mark.parametrize("date", ["", "undated", "0101-01-01", "120190"])
def test_other_texts_have_none(date: str) -> None:
    assert stated_year(date) is None
