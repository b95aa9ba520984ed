"""The report of an evaluation as one HTML page: no script, nothing from another host.

Every passage is a link to its page in the running service, where it can be read and judged by eye.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from pincite.eval.reports.plots import curve_plot, difference_plot, histogram, interval_plot, legend

SERVICE = "http://127.0.0.1:8000"
_MEASURE = "nDCG"  # what the plots by kind and the differences show

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; }
h1 { font-size: 1.6rem } h2 { margin-top: 2.5rem; font-size: 1.2rem } a { color: #0b5cad }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .85rem; margin: .5rem 0 1rem }
th, td { text-align: left; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #ddd; white-space: nowrap }
svg { width: 100%; max-width: 46rem; display: block } svg text { font: 11px system-ui, sans-serif; fill: #444 }
.grid { stroke: #e4e4e4 } .axis { stroke: #777 } .key { margin-right: 1.2rem } .wide { overflow-x: auto }
.key i { display: inline-block; width: .8rem; height: .8rem; margin-right: .35rem }
details { border-bottom: 1px solid #e4e4e4; padding: .3rem 0 } summary { cursor: pointer }
.grade { background: #cfe8d8; border-radius: 3px; padding: 0 .3rem } .meta, dt { color: #666 }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: 1rem }
ol { margin: .2rem 0 }
"""


def evaluation_page(saved: Mapping[str, Any], *, service: str = SERVICE) -> str:
    """The page of a saved evaluation. `service`: the address at which its passages can be read."""
    results = saved["results"]
    runs = list(results[0]["modes"]) if results else []
    measure = f"{_MEASURE}@{saved['k']}"
    parts = [
        f"<h1>Evaluation of snapshot {escape(saved['snapshot'])}</h1>",
        _about(saved),
        *(_table(group) for group in saved["comparisons"][:1]),
        "<details><summary>The same by language, split and kind</summary>",
        *(_table(group) for group in saved["comparisons"][1:]),
        "</details>",
        f"<h2>{measure} by kind of question</h2>",
        legend(runs),
        interval_plot(_by_kind(saved, measure), label=f"{measure} by kind"),
        "<h2>Rank of the first passage with evidence</h2>",
        legend(runs),
        _ranks(results, runs, saved["k"]),
        *_answers(saved),
        *_differences(results, runs, measure),
        "<h2>Every question</h2>",
        *(_question(result, service) for result in results),
    ]
    return _page("Evaluation", parts)


def comparison_page(base: Mapping[str, Any], other: Mapping[str, Any], *, names: Sequence[str]) -> str:
    """The page of two saved evaluations: where the second is better and worse, question by question.

    names: what each run is called on the command line, the name of its mode last: "runs/a:hybrid".
    """
    runs = [name.rpartition(":")[2] for name in names]
    before = {result["id"]: result for result in base["results"]}
    measure = f"{_MEASURE}@{other['k']}"
    shared = [result for result in other["results"] if result["id"] in before]
    moved = [
        (result, _score(result, runs[1], measure) - _score(before[result["id"]], runs[0], measure)) for result in shared
    ]
    bars = [(result["id"], change, f"{_asked(result)} {change:+.3f}") for result, change in moved]
    parts = [
        f"<h1>{escape(names[1])} against {escape(names[0])}</h1>",
        f"<p>{measure}, {len(shared)} questions.</p>",
        difference_plot(bars, label=f"Differences in {measure}"),
        "<h2>Questions that moved</h2>",
    ]
    for result, change in sorted(moved, key=lambda one: (-abs(one[1]), one[0]["id"])):
        if change:
            both = {"before": before[result["id"]]["modes"][runs[0]], "after": result["modes"][runs[1]]}
            parts.append(_question({**result, "modes": both}, SERVICE, note=f"{change:+.3f}"))
    return _page("Comparison", parts)


def _page(title: str, parts: Sequence[str]) -> str:
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width">'
        f"<style>{_STYLE}</style></head><body>\n" + "\n".join(parts) + "\n</body></html>\n"
    )


def _about(saved: Mapping[str, Any]) -> str:
    made, machine = saved["made"], saved["made"]["machine"]
    times = "; ".join(f"{run} {took['p50']:.1f} / {took['p99']:.1f} ms" for run, took in made["latency_ms"].items())
    facts = {
        "gold": f"{', '.join(saved['gold'])}; split {saved['split']}; {saved['questions']['scored']} of "
        f"{saved['questions']['all']} questions have evidence",
        "made": f"{made['date']} on {machine['processor']} ({machine['processors']}), Python {machine['python']}",
        "versions": ", ".join(f"{name} {version}" for name, version in saved["versions"].items()),
        "time, p50 / p99": times,
    }
    return '<p class="meta">' + "<br>".join(f"{name}: {escape(fact)}" for name, fact in facts.items()) + "</p>"


def _table(group: Mapping[str, Any]) -> str:
    columns = {**group["modes"], **group.get("differences", {})}
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    differences = group.get("differences", {})
    rows = "".join(
        f"<tr><th>{escape(measure)}</th>"
        + "".join(
            f"<td>{_cell(column.get(measure), signed=name in differences)}</td>" for name, column in columns.items()
        )
        for measure in next(iter(columns.values()))
    )
    title = f"{group['group']} ({group['questions']})"
    return f'<div class="wide"><table><tr><th>{escape(title)}</th>{head}</tr>{rows}</tr></table></div>'


