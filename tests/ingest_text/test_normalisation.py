"""Every character in one form."""

import pytest

from pincite.ingest.text.mapped_text import map_source
from pincite.ingest.text.normalisation import normalise


@pytest.mark.parametrize(
    ("raw", "normal"),
    [
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("page\fnext", "page\n\nnext"),
        ("eﬃcient ﬁnding", "efficient finding"),
        ("co\u00adop\u200beration", "cooperation"),
        ("7\u00a0000\u202fkm", "7 000 km"),
        ("Tu\u0308rkiye и\u0306", "Türkiye й"),
        ("±5 μm ≤ қазақ ¹", "±5 μm ≤ қазақ ¹"),
    ],
)
def test_characters_are_brought_to_one_form(raw: str, normal: str) -> None:
    assert normalise(map_source(raw)).text == normal
