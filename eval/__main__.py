"""The command `pincite eval`, also `python -m eval`: score a library on gold questions.

Exit status: 0 done, 1 failed (a sentence on the error stream says what and what next), 2 wrong usage.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pincite.eval.acceptance.gate import accept, count_moved, falls, read_accepted
from pincite.eval.acceptance.score_tables import refresh_file
from pincite.eval.errors import EvaluationError, GoldError
from pincite.eval.evaluation import ANSWERS, Evaluation, EvaluationParams, Pipeline, evaluate_system
from pincite.eval.evaluation_options import (
    candidates_parser,
    check_parser,
    judged_parser,
    parse_evaluation,
    tables_parser,
)
from pincite.eval.gold.gold_questions import read_gold_sets
from pincite.eval.gold_building.candidate_pooling import pool, read_judged, read_questions, write_lines
from pincite.eval.gold_building.gold_check import check_gold
from pincite.eval.measures.page_measures import read_paged_texts
from pincite.eval.reports.html_report import SERVICE, comparison_page
from pincite.eval.reports.paired_differences import (
    compare_runs,
    differences_as_json,
    differences_as_text,
    differences_from_base,
)
from pincite.eval.reports.report_files import as_json_text, print_text, progress_line, write_evaluation, write_text
from pincite.eval.reports.saved_evaluation import as_json, parse_run_name, read_saved, read_saved_run
from pincite.eval.reports.text_report import as_text
from pincite.eval.systems.local_library import EncoderFor, LocalLibrary
from pincite.index.snapshots.snapshot import open_encoder
from pincite.service.errors import EXPLAINED

_GOLD = Path(__file__).parent / "gold"
# The errors whose message says what to do next: ours, and those that the service explains.
_EXPLAINED: tuple[type[Exception], ...] = (EvaluationError, *EXPLAINED)
# What a plain installation lacks, so it is imported where it is used.
_EXTRA = {"httpx", "ir_measures", "rank_bm25"}
_NO_CORPUS = (
    "eval: page accuracy is not measured, for there is no folder {}; name the one whose documents/ and pages/ say "
    "where quotes stand: --corpus DIR"
)


def main(arguments: Sequence[str] | None = None, *, encoder_for: EncoderFor = open_encoder) -> int:
    """Run the command; the exit status. `encoder_for` opens the encoder of a snapshot."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if given and given[0] in _COMMANDS:
            return _COMMANDS[given[0]](given[1:], encoder_for)
        options = parse_evaluation(given)
        return _compare(options) if options.compare else _evaluate(options, encoder_for)
    except _EXPLAINED as error:
        print(f"eval: {error}", file=sys.stderr)
        return 1
    except ModuleNotFoundError as error:
        if error.name not in _EXTRA:
            raise
        print(f"eval: {error.name} is not installed; run: pip install 'pincite[eval]'", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("eval: interrupted; nothing was written", file=sys.stderr)
        return 130


def _evaluate(options: argparse.Namespace, encoder_for: EncoderFor) -> int:
    params = EvaluationParams(
        gold=options.gold or _gold_sets(),
        corpus=options.corpus,
        split=options.split,
        k=options.k,
        answers=options.answers,
    )
    if options.base:
        read_saved(options.base)  # what is wrong with it is said before minutes of evaluation
    with progress_line(quiet=options.json) as progress:
        if options.url:
            from pincite.eval.systems.remote_library import RemoteLibrary

            with RemoteLibrary(options.url) as service:
                evaluation = evaluate_system(service, params, progress=progress)
        else:
            with LocalLibrary(options.data, encoder_for=encoder_for, reranker=options.reranker) as library:
                pipelines = _pipelines(library) if options.baselines else ()
                evaluation = evaluate_system(library, params, pipelines=pipelines, progress=progress)
    saved = as_json(evaluation)
    if options.out is not None:
        write_evaluation(options.out, evaluation, saved, service=options.url or SERVICE)
    status = print_text(as_json_text(saved) if options.json else as_text(evaluation))
    if not options.corpus.is_dir():
        print(_NO_CORPUS.format(options.corpus), file=sys.stderr)
    if options.base:
        differences = differences_from_base(options.base, saved)
        print(f"\n{differences}", end="", file=sys.stderr if options.json else sys.stdout)
    return status or (_guard(options, evaluation) if options.gate else 0)


def _pipelines(library: LocalLibrary) -> Sequence[Pipeline]:
    # They need libraries that only this needs.
    from pincite.eval.baselines.usual_stack import baselines, cutting_encoder

    texts = {name: library.source_text(name) for name in sorted(library.documents)}
    return baselines(texts, cutting_encoder(library.model))


def _guard(options: argparse.Namespace, evaluation: Evaluation) -> int:
    """Compare with the accepted scores, or accept these; what is found goes to the error stream."""
    path: Path = options.gate
    if options.accept is not None:
        before = read_accepted(path) if path.exists() else None
        write_text(path, as_json_text(accept(evaluation, reason=options.accept.strip(), before=before)))
        print(f"eval: accepted; {path} holds these scores now", file=sys.stderr)
        return 0
    accepted = read_accepted(path)
    found = falls(accepted, evaluation)
    for fall in found:
        print(f"eval: fell below its interval: {fall}", file=sys.stderr)
    if found:
        print("eval: mend it, or look at the questions and accept it with --accept REASON", file=sys.stderr)
        return 1
    others = count_moved(accepted, evaluation)
    print(
        "eval: every score is as accepted" if not others else f"eval: {others} scores moved, none below its interval",
        file=sys.stderr,
    )
    return 0


def _compare(options: argparse.Namespace) -> int:
    base, *others = [read_saved_run(where) for where in options.compare]
    groups = compare_runs(base, others)
    found = as_json_text(differences_as_json(groups, base, others))
    if options.out is not None:
        write_text(options.out / "compare.txt", differences_as_text(groups, base))
        if ANSWERS not in {parse_run_name(where)[1] for where in options.compare[:2]}:  # the page shows rankings
            write_text(options.out / "compare.html", _comparison(options.compare[0], options.compare[1]))
    return print_text(found if options.json else differences_as_text(groups, base))


def _comparison(before: str, after: str) -> str:
    names = ["{}:{}".format(*parse_run_name(where)) for where in (before, after)]
    return comparison_page(read_saved(before), read_saved(after), names=names)


def _check(arguments: Sequence[str], encoder_for: EncoderFor) -> int:
    options = check_parser().parse_intermixed_args(arguments)
    with LocalLibrary(options.data, encoder_for=encoder_for) as library:
        questions = read_gold_sets(options.gold or _gold_sets(), documents=library.documents)
        texts = read_paged_texts(options.corpus, library.documents)
        found = check_gold(questions, texts, quoted_at=library.quoted_at)
    for line in (*found.problems, *found.remarks):
        print(line, file=sys.stderr)
    if options.json:
        print_text(as_json_text({
            "questions": len(questions),
            "quotes": [
                {"question": one.question, "document": one.document, "pages": one.pages, "quote": one.quote}
                for one in found.placed
            ],
            "problems": list(found.problems),
            "remarks": list(found.remarks),
        }))  # fmt: skip
    else:
        print_text(
            f"{len(questions)} questions; {len(found.placed)} quotes stand once and name their page; "
            f"{len(found.problems)} problems, {len(found.remarks)} remarks\n"
        )
    return 1 if found.problems else 0


def _candidates(arguments: Sequence[str], encoder_for: EncoderFor) -> int:
    options = candidates_parser().parse_args(arguments)
    questions = read_questions(options.questions)
    with LocalLibrary(options.data, encoder_for=encoder_for) as library:
        pooled = list(pool(library, questions, depth=options.depth))
    write_lines(options.out, pooled)
    count = sum(len(item["candidates"]) for item in pooled)
    if options.json:
        return print_text(as_json_text({"file": str(options.out), "questions": len(pooled), "candidates": count}))
    return print_text(
        f"{options.out}: {count} candidates for {len(pooled)} questions. Give each a grade 0, 1 or 2 and shorten its "
        f"quote to the words that answer; then: pincite eval judged {options.out} --out GOLD.jsonl\n"
    )


def _judged(arguments: Sequence[str], encoder_for: EncoderFor) -> int:
    options = judged_parser().parse_args(arguments)
    questions = read_judged(options.judged)
    write_lines(options.out, questions)
    if options.json:
        return print_text(as_json_text({"file": str(options.out), "questions": len(questions)}))
    return print_text(f"{options.out}: {len(questions)} gold questions; next: pincite eval check {options.out}\n")


def _tables(arguments: Sequence[str], encoder_for: EncoderFor) -> int:
    options = tables_parser().parse_args(arguments)
    accepted = read_accepted(options.gate)
    for path in options.files:
        refresh_file(path, accepted)
    return print_text(as_json_text([str(path) for path in options.files])) if options.json else 0


def _gold_sets() -> list[Path]:
    found = sorted(_GOLD.glob("*.jsonl"))
    if not found:
        raise GoldError(f"{_GOLD}: there are no gold sets here; name one: pincite eval GOLD.jsonl")
    return found


_COMMANDS: Mapping[str, Callable[[Sequence[str], EncoderFor], int]] = {
    "check": _check,
    "candidates": _candidates,
    "judged": _judged,
    "tables": _tables,
}

if __name__ == "__main__":
    sys.exit(main())
