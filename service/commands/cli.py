"""The command `pincite`: what the HTTP service does, for the terminal.

Exit status: 0 done, 1 failed (a sentence on the error stream says why and what to do), 2 usage error.
"""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from pincite.service.commands import printing
from pincite.service.commands.cite_command import cite
from pincite.service.commands.mcp_command import mcp
from pincite.service.commands.options import HERE, AsJson, Data, Identifiers
from pincite.service.commands.progress_display import progress
from pincite.service.commands.reread_command import reread
from pincite.service.commands.search_commands import ask, locate, search
from pincite.service.commands.stats_command import stats
from pincite.service.commands.status_command import status
from pincite.service.errors import EXPLAINED

app = typer.Typer(
    name="pincite",
    help="Question answering over research papers, with every passage pinned to its page.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

pages = typer.Typer(help="Give a text that lost its pages a page map.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(pages, name="pages")


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"pincite {version('pincite')}")
        raise typer.Exit


@app.callback()
def options(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """The options of the command itself."""


@app.command()
def add(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Files (PDF, DOCX, EPUB, HTML, text, Markdown) and folders.")
    ],
    data: Data = HERE,
    model: Annotated[
        str | None, typer.Option(envvar="PINCITE_MODEL", help="A sentence-transformers model, by name or folder.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Add documents and index them. Documents that have not changed stay as they are."""
    from pincite.service.jobs.library_changes import AddOptions
    from pincite.service.jobs.library_changes import add as add_documents
    from pincite.service.settings import read_limits

    options = AddOptions(model=model, limits=read_limits(os.environ))
    with progress(quiet=as_json) as show_progress:
        report = add_documents(data, paths, options=options, progress=show_progress)
    printing.report(report, as_json=as_json)
    if report.count("failed"):
        raise typer.Exit(1)


app.command()(reread)


@app.command(name="list")
def list_(data: Data = HERE, as_json: AsJson = False) -> None:
    """List the documents of the library."""
    from pincite.ingest.library.store import Library

    with Library(data) as library:
        printing.documents(library.summaries(), as_json=as_json)


@app.command()
def show(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="A document id; `pincite list` shows them.")],
    page: Annotated[int | None, typer.Option(help="Print the text of this page (its number in the file).")] = None,
    data: Data = HERE,
    as_json: AsJson = False,
) -> None:
    """Show a document: its record, its pages and how each is known, and its passages by kind."""
    from pincite.ingest.library.store import Library

    with Library(data) as library:
        document = library.document(identifier)
    if page is None:
        printing.document(document, as_json=as_json)
    else:
        printing.page(document, page, as_json=as_json)


@app.command()
def remove(identifiers: Identifiers, data: Data = HERE, as_json: AsJson = False) -> None:
    """Remove documents for good. Once this command has finished, no search returns them."""
    from pincite.service.jobs.library_changes import remove as remove_documents

    with progress(quiet=as_json) as show_progress:
        snapshot = remove_documents(data, identifiers, progress=show_progress)
    printing.removed(identifiers, snapshot, as_json=as_json)


app.command()(search)
app.command()(ask)
app.command()(locate)
app.command()(cite)
app.command()(mcp)


@app.command()
def serve(
    data: Data = HERE,
    host: Annotated[str, typer.Option(envvar="PINCITE_HOST", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(envvar="PINCITE_PORT", min=0, max=65535, help="The port; 0 takes a free one.")
    ] = 8000,
    threads: Annotated[
        int, typer.Option(envvar="PINCITE_THREADS", min=1, max=256, help="Threads that encode one question.")
    ] = 1,
) -> None:
    """Serve the library over HTTP, with a web page at /."""
    from pincite.service.http.server import serve as serve_http
    from pincite.service.settings import read_settings

    serve_http(replace(read_settings(os.environ), data=data, host=host, port=port, threads=threads))


@pages.command()
def suggest(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A text converted from a PDF (.txt, .md).")],
    number: Annotated[int | None, typer.Option("--pages", min=1, help="The number of pages, if you know it.")] = None,
    known: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PAGE=WORDS", help="A page whose beginning you know, by its first words (may be repeated)."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Where to write the map; by default where `pincite add` looks for it.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the map; write it only with --out.")] = False,
) -> None:
    """Propose where the pages of a text began, from the traces they left. Review the map with `pincite pages check`."""
    from pincite.service.commands.pages_command import print_proposal, propose

    write = out is not None or not as_json
    print_proposal(propose(file, pages=number, known=known or (), out=out, write=write), as_json=as_json)


@pages.command()
def check(
    map_file: Annotated[Path, typer.Argument(metavar="MAP", help="A page map.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The text it is for.")],
    accept: Annotated[bool, typer.Option("--accept", help="You have reviewed the map: mark it as reviewed.")] = False,
    reviewed_on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="The date to note with --accept, like 2025-03-27.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check a page map against its text and show every page start in its context."""
    from pincite.service.commands.pages_command import print_review, review

    if reviewed_on is not None and not accept:
        raise typer.BadParameter("--on goes with --accept")
    print_review(review(map_file, file, accept=accept, reviewed_on=reviewed_on), as_json=as_json)


@app.command()
def verify(
    data: Data = HERE,
    repair: Annotated[bool, typer.Option("--repair", help="Build the snapshot again where it is wrong.")] = False,
    recall: Annotated[
        bool, typer.Option("--recall", help="Measure also how many of the nearest passages dense search finds.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check the library: originals, offsets, pages and checksums, and that library and snapshot agree."""
    from pincite.index.dense_recall import measure_recall
    from pincite.service.jobs.library_changes import problems

    with progress(quiet=as_json) as show_progress:
        found = problems(data, repair=repair, progress=show_progress)
        measured = measure_recall(data) if recall and not found else None
    printing.problems(found, measured, as_json=as_json)
    if found:
        raise typer.Exit(1)


app.command()(status)
app.command()(stats)


@app.command(
    name="eval",
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "allow_interspersed_args": False},
)
def evaluate(context: typer.Context) -> None:
    """Score the library on gold questions; compare evaluations. `pincite eval --help` lists its options."""
    # A separate process: the service does not import the evaluation. -P: a folder "eval" of the user must not be taken.
    raise typer.Exit(
        subprocess.run([sys.executable, "-P", "-m", "pincite.eval", *context.args], check=False).returncode
    )


@contextmanager
def _explained() -> Iterator[None]:
    """Turn an error of Pincite into one sentence and exit status 1."""
    try:
        yield
    except EXPLAINED as error:
        print(f"pincite: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("pincite: interrupted; what was already added stays", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()  # nobody reads the output any more; Python would complain about it at exit
        sys.exit(1)


def main() -> None:
    """Run the command."""
    # An error is printed once, as a sentence: without a handler, Python would print logged warnings beside it.
    logging.getLogger("pincite").addHandler(logging.NullHandler())
    with _explained():
        app()
