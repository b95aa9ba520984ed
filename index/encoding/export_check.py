"""Whether an exported encoder gives the model's vectors."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pincite.index.encoding.onnx_encoder import OnnxEncoder, open_onnx
from pincite.index.errors import ExportRefused

if TYPE_CHECKING:
    from pincite.index.encoding.protocol import Encoder

# A component of an exported vector may differ from the model's by this much: rounding, never another meaning.
FAITHFUL = 1e-5
# What an export must get right: one word and a full window, capitals, other scripts, numbers, nothing at all.
_PROBES = (
    "ice",
    "How do glaciers shape a valley?",
    "Как ледники меняют долину? Ёлка, ещё и йод.",
    "Мұздықтар аңғарды қалай өзгертеді? Ұлттық қор, өңір, әлем.",
    "In 2013, trade reached $3.7 billion (29.4 % of 12,583), i.e. 1.5e3 per km² — see §4.2.",
    "NASA's ÉLAN vital; naïve façade... «кавычки» “quotes” 冰川学 نهر جليدي",
    "",
)
_FULL_WINDOW = "a glacier moves because its ice is deformed by its own weight "


def probes_for(encoder: "Encoder") -> list[str]:
    """The texts to compare an export by, as many as fit the encoder's window."""
    full = _FULL_WINDOW
    while encoder.count_tokens(full + _FULL_WINDOW) <= encoder.max_tokens:
        full += _FULL_WINDOW
    return [text for text in (*_PROBES, full) if encoder.count_tokens(text) <= encoder.max_tokens]


def check_faithful(encoder: "Encoder", folder: Path) -> None:
    """Raise ExportRefused unless the export in `folder` counts, and encodes, the probes as the model does."""
    probes = probes_for(encoder)
    check_vectors(open_onnx(folder), probes, [encoder.count_tokens(text) for text in probes], encoder.encode(probes))


def check_vectors(
    exported: OnnxEncoder,
    probes: Sequence[str],
    counts: Sequence[int],
    vectors: NDArray[np.float32],
    *,
    tolerance: float = FAITHFUL,
) -> None:
    """Raise ExportRefused unless the export cuts each probe into so many tokens and gives it this vector."""
    if [exported.count_tokens(text) for text in probes] != list(counts):
        raise ExportRefused(f"the exported tokenizer of {exported.id} cuts words differently")
    difference = float(np.abs(vectors - exported.encode(probes)).max())
    if not difference <= tolerance:
        raise ExportRefused(
            f"the export of {exported.id} differs from the model by {difference:.1e} (allowed: {tolerance:.0e})"
        )
