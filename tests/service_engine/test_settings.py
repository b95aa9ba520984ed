"""The settings of the service."""

import re
from pathlib import Path

import pytest

from pincite.service.errors import BadSetting
from pincite.service.model.chat_model import ModelSettings
from pincite.service.settings import Settings, read_model, read_settings


def test_without_an_environment_the_defaults_hold() -> None:
    assert read_settings({}) == Settings(data=Path("data"), host="127.0.0.1", port=8000, threads=1)
    assert read_settings({"PINCITE_PORT": "", "PINCITE_DATA": ""}) == Settings()


def test_every_setting_is_read() -> None:
    environment = {"PINCITE_DATA": "/x", "PINCITE_HOST": "::1", "PINCITE_PORT": "0", "PINCITE_THREADS": "4"}
    environment |= {
        "PINCITE_UPLOAD_MIB": "7",
        "PINCITE_HOSTS": "papers.lan, b.example",
        "PINCITE_RERANKER": " ms-marco ",
    }
    known = read_settings(environment)
    assert (known.data, known.host, known.port, known.threads) == (Path("/x"), "::1", 0, 4)
    assert (known.upload_mib, known.hosts, known.reranker) == (7, ("papers.lan", "b.example"), "ms-marco")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PINCITE_PORT", "http"),
        ("PINCITE_PORT", "65536"),
        ("PINCITE_PORT", "-1"),
        ("PINCITE_THREADS", "0"),
        ("PINCITE_UPLOAD_MIB", "0"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=f"{name} must be a whole number from .* not '{value}'"):
        read_settings({name: value})


MODEL = {"PINCITE_LLM_URL": "http://127.0.0.1:11434/v1", "PINCITE_LLM_MODEL": "qwen"}


def test_a_language_model_is_set_up_by_its_address_and_name() -> None:
    assert read_settings({}).model is None
    known = ModelSettings(url="http://127.0.0.1:11434/v1", model="qwen")
    assert read_settings(MODEL).model == known
    assert (known.key, known.timeout_s, known.retries, known.prompt_tokens, known.answer_tokens) == (
        "",
        60,
        1,
        3000,
        700,
    )


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("PINCITE_LLM_KEY", "secret", "key", "secret"),
        ("PINCITE_LLM_TIMEOUT_S", "5", "timeout_s", 5),
        ("PINCITE_LLM_RETRIES", "0", "retries", 0),
        ("PINCITE_LLM_PROMPT_TOKENS", "8000", "prompt_tokens", 8000),
        ("PINCITE_LLM_ANSWER_TOKENS", "300", "answer_tokens", 300),
    ],
)
def test_every_setting_of_a_model_is_read(name: str, value: str, field: str, expected: object) -> None:
    assert getattr(read_model({**MODEL, name: value}), field) == expected


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"PINCITE_LLM_URL": "http://x/v1"}, "go together"),
        ({"PINCITE_LLM_MODEL": "x"}, "go together"),
        ({**MODEL, "PINCITE_LLM_URL": "localhost:11434"}, "must be an address like http://127.0.0.1:11434/v1"),
        ({**MODEL, "PINCITE_LLM_TIMEOUT_S": "0"}, "PINCITE_LLM_TIMEOUT_S must be a whole number from 1 to 3600"),
        ({**MODEL, "PINCITE_LLM_RETRIES": "-1"}, "PINCITE_LLM_RETRIES must be a whole number from 0 to 10"),
        ({**MODEL, "PINCITE_LLM_PROMPT_TOKENS": "9"}, "PINCITE_LLM_PROMPT_TOKENS must be a whole number from 1000"),
        ({**MODEL, "PINCITE_LLM_ANSWER_TOKENS": "x"}, "PINCITE_LLM_ANSWER_TOKENS must be a whole number from 100"),
    ],
)
def test_a_model_that_cannot_be_used_is_explained(environment: dict[str, str], said: str) -> None:
    with pytest.raises(BadSetting, match=re.escape(said)):
        read_model(environment)
