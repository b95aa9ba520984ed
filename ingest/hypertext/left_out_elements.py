"""What is on a page of hypertext but is none of its text: navigation, banners, dialogs, scripts, what is hidden."""

import re

from pincite.ingest.hypertext.elements import Element, semantics, tag_of
from pincite.ingest.hypertext.note_links import NOTE

_LEFT_OUT = re.compile(
    "applet|area|audio|base|button|canvas|datalist|del|dialog|embed|frame|frameset|head|iframe|input|label|link|map|menu|"
    "meta|meter|nav|noscript|object|option|output|param|progress|rp|rt|script|select|source|style|svg|template|textarea|"
    "title|track|video"
)
_ROLES_LEFT_OUT = frozenset(
    {
        *("alert", "alertdialog", "banner", "complementary", "contentinfo", "dialog", "doc-toc", "menu", "menubar"),
        *("navigation", "search", "status", "toolbar", "tooltip"),
    }
)
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)


def is_left_out(element: Element) -> bool:
    """Whether the element is hidden or serves the page, such as its navigation, and is no text."""
    if element.get(NOTE) is not None:
        return False
    if _LEFT_OUT.fullmatch(tag_of(element)) or semantics(element) & _ROLES_LEFT_OUT:
        return True
    if element.get("aria-hidden") == "true":
        return True
    return element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "") is not None
