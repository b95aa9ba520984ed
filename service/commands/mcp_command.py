"""`pincite mcp`: the library for a language-model program that starts it, over standard input and output."""

import os

from pincite.service.commands.options import HERE, Data


def mcp(data: Data = HERE) -> None:
    """Serve the library to a language-model program (Model Context Protocol, over standard input and output)."""
    from pincite.index.ranking.reranker import reranker_opener
    from pincite.service.engine import Engine
    from pincite.service.settings import read_reranker

    engine = Engine(data, open_reranker=reranker_opener(read_reranker(os.environ)))
    engine.start()  # the index opens while the SDK is imported

    from pincite.service.mcp.mcp_server import create_mcp

    try:
        create_mcp(engine).run("stdio")
    finally:
        engine.close()
