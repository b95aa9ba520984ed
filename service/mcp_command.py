"""`pincite mcp`: the library for a language-model program that starts it, over standard input and output."""

from service.options import HERE, Data


def mcp(data: Data = HERE) -> None:
    """Serve the library to a language-model program (Model Context Protocol, over standard input and output)."""
    from service.engine import Engine

    engine = Engine(data)
    engine.start()  # the index opens while the SDK is imported

    from service.mcp_server import create_mcp

    try:
        create_mcp(engine).run("stdio")
    finally:
        engine.close()
