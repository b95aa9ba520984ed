"""`python -m service`: serves, with the settings from the environment."""

import os
import sys
from importlib.metadata import version

from pincite.index.errors import RerankerUnavailable
from pincite.service.errors import ServiceError
from pincite.service.http.server import serve
from pincite.service.settings import read_settings


def main() -> int:
    """Exit status 0 when it was stopped, 1 when it cannot serve, 2 for a usage error."""
    if sys.argv[1:] == ["--version"]:
        print(f"pincite {version('pincite')}")
        return 0
    if sys.argv[1:]:
        print(
            "usage: python -m service; settings are PINCITE_DATA, PINCITE_HOST, PINCITE_PORT and others "
            "in the environment, as the documentation says, and options with: pincite serve --help",
            file=sys.stderr,
        )
        return 2
    try:
        serve(read_settings(os.environ))
    except (RerankerUnavailable, ServiceError) as error:
        print(f"pincite: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
