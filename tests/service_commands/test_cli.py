"""The command: exit status and what it prints."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
from command_run import ROOT, run, run_as_process

QUESTION = "How does Kazakhstan manage foreign soft power?"


def test_the_first_question_is_answered_with_citations(corpus_data: Path) -> None:
    ran = run_as_process("search", QUESTION, "-k", "6", "--data", corpus_data)
    assert (ran.status, ran.err) == (0, "")
    assert "(Yessirkep et al., 2025, p. 7)" in ran.out
    assert "Coping with the soft power" in ran.out


def test_a_question_is_answered_with_marks_and_citations(corpus_data: Path) -> None:
    ran = run("ask", "What is Joseph Nye's widely used definition of soft power?", "--data", corpus_data)
    assert (ran.status, ran.err) == (0, "")
    assert "through attraction rather than coercion" in ran.out
    assert "] (Yessirkep et al., 2025, p. 2)" in ran.out
    assert ran.out.count("through attraction rather than coercion") == 1, "a quote is not printed twice"
    refused = run("ask", "How do I boil a soft egg?", "--data", corpus_data)
    assert refused.status == 0
    assert "The documents do not answer this" in refused.out
    assert "Nearest passages" in refused.out


def test_the_version_is_printed() -> None:
    ran = run("--version")
    assert (ran.status, ran.out, ran.err) == (0, f"pincite {version('pincite')}\n", "")
    command = [sys.executable, "-m", "pincite.service", "--version"]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout == ran.out


def test_a_quotation_is_located(corpus_data: Path) -> None:
    ran = run("locate", "The ability to get what you want through attraction", "--json", "--data", corpus_data)
    assert (ran.status, ran.json["found"]) == (0, "normalised")
    close = run("locate", "the ability to get what you want by attraction", "--data", corpus_data)
    assert close.status == 0
    assert "No document has it exactly so" in close.out
    nowhere = run("locate", "boil the egg for seven minutes or so", "--data", corpus_data)
    assert (nowhere.status, nowhere.err) == (1, "")


def test_json_is_what_the_service_sends(corpus_data: Path) -> None:
    found = run("search", QUESTION, "-k", "2", "--mode", "sparse", "--json", "--data", corpus_data).json
    assert found["mode"] == "sparse"
    assert [hit["rank"] for hit in found["hits"]] == [1, 2]
    assert set(found["hits"][0]) == {"rank", "score", "sparse", "dense", "passage", "citation"}
    assert found["hits"][0]["dense"] is None


def test_search_imports_neither_torch_nor_transformers(corpus_data: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from pincite.service.engine import engine_of;"
        "from pincite.index.search import Query;"
        f"engine = engine_of(Path({str(corpus_data)!r})); engine.wait();"
        "engine.search(Query(text='soft power', k=1));"
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'fastapi'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_filters_are_options(corpus_data: Path) -> None:
    options = ("--year", "2018-2023", "--kind", "footnote", "--author", "patalakh", "--language", "en")
    found = run("search", "smart authoritarianism", *options, "--json", "--data", corpus_data).json
    assert {hit["passage"]["document_id"] for hit in found["hits"]} == {"patalakh2018"}
    assert {hit["passage"]["kind"] for hit in found["hits"]} == {"footnote"}


def test_estimated_pages_are_shown_as_such(corpus_data: Path) -> None:
    found = run(
        "search", "branding regime legitimation", "--document", "patalakh2018", "--json", "--data", corpus_data
    ).json
    bases = {(hit["citation"]["pages"]["basis"], "ca. p" in hit["citation"]["text"]) for hit in found["hits"]}
    assert bases <= {("estimated", True), ("verified", False)}
    assert ("estimated", True) in bases


def test_add_list_show_remove_and_verify(new_data: Callable[[], Path], tmp_path: Path) -> None:
    data = new_data()
    (tmp_path / "in").mkdir()
    paper = (ROOT / "corpus" / "documents" / "temirtashev2024.txt").read_text(encoding="utf-8")
    (tmp_path / "in" / "charm.txt").write_text(paper[:5000], encoding="utf-8")
    (tmp_path / "in" / "bad.pdf").write_bytes(b"no pdf")
    added = run("add", tmp_path / "in", "--data", data)
    assert added.status == 1
    assert "failed" in added.out
    assert "its name says PDF, but it is not one" in added.out
    assert "1 added, 1 failed" in added.out
    assert [one["id"] for one in run("list", "--json", "--data", data).json["documents"]] == ["charm"]
    assert "cited by line" in run("show", "charm", "--data", data).out
    assert run("verify", "--data", data).out == "all is well\n"
    measured = run("verify", "--recall", "--json", "--data", data).json
    assert (measured["ok"], {one["recall"] for one in measured["recall"]}) == (True, {1.0})
    assert run("remove", "charm", "--data", data).out == "removed    charm\n"
    assert run("list", "--data", data).out == "no documents yet; add some with: pincite add FILE\n"
    assert run("search", "charm", "--data", data).out.startswith("nothing found")


def test_add_reports_in_json(new_data: Callable[[], Path], tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Bears eat honey.", encoding="utf-8")
    data = new_data()
    report = run("add", tmp_path / "note.txt", "--json", "--data", data).json
    assert (report["added"], report["failed"]) == (1, 0)
    assert report["documents"][0]["document_id"] == "note"
    assert run("add", tmp_path / "note.txt", "--data", data).out.startswith("unchanged")


def test_documents_are_listed_in_a_table(corpus_data: Path) -> None:
    rows = run("list", "--data", corpus_data).out.splitlines()
    assert rows[0].split() == ["id", "year", "authors", "title", "pages", "passages"]
    assert rows[-1].startswith("zhunissova2023")
    assert len(rows) == 1 + 5


def test_show_prints_a_page(corpus_data: Path) -> None:
    ran = run("show", "yessirkep2025", "--page", "4", "--data", corpus_data)
    assert "page 4, printed 4 (verified)" in ran.out
    assert "TABLE 1 Kazakhstan ethnic groups" in ran.out
    shown = run("show", "yessirkep2025", "--page", "4", "--json", "--data", corpus_data).json
    assert (shown["number"], shown["previous"], shown["next"]) == (4, 3, 5)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("search", "soft power", "--data", "nowhere"), "nothing has been indexed yet; run: pincite add FILE"),
        (("list", "--data", "nowhere"), "nowhere"),
        (("search", "   "), "the query is empty"),
        (("search", "?!"), "the query holds no words"),
        (("search", "a" * 10_000), "the query has 10000 characters"),
        (("search", "soft power", "--document", "none1999"), "there is no document 'none1999'"),
        (("locate", "soft power", "--document", "none1999"), "there is no document 'none1999'"),
        (("show", "none1999"), "none1999"),
        (("show", "yessirkep2025", "--page", "0"), "pages 1 to 10, not 0"),
        (("show", "yessirkep2025", "--page", "11"), "pages 1 to 10, not 11"),
    ],
)
def test_what_fails_says_so_in_one_sentence(corpus_data: Path, arguments: tuple[str, ...], told: str) -> None:
    ran = run(*arguments, *(() if "--data" in arguments else ("--data", corpus_data)))
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("pincite: ")
    assert told in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "x", "-k", "0"),
        ("search", "x", "-k", "101"),
        ("search", "x", "-k", "ten"),
        ("search", "x", "--mode", "magic"),
        ("search", "x", "--year", "soon"),
        ("search", "x", "--year", "2020-2010"),
        ("search", "x", "--kind", "poem"),
        ("search",),
        ("dance",),
        ("add",),
    ],
)
def test_wrong_usage_is_status_two(corpus_data: Path, arguments: tuple[str, ...]) -> None:
    ran = run(*arguments, "--data", corpus_data)
    assert ran.status == 2
    assert "Traceback" not in ran.err


def test_a_damaged_snapshot_is_reported_and_repaired(new_data: Callable[[], Path], tmp_path: Path) -> None:
    data = new_data()
    (tmp_path / "note.txt").write_text("Bears eat honey.", encoding="utf-8")
    run("add", tmp_path / "note.txt", "--data", data)
    vectors = min(data.glob("index/segments/*/vectors.faiss"))
    content = bytearray(vectors.read_bytes())
    content[-1] ^= 1
    vectors.write_bytes(content)
    ran = run("verify", "--data", data)
    assert ran.status == 1
    assert "vectors.faiss: has changed since it was built" in ran.out
    assert run("verify", "--repair", "--data", data).out == "all is well\n"


def test_a_search_says_once_that_the_snapshot_is_damaged(corpus_data: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(corpus_data, data)
    (manifest,) = data.glob("index/manifests/*.json")
    manifest.write_text("{}", encoding="utf-8")
    ran = run("search", QUESTION, "--data", data)
    assert (ran.status, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert "pincite verify --repair" in ran.err
    assert run("locate", "attraction rather than coercion", "--data", data).status == 0  # that needs no index


def test_altered_weights_are_noticed_and_exported_again(corpus_data: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(corpus_data, data)
    (network,) = data.glob("encoders/*/model.onnx")
    content = bytearray(network.read_bytes())
    content[len(content) // 2] ^= 1
    network.write_bytes(content)
    ran = run("verify", "--data", data)
    assert ran.status == 1
    assert "model.onnx is not the file that was exported" in ran.out
    assert run("verify", "--repair", "--data", data).out == "all is well\n"


def test_the_parts_say_the_same_things(corpus_data: Path) -> None:
    rows = run("--data", corpus_data, "search", QUESTION, "-k", "3", module="index").out.splitlines()
    found = run("search", QUESTION, "-k", "3", "--json", "--data", corpus_data).json
    assert [json.loads(row)["passage"]["id"] for row in rows] == [hit["passage"]["id"] for hit in found["hits"]]
    assert run("--data", corpus_data, "check", module="index").out == "all is well\n"


def test_ingest_shows_what_a_file_is_read_as(corpus_data: Path) -> None:
    shown = run(ROOT / "corpus", module="ingest")
    assert "10 verified, 14 estimated" in shown.out
    rows = run(ROOT / "corpus" / "documents" / "yessirkep2025.txt", "--json", module="ingest").out.splitlines()
    found = run("search", QUESTION, "-k", "1", "--json", "--data", corpus_data).json
    assert found["hits"][0]["passage"]["id"] in {json.loads(row)["id"] for row in rows}
    assert run("gone.txt", module="ingest").status == 1


def test_shell_completion_is_offered() -> None:
    assert "--install-completion" in run_as_process("--help").out


def test_a_process_ends_with_the_status_of_its_command() -> None:
    assert run_as_process("dance").status == 2
    failed = run_as_process("list", "--data", "nowhere")
    assert (failed.status, failed.err.startswith("pincite: ")) == (1, True)


def test_a_page_map_is_proposed_checked_and_accepted(tmp_path: Path) -> None:
    shutil.copy(ROOT / "corpus" / "documents" / "temirtashev2024.txt", tmp_path / "charm.txt")
    proposed = run("pages", "suggest", tmp_path / "charm.txt")
    assert proposed.status == 0
    made = json.loads((tmp_path / "charm.pages.json").read_text(encoding="utf-8"))
    assert (made["reviewed"], len(made["pages"])) == (False, 8)
    rows = run(tmp_path / "charm.txt", module="ingest").out
    assert "8 estimated" in rows
    shown = run("pages", "check", tmp_path / "charm.pages.json", tmp_path / "charm.txt")
    assert shown.status == 0
    assert "formalizing relations" in shown.out
    accepted = run(
        "pages", "check", tmp_path / "charm.pages.json", tmp_path / "charm.txt", "--accept", "--on", "2026-11-20"
    )
    assert accepted.status == 0
    assert "verified" in run(tmp_path / "charm.txt", module="ingest").out


def test_a_text_without_traces_gets_no_page_map(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("One thought.\n\nAnother thought.\n", encoding="utf-8")
    ran = run("pages", "suggest", tmp_path / "note.txt")
    assert ran.status == 0
    assert "line" in ran.out
    assert not (tmp_path / "note.pages.json").exists()


def test_a_page_map_for_another_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Another text.\n", encoding="utf-8")
    ran = run("pages", "check", ROOT / "corpus" / "pages" / "temirtashev2024.json", tmp_path / "note.txt")
    assert ran.status == 1
    assert "page 1" in ran.err
