"""The client's files as browsers get them: the same, in fewer characters."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pygments.lexers import JavascriptLexer
from pygments.token import Comment, String

from pincite.service.engine import Engine
from pincite.service.http.app import create_app
from pincite.service.http.web_files import WEB, client_file, client_files, minified

LANGUAGES = ("en", "ru", "kk")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with TestClient(create_app(Engine(tmp_path_factory.mktemp("empty")))) as client:
        yield client


def words_of(script: str) -> list[str]:
    """What a script is made of, without comments and the white space between."""
    tokens = JavascriptLexer().get_tokens(script)
    return [text for kind, text in tokens if kind in String or (kind not in Comment and text.strip())]


@pytest.mark.parametrize("script", sorted(WEB.rglob("*.js")), ids=lambda script: script.name)
def test_a_script_is_served_word_for_word(client: TestClient, script: Path) -> None:
    written, served = script.read_text("utf-8"), client.get(f"/web/{script.relative_to(WEB).as_posix()}").text
    assert words_of(served) == words_of(written)
    assert len(served) < len(written)


def test_strings_templates_and_patterns_keep_their_white_space() -> None:
    kept = ["`two  spaces,\n\n  a // line and ${name}  more`", '"a  /* b */  c"', "/ {2}[/ ]\\/  x/gu", "'it\\'s  //'"]
    for literal in kept:
        assert literal in minified(".js", f"// before\nconst it = {literal};  // after\n")


def test_a_template_inside_another_would_be_noticed() -> None:
    nested = "const it = `${`${one} ${other}`}`;"
    assert words_of(minified(".js", nested)) != words_of(nested)


def test_lines_that_end_a_statement_by_themselves_still_do() -> None:
    assert minified(".js", "let a = b\nlet c = d\nreturn\n") == "let a=b\nlet c=d\nreturn\n"


def test_style_keeps_the_spaces_that_mean_something() -> None:
    style = (
        "/* why */\n.a :is(b, c) > d { width: calc(1px + 2%); }\n@media (min-width: 1px) and (print) { e { f: g } }\n"
    )
    assert minified(".css", style) == (
        ".a :is(b,c)>d{width:calc(1px + 2%)}@media (min-width:1px) and (print){e{f:g}}\n"
    )


def test_a_page_loses_its_indentation_alone() -> None:
    assert minified(".html", "<p>\n    one <b>two</b>\n  three\n</p>\n") == "<p>\none <b>two</b>\nthree\n</p>\n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_of_the_client_weighs_at_most_100_kilobytes_in_each_language(client: TestClient, language: str) -> None:
    # Before compression: every page, script and style there is, whether a visit loads it or not.
    others = {f"languages/{other}.js" for other in LANGUAGES if other != language}
    files = {file.relative_to(WEB).as_posix() for file in client_files()} - others
    assert {"index.html", "docs.html", "main.js", "library/library.js", "style.css", f"languages/{language}.js"} < files
    assert sum(len(client.get(f"/web/{name}").content) for name in files) <= 100_000


@pytest.mark.parametrize(
    ("address", "media_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/docs", "text/html; charset=utf-8"),
        ("/web/main.js", "text/javascript; charset=utf-8"),
        ("/web/style.css", "text/css; charset=utf-8"),
        ("/web/icon.svg", "image/svg+xml"),
        ("/favicon.ico", "image/svg+xml"),
    ],
)
def test_a_file_is_sent_again_only_when_it_has_changed(client: TestClient, address: str, media_type: str) -> None:
    first = client.get(address)
    assert first.headers["content-type"] == media_type
    assert first.headers["cache-control"] == "no-cache"
    again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(address, headers={"If-None-Match": '"another"'}).content == first.content


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../client.py",
        "../web/main.js",
        "parts/../main.js",
        "dom.js",
        "parts",
        "nope.js",
        "x" * 5000,
        "a\0b",
    ],
)
def test_no_other_name_is_a_file_of_the_client(name: str) -> None:
    assert client_file(name) is None
