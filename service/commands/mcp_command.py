"""`pincite mcp`: serves the library to the language-model program that starts it, over standard input and output."""

import os

from pincite.service.commands.options import HERE, Data


def mcp(data: Data = HERE) -> None:
    """Serve the library to a language-model program (Model Context Protocol, over standard input and output)."""
    from pincite.service.engine import engine_of
    from pincite.service.settings import read_reranker

    with engine_of(data, reranker=read_reranker(os.environ)) as engine:
        engine.start()  # the index opens while the SDK is imported

        from pincite.service.mcp.mcp_tools import create_mcp

        create_mcp(engine).run("stdio")
