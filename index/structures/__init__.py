"""The indexes themselves: BM25, dense vectors, sentence vectors and word vectors."""
