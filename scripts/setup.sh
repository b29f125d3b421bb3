#!/bin/sh
# Set up what the Makefile needs. Each step may be run again, and says one line when it does work.
#   scripts/setup.sh run         make .venv, install what briefing needs, and briefing itself
#   scripts/setup.sh dev         the same, and what its tests need
#   scripts/setup.sh bench       into that, what benchmarks and training need
#   scripts/setup.sh fuzz        into that, what `make fuzz` needs
#   scripts/setup.sh audit       into that, what `make audit` needs
#   scripts/setup.sh resolver    install what `make lock` needs
#   scripts/setup.sh libraries   install the system libraries of WeasyPrint, if they are missing
#   scripts/setup.sh tools       install the programs that some tests look for, if it can
# PYTHON=...   the Python to use. PIP_* are pip's own.
# SYSTEM=no    never install a system package, only say which command would.
set -eu
cd -- "$(dirname -- "$0")/.."
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_USER=0

# Python from elsewhere than Homebrew does not look where Homebrew puts libraries.
if [ "$(uname -s)" = Darwin ]; then
    export DYLD_FALLBACK_LIBRARY_PATH="${DYLD_FALLBACK_LIBRARY_PATH:-}:/opt/homebrew/lib:/usr/local/lib:/usr/lib"
fi

say() { echo "setup: $*"; }

die() {
    for line in "$@"; do echo "setup: $line" >&2; done
    exit 1
}

# Run a command, and show what it printed only if it fails.
quietly() {
    log=$(mktemp)
    if "$@" </dev/null >"$log" 2>&1; then
        rm -f "$log"
    else
        cat "$log" >&2
        rm -f "$log"
        return 1
    fi
}

# --- system packages -------------------------------------------------------------------

package_manager() {
    if [ "$(uname -s)" = Darwin ]; then
        echo brew
        return
    fi
    for manager in apt-get dnf pacman apk; do
        if command -v "$manager" >/dev/null 2>&1; then
            echo "$manager"
            return
        fi
    done
    echo none
}

packages() {
    case "$(package_manager) $1" in
        'apt-get libraries') echo libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 ;;
        'apk libraries') echo pango so:libharfbuzz-subset.so.0 ;;
        *' libraries') echo pango ;;
        'apt-get pdftoppm' | 'dnf pdftoppm' | 'apk pdftoppm') echo poppler-utils ;;
        *' pdftoppm') echo poppler ;;
        'dnf npm') echo nodejs-npm ;;
        *' npm') echo npm ;;
        'apt-get java') echo default-jre-headless ;;
        'dnf java') echo java-latest-openjdk-headless ;;
        'apk java') echo openjdk21-jre-headless ;;
        'pacman java') echo jre-openjdk-headless ;;
        'brew java') echo openjdk ;;
        *' chromium') echo chromium ;;
    esac
}

install_command() {
    case "$(package_manager)" in
        apt-get) echo apt-get install -y "$@" ;;
        dnf) echo dnf install -y "$@" ;;
        pacman) echo pacman -S --needed --noconfirm "$@" ;;
        apk) echo apk add "$@" ;;
        brew) echo brew install "$@" ;;
        none) echo "your system's package manager: install" "$@" ;;
    esac
}

# The prefix that makes a command run with the rights to install; fails where there is none.
privilege() {
    if [ "$(package_manager)" = brew ]; then
        command -v brew >/dev/null 2>&1
    elif [ "$(id -u)" = 0 ]; then
        echo env DEBIAN_FRONTEND=noninteractive
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        echo sudo -n env DEBIAN_FRONTEND=noninteractive
    else
        return 1
    fi
}

# End with the one command that a person can run instead.
die_with_command() {
    reason=$1
    shift
    die "$reason; run this, then make again:" "  $(by_hand "$@")"
}

by_hand() {
    command=$(install_command "$@")
    case "$(package_manager) $(id -u)" in
        brew* | none* | *' 0') echo "$command" ;;
        *) if command -v sudo >/dev/null 2>&1; then echo "sudo $command"; else echo "su -c '$command'"; fi ;;
    esac
}

# shellcheck disable=SC2046,SC2086  # commands and lists of packages are split into words here
install_system_packages() {
    if [ "${SYSTEM:-yes}" = no ] || [ "$(package_manager)" = none ]; then return 1; fi
    prefix=$(privilege) || return 1
    say "installing $* with $(package_manager)"
    if [ "$(package_manager)" = apt-get ]; then
        # The lists of packages may be missing (a new container) or older than the mirror.
        $prefix $(install_command "$@") </dev/null >/dev/null 2>&1 && return
        quietly $prefix apt-get update || return 1
    fi
    quietly $prefix $(install_command "$@")
}

# --- Python and its packages -------------------------------------------------------------

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        is_new_enough "$PYTHON" || die "PYTHON=$PYTHON is not a Python 3.11 or newer"
        echo "$PYTHON"
        return
    fi
    for candidate in python3 python3.14 python3.13 python3.12 python3.11 python; do
        if is_new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    case "$(package_manager)" in
        apt-get) if command -v python3 >/dev/null; then package=python3.11-venv; else package=python3-venv; fi ;;
        dnf | apk) package=python3 ;;
        *) package=python ;;
    esac
    die_with_command 'no Python 3.11 or newer was found' "$package"
}

