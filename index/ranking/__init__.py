"""From the scores of several retrievers to one ranking: fusion, filters, demotion, reranking."""
