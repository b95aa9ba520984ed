"""PDF files written by hand to hurt whoever reads them: loops, bombs, depths, sizes that lie."""

import zlib
from collections.abc import Callable, Mapping

FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
TEXT = b"BT /F1 12 Tf 72 700 Td (Some text.) Tj ET"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def stream(content: bytes, entries: bytes = b"", *, length: bytes | None = None) -> bytes:
    return b"<<%s/Length %s>>\nstream\n%s\nendstream" % (entries, length or b"%d" % len(content), content)


def deflated(content: bytes, entries: bytes = b"/Filter/FlateDecode") -> bytes:
    return stream(zlib.compress(content, 1), entries)


def whole(objects: Mapping[int, bytes], trailer: bytes = b"", *, prev: bytes = b"") -> bytes:
    """A file of these objects with a table of where each stands; 1 is the catalog."""
    file = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, content in objects.items():
        places[number] = len(file)
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    at = len(file)
    file += b"xref\n"
    for number, place in places.items():
        file += b"%d 1\n%010d 00000 n \n" % (number, place)
    file += b"trailer\n<</Size %d/Root 1 0 R%s%s>>\n" % (max(objects) + 1, trailer, prev.replace(b"HERE", b"%d" % at))
    return bytes(file + b"startxref\n%d\n%%%%EOF\n" % at)


def small(changes: Mapping[int, bytes], trailer: bytes = b"", *, prev: bytes = b"") -> bytes:
    """A good file of one page, with these objects in the place of its own or beside them."""
    return whole({1: CATALOG, 2: PAGES, 3: PAGE, 4: stream(TEXT), 5: FONT, **changes}, trailer, prev=prev)


def page(content: bytes, resources: bytes = b"", more: Mapping[int, bytes] | None = None) -> bytes:
    described = PAGE.replace(b"<</Font", b"<<%s/Font" % resources)
    return small({3: described, 4: content, **(more or {})})


def box(rectangle: bytes) -> bytes:
    return small({3: PAGE.replace(b"0 0 612 792", rectangle)})


def label(number_tree: bytes) -> bytes:
    return small({1: b"<</Type/Catalog/Pages 2 0 R/PageLabels %s>>" % number_tree, 6: b"<</Kids[6 0 R]>>"})


def forms(depth: int, calls: int) -> bytes:
    """Forms in forms: each draws the next one `calls` times, the last the text."""
    entries = b"/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</Font<</F1 5 0 R>>/XObject<</X %d 0 R>>>>"
    inner = {10 + n: stream(b"/X Do " * calls, entries % (11 + n)) for n in range(depth)}
    last = {10 + depth: stream(TEXT, entries % 10)}
    return page(stream(b"/X Do"), b"/XObject<</X 10 0 R>>", inner | last)


def layers(size: int, count: int) -> bytes:
    """A stream deflated `count` times over."""
    content = b" " * size
    for _ in range(count):
        content = zlib.compress(content, 9)
    return page(stream(content, b"/Filter[%s]" % (b"/FlateDecode" * count)))


def object_streams() -> bytes:
    """Objects said to be in a stream that is itself said to be in it."""
    content = b"1 0 2 29 " + CATALOG + PAGES
    rows = b"".join(bytes([2, 0, 4, n]) for n in range(5)) + b"\x01\x00\x09\x00"
    table = b"<</Type/XRef/W[1 2 1]/Size 6/Root 1 0 R/Length %d>>\nstream\n%s\nendstream" % (len(rows), rows)
    held = stream(content, b"/Type/ObjStm/N 2/First 9/Extends 4 0 R")
    head = b"%%PDF-1.7\n4 0 obj\n%s\nendobj\n" % held
    return head + b"9 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, len(head))


def cross_reference_stream(entries: bytes) -> bytes:
    head = b"%%PDF-1.7\n1 0 obj\n%s\nendobj\n" % CATALOG
    table = deflated(b"\x01\x00\x09\x00" * 10, b"/Type/XRef/Root 1 0 R/Filter/FlateDecode" + entries)
    return head + b"9 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, len(head))


def glyphs() -> bytes:
    """A font whose glyph writes itself."""
    font = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/CharProcs<</a 6 0 R>>/FirstChar 97"
        b"/LastChar 97/Widths[9]/Encoding<</Differences[97/a]>>/Resources<</Font<</F1 5 0 R>>>>>>"
    )
    return small({4: stream(b"BT /F1 1 Tf (aaaa) Tj ET"), 5: font, 6: stream(b"9 0 d0 BT /F1 1 Tf (aaaa) Tj ET")})