# Debian and Ubuntu keep a part of Python's own venv in a package of its own.
need_ensurepip() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    package=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if [ "$(package_manager)" = apt-get ]; then
        install_system_packages "$package" || :
        "$1" -c 'import ensurepip, venv' 2>/dev/null && return
        die_with_command "$1 cannot make virtual environments" "$package"
    fi
    die "$1 cannot make virtual environments: it lacks the module venv or ensurepip"
}

pip_install() {
    quietly .venv/bin/python -m pip install --quiet --no-deps "$@"
}

# Every file must have a hash of the lock. Python compiles what is used when it is used: to
# compile all of it here takes as long as the rest.
install_locked() {
    pip_install --no-compile --require-hashes -r "$@"
}

make_venv() {
    if ! .venv/bin/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$(find_python)
        need_ensurepip "$python"
        say "making .venv with $("$python" --version 2>&1)"
        quietly "$python" -m venv --clear .venv || die 'making .venv failed'
    fi
    # The pip that comes with Python may be too old for the rest.
    install_locked requirements/build.lock ||
        die 'installing pip failed; "make clean" gives a fresh start'
}

# One package comes as source alone. The build constraint holds the setuptools that builds it
# to the version and the hashes of the lock.
install_python_packages() {
    say "installing the Python packages of requirements/$1.lock"
    install_locked "requirements/$1.lock" --build-constraint requirements/build.lock ||
        die 'installing the Python packages failed'
}

install_project() {
    say 'installing briefing'
    pip_install --no-build-isolation --editable . || die 'installing briefing failed'
    quietly .venv/bin/python -m pip check || die 'the installed packages do not fit together'
}

# --- WeasyPrint's libraries, and the tests' programs ---------------------------------------

# WeasyPrint itself does without libharfbuzz-subset, warns, and embeds whole fonts.
libraries_load() {
    .venv/bin/python -c 'import sys, weasyprint.text.ffi as f; sys.exit(f.harfbuzz_subset is None)'
}

# shellcheck disable=SC2046  # a list of packages
need_libraries() {
    libraries_load >/dev/null 2>&1 && return
    install_system_packages $(packages libraries) || :
    libraries_load >/dev/null 2>&1 && return
    libraries_load 2>&1 >/dev/null | tail -n 1 >&2
    die_with_command 'WeasyPrint needs system libraries that are missing' $(packages libraries)
}

# Programs that tests skip where they are not to be had: the PDF as pixels, the page in a browser,
# and what checks pages and e-books, which runs in Java or comes by npm.
want_tools() {
    for program in pdftoppm chromium npm java; do want "$program"; done
    want_page_checkers
}

has() {
    if [ "$1" = chromium ]; then
        for name in chromium chromium-browser google-chrome google-chrome-stable; do
            command -v "$name" >/dev/null 2>&1 && return
        done
    fi
    command -v "$1" >/dev/null 2>&1
}

# shellcheck disable=SC2046  # a list of packages
want() {
    has "$1" && return
    install_system_packages $(packages "$1") || :
    has "$1" || say "$1 is missing, and its tests will be skipped; to have it: $(by_hand $(packages "$1"))"
}

want_page_checkers() {
    if [ -d .venv/tools/node_modules/axe-core ] && [ -d .venv/tools/node_modules/vnu-jar ]; then return; fi
    if command -v npm >/dev/null 2>&1; then
        say 'installing what checks pages'
        mkdir -p .venv/tools
        quietly npm install --prefix .venv/tools --ignore-scripts --no-audit --no-fund --no-save \
            axe-core@4.14.1 vnu-jar@26.9.27 && return
    fi
    say 'axe-core and vnu are missing, and their tests will be skipped'
}

case "${1:-}" in
    run)
        make_venv
        install_python_packages run
        install_project
        touch .venv/.run
        ;;
    dev)
        make_venv
        install_python_packages dev
        install_project
        touch .venv/.run .venv/.dev # dev.lock holds all of run.lock
        ;;
    bench)
        # Not locked: nothing that is made or delivered comes from it.
        say 'installing what benchmarks need'
        quietly .venv/bin/python -m pip install --quiet --group bench ||
            die 'installing what benchmarks need failed'
        ;;
    fuzz)
        # Not locked either, and there are machines for which it is not made.
        say 'installing what fuzzing needs'
        quietly .venv/bin/python -m pip install --quiet --group fuzz ||
            say 'atheris is missing; inputs are changed at random, without knowing what they reach'
        ;;
    audit)
        say 'installing what asks for known faults'
        quietly .venv/bin/python -m pip install --quiet --group audit ||
            die 'installing pip-audit failed'
        ;;
    resolver)
        make_venv
        install_python_packages resolver
        ;;
    libraries)
        need_libraries
        touch .venv/.libraries
        ;;
    tools) want_tools ;;
    *) die 'usage: scripts/setup.sh run|dev|bench|fuzz|audit|resolver|libraries|tools' ;;
esac
