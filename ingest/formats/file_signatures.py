"""The first bytes of files that are something else than their names say."""

# (first bytes, what such a file is, what to do about it)
_SIGNATURES = (
    (b"%PDF-", "a PDF", "rename it to end in .pdf"),
    (b"PK\x03\x04", "a ZIP archive such as DOCX or EPUB", "rename it to end in .docx or .epub if it is one of these"),
    (b"\x1f\x8b", "packed with gzip", "unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an old Office file, or one locked with a password", "open it and save it as DOCX"),
    (b"{\\rtf", "a rich text file", "open it and save it as DOCX"),
)


def other_format(content: bytes) -> str | None:
    """What the content is by its first bytes, and what to do: "a PDF; rename it to end in .pdf". None if not known."""
    return next((f"{what}; {step}" for start, what, step in _SIGNATURES if content.startswith(start)), None)
