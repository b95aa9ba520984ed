"""The plot of the documentation is drawn from its tables."""

import re
from pathlib import Path
from xml.etree import ElementTree

from growing.growth_plot import growth_plot

EXPLANATION = Path(__file__).parents[2] / "docs" / "explanation"
PAGE = """### A library of so many passages

| | 1,000 | 100,000 |
| --- | ---: | ---: |
| documents | 25 | 2,500 |
| open: snapshot (s) | 0.01 | 1 |
| add one document: whole (s) | 0.5 | 0.5 |
| replace one document: whole (s) | 1 | 1 |
| remove one document, until `remove` returns (s) | 2 | 1,000 |

### Queries, one thread, in milliseconds

| | 1,000 p50 | 1,000 p99 | 100,000 p50 | 100,000 p99 |
| --- | ---: | ---: | ---: | ---: |
| sparse, questions, k 10 | 0.1 | 7 | 10 | 7 |
| dense, k 10 | 1 | 7 | 1 | 7 |
| hybrid: whole | 1 | 7 | 10 | 7 |
| rank_bm25, questions: scores and ten best | 10 | 7 | – | – |
| bm25s, questions, k 10 | 1 | 7 | 1 | 7 |
| FAISS flat, k 10 | 1 | 7 | 100 | 7 |
"""


def test_the_documentation_shows_its_tables() -> None:
    drawn = growth_plot((EXPLANATION / "benchmarks.md").read_text(encoding="utf-8"))
    kept = (EXPLANATION / "growth.svg").read_text(encoding="utf-8")
    assert drawn == kept, "draw it again: scripts/benchmarks/growing/growth_plot.py says how"


def test_equal_factors_are_equally_far_apart() -> None:
    root = ElementTree.fromstring(growth_plot(PAGE))
    titles = {title.text: circle for circle in root.iter() for title in circle if title.tag.endswith("title")}
    assert len(titles) == 6 * 2 - 1 + 4 * 2  # one row has no value at the larger size
    height = {text: float(circle.attrib["cy"]) for text, circle in titles.items()}
    low, high = height["sparse, 1,000 passages: 0.1"], height["FAISS flat, 100,000 passages: 100"]
    assert low > height["dense, 1,000 passages: 1"] > height["rank_bm25, 1,000 passages: 10"] > high
    assert abs((low - height["dense, 1,000 passages: 1"]) * 3 - (low - high)) < 0.2
    assert height["remove one, 100,000 passages: 1000"] < height["open, 1,000 passages: 0.01"]
    assert re.search(r">1,000</text>.*>100,000</text>", growth_plot(PAGE), re.DOTALL)