def character_map(body: bytes) -> bytes:
    """A font with this table of characters."""
    text = b"begincmap 1 begincodespacerange <0000><FFFF> endcodespacerange %s endcmap" % body
    return small({5: FONT[:-2] + b"/ToUnicode 6 0 R>>", 6: stream(text)})


def many_pages(count: int, *, distinct: bool) -> bytes:
    if not distinct:
        return small({2: b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, b"3 0 R " * count)})
    kids = b"".join(b"%d 0 R " % (10 + n) for n in range(count))
    return small({2: b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids), **{10 + n: PAGE for n in range(count)}})


def pages_in_pages(depth: int) -> bytes:
    inner = {10 + n: b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (11 + n) for n in range(depth)}
    return small({2: b"<</Type/Pages/Count 1/Kids[10 0 R]>>", **inner, 10 + depth: PAGE})


def outline(entries: bytes, more: Mapping[int, bytes]) -> bytes:
    return small({1: b"<</Type/Catalog/Pages 2 0 R/Outlines 6 0 R>>", 6: b"<</Type/Outlines%s>>" % entries, **more})


ODD: Mapping[str, Callable[[], bytes]] = {
    "good": lambda: small({}),
    "page tree of itself": lambda: small({2: b"<</Type/Pages/Kids[2 0 R]/Count 1>>"}),
    "page tree of itself and more": lambda: small({2: b"<</Type/Pages/Kids[2 0 R 2 0 R 3 0 R]/Count 3>>"}),
    "page that is its parent": lambda: small({3: b"<</Type/Page/Parent 3 0 R/Contents 4 0 R>>"}),
    "page tree 20,000 deep": lambda: pages_in_pages(20_000),
    "count of a billion": lambda: small({2: b"<</Type/Pages/Kids[3 0 R]/Count 1000000000>>"}),
    "negative count": lambda: small({2: b"<</Type/Pages/Kids[3 0 R]/Count -5>>"}),
    "kids that are no pages": lambda: small({2: b"<</Type/Pages/Kids[null 7 (x) 4 0 R 99 0 R]/Count 5>>"}),
    "pages that are a number": lambda: small({2: b"7"}),
    "5,000 times the same page": lambda: many_pages(5_000, distinct=False),
    "5,000 pages": lambda: many_pages(5_000, distinct=True),
    "huge page": lambda: box(b"0 0 1e30 1e30"),
    "page of no size": lambda: box(b"0 0 0 0"),
    "page inside out": lambda: box(b"612 792 -5 -9"),
    "page of words": lambda: box(b"(a) /b null 7"),
    "rotated by a billion": lambda: small({3: PAGE[:-2] + b"/Rotate 999999999999>>"}),
    "unit of a billion": lambda: small({3: PAGE[:-2] + b"/UserUnit 1e9/CropBox[1 2 3]>>"}),
    "form in itself": lambda: forms(0, 1),
    "forms 500 deep": lambda: forms(500, 1),
    "forms that double 40 times": lambda: forms(40, 2),
    "bomb of 1 GiB": lambda: page(deflated(b" " * 2**30)),
    "bomb of text": lambda: page(deflated(b"BT /F1 12 Tf " + b"(A) Tj " * 5_000_000 + b" ET")),
    "bomb of operators": lambda: page(deflated(b"q " * 3_000_000)),
    "bomb in layers": lambda: layers(2**28, 3),
    "stream filtered a thousand times": lambda: page(stream(b"x", b"/Filter[%s]" % (b"/ASCIIHexDecode" * 1000))),
    "predictor of a billion columns": lambda: page(
        deflated(TEXT, b"/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 1000000000>>")
    ),
    "run length bomb": lambda: page(stream(b"\x81 " * 2**22, b"/Filter/RunLengthDecode")),
    "negative length": lambda: small({4: stream(TEXT, length=b"-5")}),
    "length of itself": lambda: small({4: stream(TEXT, length=b"4 0 R")}),
    "length of a billion": lambda: small({4: stream(TEXT, length=b"1000000000")}),
    "one stream 100,000 times": lambda: small(
        {3: PAGE.replace(b"/Contents 4 0 R", b"/Contents[%s]" % (b"4 0 R " * 100_000))}
    ),
    "objects in a stream in itself": object_streams,
    "tables before themselves": lambda: small({}, prev=b"/Prev HERE"),
    "tables of a billion": lambda: cross_reference_stream(b"/W[1 2 1]/Size 1000000000/Index[0 1000000000]"),
    "tables of wide columns": lambda: cross_reference_stream(b"/W[1000000000 1000000000 9]/Size 10"),
    "tables of no columns": lambda: cross_reference_stream(b"/W[0 0 0]/Size 1000000000/Index[0 1000000000]"),
    "tables of negative columns": lambda: cross_reference_stream(b"/W[-1 2 1]/Size 10/Index[-5 10]"),
    "no table": lambda: small({}).partition(b"xref\n")[0],
    "half a table": lambda: small({})[:-120],
    "arrays 100,000 deep": lambda: small({6: b"[" * 100_000 + b"]" * 100_000}, b"/Info 6 0 R"),
    "dictionaries 50,000 deep": lambda: small({6: b"<</A" * 50_000 + b" 1" + b">>" * 50_000}, b"/Info 6 0 R"),
    "100,000 objects": lambda: small({10 + n: b"null" for n in range(100_000)}),
    "object that is itself": lambda: small({6: b"6 0 R"}, b"/Info 6 0 R"),
    "catalog that is a page": lambda: small({1: PAGE}),
    "number of a million digits": lambda: small({6: b"<</Title %s>>" % (b"1" * 1_000_000)}, b"/Info 6 0 R"),
    "title of 4 MiB": lambda: small({6: b"<</Title (%s)>>" % (b"x" * 2**22)}, b"/Info 6 0 R"),
    "title in itself": lambda: small({6: b"<</Title 6 0 R/Author [6 0 R]>>"}, b"/Info 6 0 R"),
    "labels in themselves": lambda: label(b"6 0 R"),
    "roman label of a billion": lambda: label(b"<</Nums[0<</S/r/St 1000000000>>]>>"),
    "letter label of ten billion": lambda: label(b"<</Nums[0<</S/A/St 10000000000>>]>>"),
    "labels of words": lambda: label(b"<</Nums[(a) (b) 0 null /x 0<</S 9/P 7/St(x)>>]>>"),
    "outline in a circle": lambda: outline(b"/First 7 0 R/Last 7 0 R", {7: b"<</Title(a)/Next 7 0 R/First 6 0 R>>"}),
    "outline 5,000 deep": lambda: outline(
        b"/First 10 0 R", {10 + n: b"<</Title(a)/Dest[3 0 R/Fit]/First %d 0 R>>" % (11 + n) for n in range(5000)}
    ),
    "unknown encryption": lambda: small({}, b"/Encrypt<</Filter/Standard/V 99/R 99/O(x)/U(y)/P 0>>/ID[(a)(b)]"),
    "encryption without keys": lambda: small({}, b"/Encrypt<</Filter/Standard/V 5/R 6>>"),
    "glyph that writes itself": glyphs,
    "characters without end": lambda: character_map(b"1 beginbfrange <0000><FFFFFFFF><0000> endbfrange"),
    "characters of long texts": lambda: character_map(
        b"100 beginbfrange " + (b"<0000><FFFF><%s>" % (b"0041" * 500)) * 100 + b" endbfrange"
    ),
    "picture inside the page without end": lambda: page(stream(b"BI /W 9 /H 9 ID " + b"x" * 100_000)),
    "huge picture": lambda: page(
        stream(b"9 0 0 9 0 0 cm /X Do " + TEXT),
        b"/XObject<</X 6 0 R>>",
        {6: stream(b"x", b"/Subtype/Image/Width 1000000/Height 1000000/BitsPerComponent 8/ColorSpace/DeviceRGB")},
    ),
    "text of huge numbers": lambda: page(stream(b"BT /F1 1e38 Tf 1e38 0 0 1e38 1e38 1e38 Tm (Some text.) Tj ET")),
    "texts all in one place": lambda: page(
        deflated(b"BT /F1 9 Tf " + b"1 0 0 1 9 9 Tm (same place) Tj " * 50_000 + b"ET")
    ),
    "text of a million letters": lambda: page(deflated(b"BT /F1 9 Tf (" + b"word " * 200_000 + b") Tj ET")),
    "only the first line": lambda: b"%PDF-1.7\n",
    "zeros": lambda: b"%PDF-1.7\n" + bytes(2**22),
}
