from pathlib import Path

import pytest
from alike import Sought, fill_with_reports

from pincite.index.encoding.onnx_encoder import OnnxEncoder, open_onnx
from pincite.index.search import Query, Searcher
from pincite.index.snapshots.publication import build_snapshot
from pincite.index.snapshots.snapshot import open_snapshot
from pincite.ingest.library.store import Library

MODES = ("sparse", "dense", "hybrid")


@pytest.fixture(scope="module")
def encoder(encoders: Path) -> OnnxEncoder:
    (folder,) = [path for path in encoders.iterdir() if path.is_dir()]
    return open_onnx(folder)


def reciprocal_ranks(searcher: Searcher, sought: list[Sought], mode: str) -> float:
    """The mean of 1 / rank of the passage that answers, 0 where it is not among the first ten."""
    total = 0.0
    for one in sought:
        hits = searcher.search(Query(text=one.question, mode=mode)).hits  # type: ignore[arg-type]
        right = [hit.passage.document_id == one.document_id and one.figure in hit.passage.text for hit in hits]
        total += 1 / (right.index(True) + 1) if any(right) else 0
    return total / len(sought)


def filled(data: Path, encoder: OnnxEncoder, *, named_in_title: bool) -> tuple[Searcher, list[Sought]]:
    with Library(data, write=True) as library:
        sought = fill_with_reports(library, named_in_title=named_in_title)
        build_snapshot(library, encoder)
    return Searcher(open_snapshot(data), encoder), sought[::2]


@pytest.mark.parametrize("named_in_title", [True, False])
def test_hybrid_is_never_worse_than_its_better_half(
    tmp_path: Path, encoder: OnnxEncoder, *, named_in_title: bool
) -> None:
    searcher, sought = filled(tmp_path, encoder, named_in_title=named_in_title)
    sparse, dense, hybrid = (reciprocal_ranks(searcher, sought, mode) for mode in MODES)
    assert hybrid >= max(sparse, dense) > 0.95
