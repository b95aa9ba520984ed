"""A process for each thing that is measured: its memory is its own, and it starts with nothing imported."""

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import ParamSpec, TypeVar

# Set before numpy is imported, these leave one thread to everything that is measured in a process of the benchmark.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

P = ParamSpec("P")
T = TypeVar("T")


def alone(topic: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """What the topic says, run in a process of its own with one thread for its arithmetic."""
    os.environ.update(ONE_THREAD)
    with ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(topic, *arguments, **named).result()
