"""The settings of the service, read once from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pincite.ingest.sandbox.parser_limits import SETTINGS, ParserLimits
from pincite.service.errors import BadSetting
from pincite.service.model.chat_model import ModelSettings

MAX_BODY_BYTES = 1_000_000  # of a request; uploads have a limit of their own


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Which data directory is served, where, and how many threads encode one question.

    Port 0 is any free one. One upload may have `upload_mib`. `hosts` are further names by which the service is
    called, behind a proxy say. `model` is the language model that may be asked. `reranker` names a cross-encoder.
    """

    data: Path = Path("data")
    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = 1
    upload_mib: int = 512
    hosts: tuple[str, ...] = ()
    model: ModelSettings | None = None
    reranker: str | None = None


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings in PINCITE_DATA, _HOST, _PORT, _THREADS, _UPLOAD_MIB, _HOSTS, _RERANKER and _LLM_*.

    Raises BadSetting.
    """
    known = Settings()
    return Settings(
        data=Path(environment.get("PINCITE_DATA") or known.data),
        host=environment.get("PINCITE_HOST") or known.host,
        port=_number(environment, "PINCITE_PORT", known.port, range(65536)),
        threads=_number(environment, "PINCITE_THREADS", known.threads, range(1, 257)),
        upload_mib=_number(environment, "PINCITE_UPLOAD_MIB", known.upload_mib, range(1, 2**20)),
        hosts=tuple(name for name in environment.get("PINCITE_HOSTS", "").replace(",", " ").split()),
        model=read_model(environment),
        reranker=read_reranker(environment),
    )


def read_reranker(environment: Mapping[str, str]) -> str | None:
    """The cross-encoder in PINCITE_RERANKER, a name or a folder; None where there is none."""
    return environment.get("PINCITE_RERANKER", "").strip() or None


def read_model(environment: Mapping[str, str]) -> ModelSettings | None:
    """The language model in PINCITE_LLM_URL, _MODEL, _KEY, _TIMEOUT_S, _RETRIES, _PROMPT_TOKENS and _ANSWER_TOKENS.

    None where no address is set. Raises BadSetting.
    """
    url, name = (environment.get(f"PINCITE_LLM_{part}", "").strip() for part in ("URL", "MODEL"))
    if not url and not name:
        return None
    if not url or not name:
        raise BadSetting("PINCITE_LLM_URL and PINCITE_LLM_MODEL go together: set both, or neither")
    if not url.startswith(("http://", "https://")):
        raise BadSetting(f"PINCITE_LLM_URL must be an address like http://127.0.0.1:11434/v1, not {url!r}; correct it")
    known = ModelSettings(url=url, model=name)
    return ModelSettings(
        url=url,
        model=name,
        key=environment.get("PINCITE_LLM_KEY", "").strip(),
        timeout_s=_number(environment, "PINCITE_LLM_TIMEOUT_S", int(known.timeout_s), range(1, 3601)),
        retries=_number(environment, "PINCITE_LLM_RETRIES", known.retries, range(11)),
        prompt_tokens=_number(environment, "PINCITE_LLM_PROMPT_TOKENS", known.prompt_tokens, range(1000, 2**21)),
        answer_tokens=_number(environment, "PINCITE_LLM_ANSWER_TOKENS", known.answer_tokens, range(100, 2**17)),
    )


def read_limits(environment: Mapping[str, str]) -> ParserLimits:
    """What reading one file may take, from the variables that `parser_limits.SETTINGS` names. Raises BadSetting."""
    known = ParserLimits()
    return ParserLimits(
        seconds=_number(environment, SETTINGS["seconds"], int(known.seconds), range(1, 86_401)),
        memory_mib=_number(environment, SETTINGS["memory_mib"], known.memory_mib, range(512, 2**20)),
        output_mib=_number(environment, SETTINGS["output_mib"], known.output_mib, range(1, 2**20)),
        input_mib=_number(environment, SETTINGS["input_mib"], known.input_mib, range(1, 2**20)),
    )


def _number(environment: Mapping[str, str], name: str, known: int, allowed: range) -> int:
    text = environment.get(name, "").strip()
    if not text:
        return known
    if not text.isascii() or not text.isdigit() or int(text) not in allowed:
        raise BadSetting(f"{name} must be a whole number from {allowed[0]} to {allowed[-1]}, not {text!r}; correct it")
    return int(text)
