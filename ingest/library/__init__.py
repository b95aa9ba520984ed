"""The library on disk: documents, passages and jobs in SQLite, and the originals beside it."""
