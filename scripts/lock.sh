#!/bin/sh
# Resolve pyproject.toml into requirements/*.lock, for every system and Python at once.
#   scripts/lock.sh [--upgrade]    without --upgrade, a pin that still fits stays
set -eu
cd -- "$(dirname -- "$0")/.."

# No user's settings and no index address may reach the files: they serve every machine.
resolve() {
    lock=$1
    shift
    echo "lock: $lock"
    .venv/bin/python -m uv pip compile --quiet --no-config --universal --python-version 3.11 \
        --generate-hashes --no-header --no-annotate --no-emit-index-url \
        --output-file "$lock" "$@" >/dev/null
}

# The widest set is resolved first and holds the others to its versions.
resolve requirements/dev.lock pyproject.toml --group dev "$@"
resolve requirements/run.lock pyproject.toml --constraints requirements/dev.lock "$@"
resolve requirements/build.lock --group build --constraints requirements/dev.lock "$@"
resolve requirements/resolver.lock --group lock "$@"
