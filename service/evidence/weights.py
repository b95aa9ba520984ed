"""The weights that decide which sentences answer and whether any does, as scripts/tuning/fit_answers.py fits them."""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "weights.json"
BIAS = "bias"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Of two logistic regressions: does a sentence answer, do the documents; and the least confidence of an answer."""

    sentence: Mapping[str, float]
    confidence: Mapping[str, float]
    threshold: float


@cache
def read_weights() -> Weights:
    """The weights of this version."""
    return Weights(**json.loads(FILE.read_text(encoding="utf-8")))


def manifest_entry() -> dict[str, Any]:
    """What a snapshot's manifest says of the weights."""
    digest = hashlib.sha256(FILE.read_bytes()).hexdigest()
    return {"answers": {"threshold": read_weights().threshold, "weights": f"sha256:{digest}"}}


def logistic(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    """The probability, 0 to 1."""
    total = weights.get(BIAS, 0.0) + sum(weights.get(name, 0.0) * value for name, value in features.items())
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, total))))
