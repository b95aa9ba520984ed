import pytest

from pincite.index.language.cyrillic import sound
from pincite.index.language.sounds import Sounds

SOUNDS = Sounds(["jumashov", "khan", "nazarbayev", "tariff", "zhumashov", "əuezov", "1991"])


@pytest.mark.parametrize(
    ("name", "term"),
    [("nazarbaev", "nazarbayev"), ("zhumashov", "jumashov"), ("tarif", "tariff")],
)
def test_a_name_is_found_by_its_sound(name: str, term: str) -> None:
    match = SOUNDS.most_like(sound(name))
    assert match is not None
    assert match.term == term
    assert match.percent >= 84


@pytest.mark.parametrize("name", ["han", "mazarbaev", "xyz", "", "1991"])
def test_short_and_other_names_are_not_found(name: str) -> None:
    assert SOUNDS.most_like(sound(name)) is None
