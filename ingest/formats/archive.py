"""ZIP archives that hold documents: opened within limits, read part by part, never unpacked to disk."""

import io
import zipfile
import zlib
from dataclasses import dataclass

from pincite.ingest.errors import UnreadableFile

_MOST_PARTS = 10_000
_MOST_UNPACKED = 1 << 30  # bytes by the archive's own list, pictures included
_MOST_IN_PART = 32 << 20  # bytes of one part that is read; the text of a thick book is under 2 MiB
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_MAGIC = (
    (b"%PDF-", "a PDF", "rename it to end in .pdf"),
    (b"\xd0\xcf\x11\xe0", "an old Office file, or one locked with a password", "open it and save it as {kind}"),
    (b"{\\rtf", "a rich text file", "open it and save it as {kind}"),
)


@dataclass(frozen=True, slots=True)
class Archive:
    """An open archive and the name of its file, for messages."""

    zip: zipfile.ZipFile
    name: str

    def __contains__(self, part: str) -> bool:
        return part in self.zip.NameToInfo

    def parts(self) -> list[str]:
        """The names of all parts, in the archive's order."""
        return self.zip.namelist()

    def read(self, part: str) -> bytes:
        """The bytes of a part. Raises UnreadableFile when it is missing, damaged, locked or too large."""
        where = f"{self.name}: its part {part}"
        try:
            info = self.zip.getinfo(part)
        except KeyError as error:
            raise UnreadableFile(f"{where} is missing; the file is incomplete, create it again") from error
        if info.flag_bits & 1:
            raise UnreadableFile(f"{where} is encrypted; save a copy without a password and add that")
        if info.file_size > _MOST_IN_PART:
            raise UnreadableFile(f"{where} unpacks to {info.file_size:,} bytes; at most {_MOST_IN_PART:,} are read")
        if info.compress_type not in _METHODS:
            raise UnreadableFile(f"{where} is packed in a way that documents do not use; create the file again")
        try:
            # Reading stops at the size that the archive's list gives, so a false size cannot fill the memory.
            with self.zip.open(info) as file:
                return file.read(info.file_size)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
            raise UnreadableFile(f"{where} cannot be unpacked ({error}); the file may be damaged") from error


def open_archive(content: bytes, name: str, *, kind: str) -> Archive:
    """The archive in `content`, a file of this kind ("DOCX") by its name.

    Raises UnreadableFile for what is no archive, is damaged, or would unpack to more than a document can be.
    """
    for magic, what, step in _MAGIC:
        if content.startswith(magic):
            raise UnreadableFile(f"{name}: its name says {kind}, but it is {what}; {step.format(kind=kind)}")
    if not content.startswith(b"PK"):
        raise UnreadableFile(f"{name}: its name says {kind}, but it is not one; check what the file is")
    try:
        opened = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise UnreadableFile(f"{name}: cannot be read as {kind}, it may be truncated or damaged ({error})") from error
    parts = opened.infolist()
    if len(parts) > _MOST_PARTS:
        raise UnreadableFile(f"{name}: holds {len(parts):,} parts; at most {_MOST_PARTS:,} are read")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > _MOST_UNPACKED:
        raise UnreadableFile(f"{name}: would unpack to {unpacked:,} bytes; at most {_MOST_UNPACKED:,} are read")
    return Archive(opened, name)
