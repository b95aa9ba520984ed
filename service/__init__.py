"""Question in, cited answer out: over HTTP, the command line, MCP and the web client."""
