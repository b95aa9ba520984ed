"""What can go wrong between a file and a stored document.

IngestError
├── UnreadableFile       the file cannot be read at all, or is not what its ending says
│   ├── UnreadablePDF    truncated, damaged, encrypted or without pages
│   ├── BadEncoding      bytes that are not text
│   ├── ParserLimitExceeded  takes more time or memory than one file may
│   └── ParserFailed     the parser failed or died on it
├── ParserUnavailable    no parser can be started
├── NoTextLayer          a PDF of pictures: there is nothing to search
├── PageNotRecognised    one page of pictures that OCR cannot read
├── EmptyDocument        nothing is left to search
├── BadRecord            a bibliographic record that cannot be used
├── BadPageMap           a page map that does not fit its text
├── DocumentExists       an upload would replace a document that it does not name
├── DocumentNotFound     no document has this id
├── PassageNotFound      no passage has this id
└── LibraryError         the data directory
    ├── LibraryLocked    another process is writing to it
    ├── LibraryUnwritable read-only, or the disk is full
    │   └── DiskTooSmall     there is too little room for what is to be done
    └── LibraryVersion   written by another version of pincite
"""


class IngestError(Exception):
    """Something about a file or the library; the message names it and the next step."""


class UnreadableFile(IngestError):
    """The file cannot be read, or is not what its ending says."""


class UnreadablePDF(UnreadableFile):
    """The PDF is truncated, damaged, encrypted or has no pages."""


class BadEncoding(UnreadableFile):
    """The bytes of the file are not text."""


class ParserLimitExceeded(UnreadableFile):
    """Reading the file takes more time or memory than one file may."""


class ParserFailed(UnreadableFile):
    """The parser failed on the file with an unexpected error, or died."""


class ParserUnavailable(IngestError):
    """The process that reads files does not start."""


class NoTextLayer(IngestError):
    """The PDF has pages but no text on any of them."""


class PageNotRecognised(IngestError):
    """A page could not be read by OCR; the others can."""


class EmptyDocument(IngestError):
    """The file holds nothing that could be searched."""


class BadRecord(IngestError):
    """A bibliographic record cannot be used."""


class BadPageMap(IngestError):
    """A page map does not fit the text it is for."""


class DocumentExists(IngestError):
    """An upload would replace a document that it does not name."""


class DocumentNotFound(IngestError):
    """No document has this id."""


class PassageNotFound(IngestError):
    """No passage has this id."""


class LibraryError(IngestError):
    """The data directory cannot be used as asked."""


class LibraryLocked(LibraryError):
    """Another process is writing to the data directory."""


class LibraryUnwritable(LibraryError):
    """The data directory is read-only, or its disk is full."""


class DiskTooSmall(LibraryUnwritable):
    """The disk has too little room for what is to be done; nothing was begun."""


class LibraryVersion(LibraryError):
    """The data directory was written by another version."""
