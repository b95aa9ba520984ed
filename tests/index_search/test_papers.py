"""The five papers of the corpus, indexed with the default encoder."""

import json
from pathlib import Path

import numpy as np
import pytest

from pincite.index.search import Query, Searcher
from pincite.index.snapshots.snapshot import Snapshot, open_encoder, open_snapshot
from pincite.ingest.library.store import Library
from pincite.ingest.text.passages import PASSAGE_PARAMS
from pincite.ingest.writing.text_size import text_size

QUESTION = "How does Kazakhstan manage foreign soft power?"


@pytest.fixture(scope="module")
def papers(corpus_data: Path) -> tuple[Snapshot, Searcher]:
    snapshot = open_snapshot(corpus_data)
    return snapshot, Searcher(snapshot, open_encoder(corpus_data, snapshot))


def test_the_first_question_is_answered_where_the_paper_answers_it(papers: tuple[Snapshot, Searcher]) -> None:
    hits = papers[1].search(Query(text=QUESTION, k=6)).hits
    found = [hit for hit in hits if "Coping with the soft power" in hit.passage.section]
    assert found
    assert (found[0].passage.document_id, found[0].pages.basis) == ("yessirkep2025", "verified")
    assert found[0].pages.first in (7, 8)


def test_the_passages_of_the_papers_have_the_size_of_passages(
    papers: tuple[Snapshot, Searcher], corpus_data: Path
) -> None:
    with Library(corpus_data) as library:
        assert library.problems() == []
    snapshot = papers[0]
    sizes = [text_size(one.passage.text) for one in snapshot.parts.stored.passages(range(len(snapshot))).values()]
    assert len(sizes) == len(snapshot)
    assert max(sizes) <= PASSAGE_PARAMS.most


def test_sparse_scores_of_all_gold_questions_are_those_of_rank_bm25(papers: tuple[Snapshot, Searcher]) -> None:
    from rank_bm25 import BM25Okapi

    from pincite.index.language.tokenizer import tokenize, tokenize_query
    from pincite.ingest.text.passage_context import byline, heading_context, searched_text

    snapshot = papers[0]
    tokens = []
    for passage, record in (
        (one.passage, one.record) for one in snapshot.parts.stored.passages(range(len(snapshot))).values()
    ):
        context = heading_context(record.title, passage.section)
        tokens.append(tokenize(f"{byline(record)}\n{searched_text(context, passage.text)}", record.language))
    oracle = BM25Okapi(tokens)
    questions = (Path(__file__).parents[2] / "eval" / "gold" / "sample.jsonl").read_text(encoding="utf-8")
    for line in questions.splitlines():
        query = tokenize_query(json.loads(line)["question"], snapshot.languages)
        expected = oracle.get_scores(query)
        np.testing.assert_allclose(snapshot.parts.sparse.scores(query), expected, rtol=1e-12, atol=1e-12)
        positions, scores = snapshot.parts.sparse.top(query, 10)
        best = np.lexsort((np.arange(len(expected)), -expected))[: len(positions)]
        assert positions.tolist() == best.tolist()
        np.testing.assert_allclose(scores, expected[best], rtol=1e-12)
