"""The default encoder's package: it is found without being run."""

import subprocess
import sys

from pincite.ingest.encoder_package import PACKAGE, TOKENIZER_FILE, WEIGHTS, installed_folder


def test_the_package_holds_the_weights_and_the_tokenizer() -> None:
    folder = installed_folder()
    assert folder is not None
    assert all((folder / name).is_file() for name in (WEIGHTS, TOKENIZER_FILE))


def test_the_package_is_found_without_being_run() -> None:
    program = (
        "import sys; from pincite.ingest.encoder_package import installed_folder\n"
        f"assert installed_folder() is not None; print({PACKAGE!r} in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
