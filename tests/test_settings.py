"""The settings of the service."""

from pathlib import Path

import pytest

from service.errors import BadSetting
from service.settings import Settings, read_settings


def test_without_an_environment_the_defaults_hold() -> None:
    assert read_settings({}) == Settings(data=Path("data"), host="127.0.0.1", port=8000, threads=1)
    assert read_settings({"PINCITE_PORT": "", "PINCITE_DATA": ""}) == Settings()


def test_every_setting_is_read() -> None:
    environment = {"PINCITE_DATA": "/x", "PINCITE_HOST": "::1", "PINCITE_PORT": "0", "PINCITE_THREADS": "4"}
    assert read_settings(environment) == Settings(data=Path("/x"), host="::1", port=0, threads=4)


@pytest.mark.parametrize(
    ("name", "value"),
    [("PINCITE_PORT", "http"), ("PINCITE_PORT", "65536"), ("PINCITE_PORT", "-1"), ("PINCITE_THREADS", "0")],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=f"{name} must be a whole number from .* not '{value}'"):
        read_settings({name: value})
