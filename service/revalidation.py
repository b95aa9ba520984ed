"""Whether what a client has is still what it would get."""


def is_known(etag: str, if_none_match: str) -> bool:
    """Whether the If-None-Match of a request names this ETag (RFC 9110, section 13.1.2)."""
    known = {one.strip().removeprefix("W/") for one in if_none_match.split(",")}
    return etag in known or known == {"*"}
