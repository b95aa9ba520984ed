"""What can go wrong between passages and ranked hits.

RetrievalError
├── IndexNotFound        no snapshot has been built
├── IndexMismatch        a file of the index disagrees with its format, its encoder or its checksum
├── EncoderUnavailable   the model cannot be loaded
├── RerankerUnavailable  the cross-encoder cannot be loaded, or gives no scores
├── WeightsAltered       the model's weights are not the published ones
├── ExportRefused        the model's ONNX export does not give the model's vectors
├── TextTooLong          a text exceeds the encoder's window
├── SnapshotUnwritable   the snapshot cannot be written: read-only, or the disk is full
├── BadTerms             a list of terms cannot be read
└── BadQuery             nothing to search for, or too much
    └── BadFilter        a restriction that no document could ever meet
"""


class RetrievalError(Exception):
    """Something about the index, its encoder or a query; the message names it and the next step."""


class IndexNotFound(RetrievalError):
    """No snapshot has been built."""


class IndexMismatch(RetrievalError):
    """A file of the index disagrees with its format, its encoder or its checksum."""


class EncoderUnavailable(RetrievalError):
    """The model cannot be loaded."""


class RerankerUnavailable(RetrievalError):
    """The cross-encoder cannot be loaded, or gives no scores."""


class WeightsAltered(RetrievalError):
    """The model's weights are not the published ones."""


class ExportRefused(RetrievalError):
    """The model's ONNX export does not give the model's vectors, or cannot be made."""


class TextTooLong(RetrievalError):
    """A text exceeds the encoder's window; it is never cut."""


class BadQuery(RetrievalError):
    """The query is empty, has no words, or is too long."""


class BadFilter(BadQuery):
    """A restriction names something that does not exist."""


class SnapshotUnwritable(RetrievalError):
    """The snapshot cannot be written; the one before it goes on serving."""


class BadTerms(RetrievalError):
    """A list of terms is not a text, or one of its lines is not a term with its English."""
