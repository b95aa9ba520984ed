"""The raised numbers of notes on a page: smaller than the text beside them, and with their foot above its foot."""

_SMALLER = 0.85  # of the size of the text: superscripts are set at 0.6 to 0.8, while fonts of one line differ less
_HIGHER = 0.1  # of that size: the foot of a superscript stands at least so far above the foot of its line


def is_raised(size: float, foot: float, *, text_size: float, text_foot: float) -> bool:
    """Whether characters of `size` are raised beside text of `text_size`; the feet are heights, growing downwards."""
    return size < _SMALLER * text_size and foot < text_foot - _HIGHER * text_size
