"""Files in, documents out: pages, passages and their places, kept in the library."""
