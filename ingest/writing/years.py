"""Years in dates that a file states."""

import re

# Printing began in the fifteenth century; what is dated earlier is not when the work came out.
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d")


def stated_year(date: str) -> int | None:
    """The year of a date in any form: "2019", "2019-05-13", "20190513", "13 May 2019"."""
    match = _YEAR.search(date)
    return int(match[0]) if match else None
