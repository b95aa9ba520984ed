"""The order in which files of tests are given to the workers: the dearest first, so that none is left for the end.

Otherwise one worker has a minute's work left when the other has none.
"""

from collections.abc import Sequence

import pytest

# By what they took on 2026-11-29. The first makes the library of the corpus, where that is not kept from a run before;
# the second needs no library, so that its worker does not wait for that.
DEAREST = (
    "eval_acceptance/test_accepted.py",
    "ingest_lost_pages/test_page_suggestion.py",
    "service_http/test_served_uploads.py",
    "index_search/test_similar_reports.py",
    "service_http/test_uploading.py",
    "repository/test_bench.py",
    "service_web/test_browser_access.py",
    "index_ranking/test_reranker.py",
    "repository/test_install_torch.py",
    "service_http/test_server.py",
    "service_jobs/test_library_changes.py",
    "ingest_library/test_full_disk.py",
    "service_web/test_browser.py",
    "service_web/test_browser_library.py",
    "ingest_ocr/test_scans.py",
    "ingest_sandbox/test_damaged.py",
    "index_encoding/test_encoder.py",
    "ingest_ocr/test_recognition.py",
    "repository/test_release.py",
    "eval_systems/test_remote_library.py",
)


def dearest_first(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """The tests, those of the dearest files before all others; within a file, and among the others, as they came."""
    return sorted(items, key=lambda item: place_of("/".join(item.path.parts[-2:])))


def place_of(file: str) -> int:
    """Where in the order a file comes, by its folder and name."""
    return DEAREST.index(file) if file in DEAREST else len(DEAREST)
