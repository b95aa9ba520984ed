"""The tokenizer of networks that tests make: a piece a character."""

from pathlib import Path
from typing import Any


def save_tokenizer(folder: Path) -> int:
    """Write a BERT tokenizer of ASCII characters into `folder`; how many pieces it knows."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    pieces = [*special, *(mark + chr(code) for code in range(33, 127) for mark in ("", "##"))]
    network = Tokenizer(models.WordPiece({piece: i for i, piece in enumerate(pieces)}, unk_token="[UNK]"))
    network.normalizer = normalizers.BertNormalizer(lowercase=False)
    network.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    network.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    fast: Any = PreTrainedTokenizerFast  # its constructor has no types
    names = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    fast(tokenizer_object=network, **names).save_pretrained(folder)
    return len(pieces)
