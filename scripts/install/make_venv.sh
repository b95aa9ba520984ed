#!/bin/sh
# Makes the virtual environment $1 with $PYTHON, or with the first Python on the path that can make one.
# Answers in one sentence where none can.
set -eu
venv=$1

# A finished environment stays; one that was interrupted on its way has no pip yet and is made anew.
if "$venv/bin/python" -c 'import pip, sys; sys.exit(sys.prefix == sys.base_prefix)' >/dev/null 2>&1; then
    exit 0
fi

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
can_make_venv() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

if [ -n "${PYTHON:-}" ]; then
    set -- "$PYTHON"
else
    set -- python3.11 python3.12 python3.13 python3
fi
found=
for candidate in "$@"; do
    new_enough "$candidate" || continue
    found=$candidate
    if can_make_venv "$candidate"; then
        echo "Making $venv with $candidate ..."
        exec "$candidate" -m venv --clear "$venv"
    fi
done

if [ -n "$found" ]; then
    version=$("$found" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
    echo "$found cannot make a virtual environment: install its venv module (on Debian and Ubuntu:" \
        "apt install $version-venv, or python3-venv) and run make again." >&2
elif [ -n "${PYTHON:-}" ]; then
    echo "$PYTHON is not a Python 3.11 or newer: install one, or name another with make PYTHON=/path/to/python3." >&2
else
    echo "No Python 3.11 or newer was found: install one (on Debian and Ubuntu: apt install python3 python3-venv)" \
        "or name it with make PYTHON=/path/to/python3." >&2
fi
exit 1
