"""The encoder: found without torch, checked, exported faithfully, and never cutting a text."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tiny_tokenizer import save_tokenizer

from pincite.index.encoding.default_encoder import DEFAULT_WEIGHTS
from pincite.index.encoding.encoder import (
    EncoderSpec,
    TorchEncoder,
    export_onnx,
    find_encoder,
    load_torch,
    served_encoder,
)
from pincite.index.encoding.onnx_encoder import OnnxEncoder, open_onnx
from pincite.index.errors import (
    EncoderUnavailable,
    ExportRefused,
    IndexMismatch,
    IndexNotFound,
    TextTooLong,
    WeightsAltered,
)

TEXTS = (
    "How does Kazakhstan manage foreign soft power?",
    "Мягкая сила Казахстана",
    "Қазақстанның жұмсақ күші",
    "In 2013, trade reached $3.7 billion. " * 12,
    "a",
)


@pytest.fixture(scope="session")
def default_model() -> TorchEncoder:
    return load_torch(find_encoder())


@pytest.fixture(scope="session")
def default_export(default_model: TorchEncoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    cache = tmp_path_factory.mktemp("encoders")
    export_onnx(default_model, cache / default_model.id)
    return cache


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network of one small layer with random weights, saved as sentence-transformers saves models."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel

    folder = tmp_path_factory.mktemp("models")
    pieces = save_tokenizer(folder / "bert")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=pieces, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=64,
    )  # fmt: skip
    BertModel(config).save_pretrained(folder / "bert")
    transformer: Any = Transformer(str(folder / "bert"), max_seq_length=64)
    SentenceTransformer(modules=[transformer, Pooling(16)], device="cpu").save(str(folder / "tiny"))
    return folder / "tiny"


def test_export_gives_the_vectors_of_the_model(default_model: TorchEncoder, default_export: Path) -> None:
    exported = open_onnx(default_export / default_model.id)
    ours, theirs = exported.encode(TEXTS), default_model.encode(TEXTS)
    assert np.abs(ours - theirs).max() <= 1e-5
    assert np.allclose((ours * theirs).sum(axis=1), 1.0, atol=1e-6)
    assert [exported.count_tokens(text) for text in TEXTS] == [default_model.count_tokens(text) for text in TEXTS]
    assert (exported.id, exported.dimension, exported.max_tokens) == ("all-MiniLM-L6-v2@53aa5117", 384, 256)


def test_vector_does_not_depend_on_its_batch(default_model: TorchEncoder, default_export: Path) -> None:
    exported = open_onnx(default_export / default_model.id)
    together = exported.encode(TEXTS)
    assert all(np.array_equal(exported.encode([text])[0], row) for text, row in zip(TEXTS, together, strict=True))
    assert exported.encode([]).shape == (0, 384)


def test_words_are_read_in_the_same_pass(default_model: TorchEncoder, default_export: Path) -> None:
    exported = open_onnx(default_export / default_model.id)
    encoded = exported.read("Tokayev's soft power?")
    assert encoded.words == ("tokayev", "'", "s", "soft", "power", "?")
    assert np.array_equal(encoded.vector, exported.encode(["Tokayev's soft power?"])[0])
    tokens = default_model.model.encode(["Tokayev's soft power?"], output_value="token_embeddings")[0].numpy()
    tokens /= np.linalg.norm(tokens, axis=1, keepdims=True)
    assert np.abs(encoded.word_vectors[-3:] - tokens[-4:-1]).max() < 1e-5
    assert default_model.read("soft power").words == ()


def test_text_over_the_window_is_refused_not_cut(default_model: TorchEncoder, default_export: Path) -> None:
    exported = open_onnx(default_export / default_model.id)
    for encoder in (default_model, exported):
        assert encoder.encode(["power " * 254]).shape == (1, 384)
        with pytest.raises(TextTooLong, match="257 word pieces does not fit the encoder's window of 256: 'power"):
            encoder.encode(["power " * 255])


def test_existing_export_is_served_without_torch(default_export: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from pincite.index.encoding.encoder import served_encoder\n"
        "encoder = served_encoder(None, Path(sys.argv[1]))\n"
        "assert encoder.encode(['soft power']).shape == (1, 384)\n"
        "print(sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program, str(default_export)], cwd=root, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")


def test_the_default_encoder_put_together_is_the_one_that_torch_exports(default_export: Path, tmp_path: Path) -> None:
    # Else run scripts/encoder/write_default_graph.py.
    ours, theirs = served_encoder(None, tmp_path), open_onnx(default_export / "all-MiniLM-L6-v2@53aa5117")
    assert isinstance(ours, OnnxEncoder)
    assert (ours.id, ours.dimension, ours.max_tokens) == (theirs.id, theirs.dimension, theirs.max_tokens)
    assert ours.tokenizer.to_str() == theirs.tokenizer.to_str()
    assert np.abs(ours.encode(TEXTS) - theirs.encode(TEXTS)).max() <= 1e-6
    assert np.abs(ours.read(TEXTS[0]).word_vectors - theirs.read(TEXTS[0]).word_vectors).max() <= 1e-6


def test_a_model_without_torch_is_named_with_the_extra(tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(EncoderUnavailable, match=r"tiny needs sentence-transformers and torch.*'pincite\[models\]'"):
        load_torch(find_encoder(str(tiny_model)))


def test_altered_weights_are_refused(tmp_path: Path) -> None:
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"\0" + (find_encoder().folder / "model.safetensors").read_bytes()[1:])
    spec = EncoderSpec(id="all-MiniLM-L6-v2@53aa5117", folder=tmp_path, weights=DEFAULT_WEIGHTS)
    with pytest.raises(WeightsAltered, match=r"model\.safetensors is not the published file.*reinstall"):
        load_torch(spec)


def test_model_in_a_folder_is_exported_once_and_served(tiny_model: Path, tmp_path: Path) -> None:
    first = served_encoder(str(tiny_model), tmp_path)
    written = (tmp_path / first.id / "model.onnx").stat().st_mtime_ns
    again = served_encoder(str(tiny_model), tmp_path)
    assert isinstance(first, OnnxEncoder)
    assert isinstance(again, OnnxEncoder)
    assert (again.id, again.dimension, again.max_tokens) == (first.id, 16, 64)
    assert (tmp_path / first.id / "model.onnx").stat().st_mtime_ns == written
    assert np.array_equal(first.encode(["soft power"]), again.encode(["soft power"]))
    assert [path.name for path in tmp_path.iterdir()] == [first.id]


def test_damaged_export_is_refused_and_made_again(tiny_model: Path, tmp_path: Path) -> None:
    encoder = served_encoder(str(tiny_model), tmp_path)
    network = tmp_path / encoder.id / "model.onnx"
    network.write_bytes(network.read_bytes()[:-1] + b"?")
    with pytest.raises(IndexMismatch, match=r"model\.onnx is not the file that was exported"):
        open_onnx(tmp_path / encoder.id)
    healed = served_encoder(str(tiny_model), tmp_path)
    assert np.array_equal(healed.encode(["soft power"]), encoder.encode(["soft power"]))


def test_manifest_of_another_encoder_format_or_shape_is_refused(tiny_model: Path, tmp_path: Path) -> None:
    encoder = served_encoder(str(tiny_model), tmp_path)
    manifest = tmp_path / encoder.id / "encoder.json"
    with pytest.raises(IndexMismatch, match="holds the encoder tiny@"):
        open_onnx(tmp_path / encoder.id, id="another@00000000")
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "format": 0}))
    with pytest.raises(IndexMismatch, match="has format 0"):
        open_onnx(tmp_path / encoder.id)
    manifest.write_text("[]")
    with pytest.raises(IndexMismatch, match="is damaged"):
        open_onnx(tmp_path / encoder.id)


def test_export_without_a_file_or_at_all_is_named(tiny_model: Path, tmp_path: Path) -> None:
    encoder = served_encoder(str(tiny_model), tmp_path)
    (tmp_path / encoder.id / "tokenizer.json").unlink()
    with pytest.raises(IndexMismatch, match=r"tokenizer\.json is missing"):
        open_onnx(tmp_path / encoder.id)
    with pytest.raises(IndexNotFound, match="no encoder has been exported"):
        open_onnx(tmp_path / "nothing")


def test_other_weights_are_another_encoder(tiny_model: Path, tmp_path: Path) -> None:
    copy = tmp_path / "tiny"
    shutil.copytree(tiny_model, copy)
    assert find_encoder(str(copy)).id == find_encoder(str(tiny_model)).id
    weights = copy / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"?")
    assert find_encoder(str(copy)).id != find_encoder(str(tiny_model)).id


def test_unfaithful_export_is_not_used(tiny_model: Path, tmp_path: Path) -> None:
    copy = tmp_path / "prompting"
    shutil.copytree(tiny_model, copy)
    settings = copy / "config_sentence_transformers.json"
    prompting = {"prompts": {"query": "query: "}, "default_prompt_name": "query"}
    settings.write_text(json.dumps({**json.loads(settings.read_text()), **prompting}))
    with pytest.raises(ExportRefused, match="cuts words differently"):
        export_onnx(load_torch(find_encoder(str(copy))), tmp_path / "cache" / "export")
    served = served_encoder(str(copy), tmp_path / "cache")
    assert isinstance(served, TorchEncoder)
    assert served.count_tokens("a") == len(["[CLS]", *"query:", "a", "[SEP]"])
    assert list((tmp_path / "cache").iterdir()) == []


def test_export_with_other_vectors_is_refused(tiny_model: Path, tmp_path: Path) -> None:
    class Shifted(TorchEncoder):
        def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
            return super().encode(texts) + np.float32(2e-5)

    model = load_torch(find_encoder(str(tiny_model)))
    shifted = Shifted(id=model.id, dimension=16, max_tokens=64, model=model.model, prompt="")
    with pytest.raises(ExportRefused, match=r"differs from the model by 2\.0e-05"):
        export_onnx(shifted, tmp_path / "export")
    assert list(tmp_path.iterdir()) == []


def test_missing_model_is_named_with_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match="hf download nobody/no-such-model"):
        find_encoder("nobody/no-such-model")
    with pytest.raises(EncoderUnavailable, match="is not a sentence-transformers model"):
        find_encoder(str(tmp_path))


def test_broken_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "modules.json").write_text("[]")
    (tmp_path / "config.json").write_text("not json")
    with pytest.raises(EncoderUnavailable, match=f"the model in {tmp_path} cannot be loaded"):
        load_torch(find_encoder(str(tmp_path)))


def test_default_model_is_found_by_its_public_name() -> None:
    assert find_encoder("sentence-transformers/all-MiniLM-L6-v2") == find_encoder()


def test_a_text_without_words_has_no_word_vectors(encoders: Path) -> None:
    encoded = served_encoder(None, encoders).read("")
    assert (encoded.words, encoded.word_vectors.shape) == ((), (0, 384))
