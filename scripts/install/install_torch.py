"""Installs torch in the smallest build there is, and never stops because of GPU packages.

    python scripts/install/install_torch.py torch==2.13.0 --cpu-index URL

    installed already ─────────────────────────────────────> nothing to do
    what pip resolves brings no GPU packages ──────────────> that
    the index of CPU builds has the version (asked once) ──> that, torch alone from there; what it needs as usual
    otherwise ─────────────────────────────────────────────> the large build, its size said

Exit status 1 where pip cannot find or install the package at all.
"""

import argparse
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version

from announced_step import run_step

GPU_PREFIXES = ("nvidia-", "cuda-", "triton", "pytorch-triton")
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")
# How pip reaches any index at all; where it looks for packages is not among them.
_CONNECTION = ("cert", "client-cert", "proxy", "trusted-host")
LARGE = "about 3 GB to fetch and 6 GB on the disk; CPUs run it as well"


def is_installed(requirement: str) -> bool:
    """Whether `requirement`, as in "torch==2.13.0", is met; a build's local part ("+cpu") does not count."""
    name, _, wanted = requirement.partition("==")
    try:
        return version(name).partition("+")[0] == wanted
    except PackageNotFoundError:
        return False


def gpu_packages(names: Iterable[str]) -> list[str]:
    """Those of the package `names` that only a GPU needs, sorted."""
    return sorted(name for name in names if name.lower().replace("_", "-").startswith(GPU_PREFIXES))


def packages_pip_would_install(requirements: Sequence[str]) -> list[str]:
    """Their names. Raises CalledProcessError where pip cannot resolve the requirements."""
    command = [*PIP, "install", "-qq", "--dry-run", "--report", "-", *requirements]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return [item["metadata"]["name"] for item in json.loads(done.stdout)["install"]]


def has_cpu_build(requirement: str, index: str, *, limit_s: float) -> bool:
    """Whether the index of CPU builds answers within `limit_s` that it has the version."""
    name, _, wanted = requirement.partition("==")
    command = [*PIP, "index", "versions", "--timeout", str(limit_s), "--retries", "0", "--index-url", index, name]
    try:
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=limit_s, env=only_that_index()
        )
    except subprocess.TimeoutExpired:
        return False
    known = re.search(r"^Available versions: (.+)$", done.stdout, re.MULTILINE)
    versions = known[1].split(", ") if known else []
    return any(one.partition("+")[0] == wanted for one in versions)


def only_that_index() -> Mapping[str, str]:
    """The environment for a pip that looks at no other index than the one on its command line."""
    places = {"PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_CONSTRAINT"}
    kept = {name: value for name, value in os.environ.items() if name not in places}
    return kept | _connection_settings() | {"PIP_CONFIG_FILE": os.devnull}


def _connection_settings() -> dict[str, str]:
    """What pip's configuration files say about certificates and proxies, as environment variables."""
    done = subprocess.run([*PIP, "config", "list"], check=False, capture_output=True, text=True)
    settings = dict[str, str]()
    for line in done.stdout.splitlines():
        name, _, value = line.partition("=")
        section, _, option = name.partition(".")
        if section in ("global", "install") and option in _CONNECTION:
            settings[f"PIP_{option.upper().replace('-', '_')}"] = " ".join(shlex.split(value))
    return settings


def install_cpu_build(requirement: str, index: str) -> bool:
    """Install the requirement alone from the index of CPU builds; False where that fails."""
    alone = [*PIP, "install", "-qq", "--no-deps", "--index-url", index, requirement]
    what = f"Installing the CPU build of {requirement} (about 200 MB to fetch)"
    return run_step(what, alone, environment=only_that_index()) == 0


def main() -> int:
    """Install what the command line names; the exit status."""
    parser = argparse.ArgumentParser(description="Install torch in the smallest build there is.")
    parser.add_argument("requirement", help="as in torch==2.13.0")
    parser.add_argument("--cpu-index", required=True, help="the index of CPU builds")
    parser.add_argument("--limit", type=float, default=10.0, help="seconds that it may take to answer")
    parser.add_argument("--constraint", action="append", default=[], help="a file of versions, as pip takes it")
    parser.add_argument("--any-build", action="store_true", help="take what pip resolves")
    options = parser.parse_args()
    requirement: str = options.requirement
    if is_installed(requirement):
        return 0
    given = [requirement, *(f"--constraint={path}" for path in options.constraint)]
    what = f"Installing {requirement} and what it needs (about 200 MB to fetch)"
    if not options.any_build:
        print(f"Asking pip which build of {requirement} it would take ...", flush=True)
        try:
            unwanted = gpu_packages(packages_pip_would_install(given))
        except subprocess.CalledProcessError:
            print(f"pip cannot resolve {requirement}; its message stands above.", file=sys.stderr)
            return 1
        if unwanted:
            print(f"  one that brings GPU packages ({len(unwanted)}: {unwanted[0]}, ...)", flush=True)
            print(f"Asking {options.cpu_index} for one without ({options.limit:.0f} s at most) ...", flush=True)
            if has_cpu_build(requirement, options.cpu_index, limit_s=options.limit) and install_cpu_build(
                requirement, options.cpu_index
            ):
                what = f"Installing what {requirement} needs (about 10 MB to fetch)"
            else:
                print("  there is none to be had", flush=True)
                what = f"Installing {requirement} for GPUs ({LARGE})"
    return run_step(what, [*PIP, "install", "-qq", *given])


if __name__ == "__main__":
    sys.exit(main())
