"""`pincite mcp`: the library for a language-model program that starts it, over standard input and output."""

import os

from service.options import HERE, Data


def mcp(data: Data = HERE) -> None:
    """Serve the library to a language-model program (Model Context Protocol, over standard input and output)."""
    from index.reranker import reranker_opener
    from service.engine import Engine
    from service.settings import read_reranker

    engine = Engine(data, open_reranker=reranker_opener(read_reranker(os.environ)))
    engine.start()  # the index opens while the SDK is imported

    from service.mcp_server import create_mcp

    try:
        create_mcp(engine).run("stdio")
    finally:
        engine.close()
