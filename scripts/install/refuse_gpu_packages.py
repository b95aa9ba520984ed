"""Stops before pip would install several GB of GPU packages together with torch.

    python scripts/install/refuse_gpu_packages.py torch==2.13.0

Exit status 0: torch is there already, or pip would bring a build for the CPU. Exit status 1: it would not.
"""

import json
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version

GPU_PREFIXES = ("nvidia-", "cuda-", "triton", "pytorch-triton")


def gpu_packages(names: Iterable[str]) -> list[str]:
    """Those of the package `names` that only a GPU needs, sorted."""
    return sorted(name for name in names if name.lower().replace("_", "-").startswith(GPU_PREFIXES))


def is_installed(requirement: str) -> bool:
    """Whether `requirement`, as in "torch==2.13.0", is met; a build's local part ("+cpu") does not count."""
    name, _, wanted = requirement.partition("==")
    try:
        return version(name).partition("+")[0] == wanted
    except PackageNotFoundError:
        return False


def packages_pip_would_install(requirement: str) -> list[str]:
    command = [sys.executable, "-m", "pip", "install", "-qq", "--dry-run", "--report", "-", requirement]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return [item["metadata"]["name"] for item in json.loads(done.stdout)["install"]]


def main(requirement: str) -> int:
    if is_installed(requirement):
        return 0
    try:
        unwanted = gpu_packages(packages_pip_would_install(requirement))
    except subprocess.CalledProcessError:
        print(f"pip could not resolve {requirement}; its message stands above.", file=sys.stderr)
        return 1
    if not unwanted:
        return 0
    print(
        f"pip would install {len(unwanted)} GPU packages with {requirement} ({unwanted[0]}, ...), several GB that "
        "Pincite does not need: set PIP_EXTRA_INDEX_URL to the index of CPU wheels that pytorch.org names under "
        "Get Started and run make again, or accept them with GPU=1, as in make serve GPU=1.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
