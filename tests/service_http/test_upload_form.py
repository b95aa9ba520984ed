"""Names of uploaded files."""

import pytest

from pincite.service.http.upload_form import display_name


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("paper.pdf", "paper.pdf"),
        ("Мягкая сила Қазақстан.pdf", "Мягкая сила Қазақстан.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\papers\\a.pdf", "a.pdf"),
        ("/", "document"),
        ("..", "document"),
        ("", "document"),
        ("\u202efdp.exe\u0000\x1b[1m", "fdp.exe[1m"),
        ("a\n  b\t.pdf", "a b .pdf"),
        ("e\u0301.txt", "é.txt"),
        ("می\u200cخواهم.pdf", "می\u200cخواهم.pdf"),
        ("<script>.txt", "<script>.txt"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_name_is_shown_as_it_is_and_never_a_path(given: str, shown: str) -> None:
    assert display_name(given) == shown
