"""Reports that are alike but for company, year and figures."""

import random
from dataclasses import dataclass
from pathlib import Path

from pincite.ingest.library.store import Library
from pincite.ingest.read import Item, read_document
from pincite.ingest.record import read_record

COMPANIES = ("Alder Energy", "Birch Foods", "Cedar Logistics", "Dorn Chemicals", "Elm Steel", "Fenwick Pharma")
YEARS = range(2019, 2025)

_REPORT = """1 Letter to shareholders

Dear shareholders, the year was marked by resilient demand and disciplined execution. We continued to invest in our
people, our plants and our customers. Our strategy remains unchanged: profitable growth and responsible conduct.

2 Financial results

Revenue amounted to {0} million euros. Operating profit was {1} million euros, which reflects the development of input
prices and exchange rates. Management considers the result satisfactory in a demanding environment.

TABLE 1 Key figures.

Figure\tAmount
Revenue\t{0}
Operating profit\t{1}

3 Employees

At the end of the year the group had {2} employees. Training hours per employee rose, and the accident rate fell
further. The share of women in management positions is to increase.

4 Environment

Emissions of carbon dioxide were {3} thousand tonnes. The targets were confirmed by the supervisory board. Waste was
reduced at all sites.
"""
_QUESTIONS = (
    (0, "What was the revenue of {company} in {year}?"),
    (2, "How many people worked for {company} at the end of {year}?"),
    (3, "How much carbon dioxide did {company} emit in {year}?"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A question, the report that answers it, and the figure that is the answer."""

    question: str
    document_id: str
    figure: str


def fill_with_reports(library: Library, *, named_in_title: bool) -> list[Sought]:
    """Add a report of every company and year; what may be asked about them."""
    chance = random.Random(4)
    sought = []
    for company in COMPANIES:
        for year in YEARS:
            name = f"{company.split()[0].lower()}{year}"
            figures = [f"{chance.randint(100, 99_000):,}" for _ in range(4)]
            text = _REPORT.format(*figures)
            title = f"{company} Annual Report {year}" if named_in_title else "Annual Report"
            csl = {"id": name, "title": title, "author": [{"literal": company}], "issued": {"date-parts": [[year]]}}
            record = read_record(csl, where="test")
            item = Item(file=Path(f"{name}.txt"), record=record)
            library.add(read_document(item, record, text.encode()), text.encode())
            sought += [
                Sought(question=asked.format(company=company, year=year), document_id=name, figure=figures[place])
                for place, asked in _QUESTIONS
            ]
    return sought
