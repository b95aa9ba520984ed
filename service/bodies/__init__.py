"""The bodies of HTTP requests and replies, and how they are made."""