def _cell(found: Mapping[str, float] | None, *, signed: bool) -> str:
    if found is None:
        return "–"
    mean, low, high = (f"{found[part]:{'+' if signed else ''}.3f}" for part in ("mean", "low", "high"))
    return f"{mean} [{low}, {high}]"


def _by_kind(saved: Mapping[str, Any], measure: str) -> dict[str, dict[str, tuple[float, float, float]]]:
    return {
        f"{group['group'].removeprefix('kind ')} ({group['questions']})": {
            run: (found[measure]["mean"], found[measure]["low"], found[measure]["high"])
            for run, found in group["modes"].items()
        }
        for group in saved["comparisons"]
        if group["group"].startswith("kind ")
    }


def _ranks(results: Sequence[Mapping[str, Any]], runs: Sequence[str], k: int) -> str:
    ticks = [str(rank) for rank in range(1, k + 1)] + ["none"]
    counts = {run: [0] * (k + 1) for run in runs}
    for result in results:
        for run in runs:
            hits = result["modes"][run]["hits"]
            counts[run][next((place for place, hit in enumerate(hits) if hit["grade"]), k)] += 1
    return histogram(counts, ticks, label="Rank of the first passage with evidence")


def _answers(saved: Mapping[str, Any]) -> Iterator[str]:
    if "answers" not in saved:
        return
    answers = saved["answers"]
    yield "<h2>Answers</h2>"
    groups = [group for group in answers["comparisons"] if not group["group"].startswith("kind ")]
    columns = {f"{group['group']} ({group['questions']})": group["modes"]["answers"] for group in groups}
    yield _table({"group": "answers", "questions": groups[0]["questions"], "modes": columns})
    if answers["curve"]:
        yield "<h2>Risk and coverage</h2><p>Each point is a threshold of the confidence. Coverage: answerable "
        yield "questions that are answered. Risk: answered questions that the documents do not answer. "
        yield f"AUROC {answers['auroc']['all']:.3f}.</p>"
        points = [
            (
                point["coverage"],
                point["risk"],
                f"threshold {point['threshold']:.3f}: coverage {point['coverage']:.3f}, risk {point['risk']:.3f}, "
                f"refused {point['refused']:.3f}",
            )
            for point in answers["curve"]
        ]
        yield curve_plot(points, across="coverage", up="risk", label="Risk by coverage")


def _differences(results: Sequence[Mapping[str, Any]], runs: Sequence[str], measure: str) -> Iterator[str]:
    for other in ("dense", "sparse"):
        if {"hybrid", other} <= set(runs):
            yield f"<h2>Hybrid minus {other}, question by question ({measure})</h2>"
            changes = [(one, _score(one, "hybrid", measure) - _score(one, other, measure)) for one in results]
            bars = [(one["id"], change, f"{one['question']} {change:+.3f}") for one, change in changes]
            yield difference_plot(bars, label=f"Hybrid minus {other}")


def _score(result: Mapping[str, Any], run: str, measure: str) -> float:
    return float(result["modes"][run]["scores"].get(measure, 0.0))


def _question(result: Mapping[str, Any], service: str, *, note: str = "") -> str:
    evidence = "".join(
        f"<li>{escape(one['document'])}, grade {one['grade']}: “{escape(one['quote'])}” "
        + " ".join(_link(service, one["document"], name, None, name) for name in one["passages"][:3])
        + "</li>"
        for one in result.get("evidence", ())
    )
    runs = "".join(
        f"<div><b>{escape(name)}</b>{_hits(found, service)}</div>" for name, found in result["modes"].items()
    )
    tail = f' <span class="meta">{escape(" ".join((result["kind"], result["language"], note)))}</span>'
    return (
        f'<details id="{escape(result["id"], quote=True)}"><summary>{escape(_asked(result))}{tail}</summary>'
        f'<ul>{evidence}</ul><div class="columns">{runs}</div></details>'
    )


def _asked(result: Mapping[str, Any]) -> str:
    """The question; its id where, as in the base, that is all that was saved."""
    return str(result.get("question", result["id"]))


def _hits(found: Mapping[str, Any], service: str) -> str:
    items = []
    for hit in found["hits"]:
        grade = f' <span class="grade">{hit["grade"]}</span>' if hit["grade"] else ""
        # Other pipelines have no pages and no addresses; the base has neither, nor the document apart from the passage.
        first = hit.get("pages", [None])[0]
        shown = hit["passage"] if first is None else f"{hit['document']}, p. {first}"
        link = _link(service, hit["document"], hit["passage"], first, shown) if hit.get("url") else escape(shown)
        items.append(f"<li>{link}{grade}</li>")
    return f"<ol>{''.join(items)}</ol>"


def _link(service: str, document: str, passage: str, page: int | None, shown: str) -> str:
    place = f"#page={page}" if page is not None else ""
    address = f"{service}/documents/{quote(document, safe='')}?passage={quote(passage, safe='')}{place}"
    return f'<a href="{escape(address, quote=True)}">{escape(shown)}</a>'
