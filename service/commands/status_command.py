"""The command `pincite status`: what there is to do."""

import json
from dataclasses import asdict

from pincite.service.commands.options import HERE, AsJson, Data


def status(data: Data = HERE, as_json: AsJson = False) -> None:
    """Say what there is to do: documents that the index has yet to follow, or that older rules read."""
    from pincite.service.commands.printing import console
    from pincite.service.documents.library_status import library_status, steps

    found = library_status(data)
    if as_json:
        print(json.dumps({**asdict(found), "steps": list(steps(found))}, ensure_ascii=False, indent=2))
        return
    out = console()
    serves = "no snapshot serves" if found.snapshot is None else f"snapshot {found.snapshot} serves"
    out.print(f"{found.documents:,} document{'' if found.documents == 1 else 's'}; {serves}")
    for line in steps(found) or ("there is nothing to do",):
        out.print(line, markup=False)
