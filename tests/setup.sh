#!/bin/sh
# Installs the clients that the tests drive: the sqlite3 shell, pandoc, Graphviz, Chromium and Python by the system's packages, if it may, and Python modules
# in a virtual environment under target. What cannot be had is named; the tests that need it are then ignored, and counted as
# such. Nothing is done twice. The build script reads the note that is left in tests/clients.
set -u
cd "$(dirname "$0")/.." || exit 1

root=""
[ "$(id -u)" = 0 ] || root="sudo -n"
is_updated=""
# Installs a program by the system's packages, if it is missing: one at a time, so that one that cannot be had costs no other.
need() {
  command -v "$1" >/dev/null && return
  if command -v apt-get >/dev/null; then
    [ -n "$is_updated" ] || $root apt-get update -qq >/dev/null 2>&1
    is_updated=yes
    $root apt-get install -qq -y --no-install-recommends "$2" >/dev/null 2>&1
  elif command -v brew >/dev/null; then
    brew install --quiet "$2" >/dev/null 2>&1
  fi
}
need sqlite3 sqlite3
need git git
need python3 python3
python3 -c 'import venv, ensurepip' 2>/dev/null || need no-such-program python3-venv
need pandoc pandoc
need dot graphviz
need chromium chromium

clients=target/test-clients
if ! "$clients/bin/python" -c 'import frictionless, duckdb, pandas, pyarrow, datasette, sqlite_utils, openpyxl, maturin, citeproc, networkx, followthemoney, jsonschema, playwright' 2>/dev/null; then
  python3 -m venv "$clients" 2>/dev/null &&
    "$clients/bin/pip" install --quiet --disable-pip-version-check 'frictionless==5.21.0' 'duckdb==2.0.0' \
      'pandas==3.1.1' 'pyarrow==26.0.1' 'datasette==0.65.5' 'sqlite-utils==4.2.1' 'openpyxl==3.1.5' \
      'maturin==1.16.0' 'citeproc-py==0.11.1' 'networkx==3.6.1' 'followthemoney==4.11.2' 'jsonschema==4.26.0' 'playwright==1.65.2'
fi

# Written only if it is new, so that nothing is built in vain.
note=tests/clients/installed
found="$(command -v sqlite3 || true)"
if [ -x "$clients/bin/python" ]; then found="$PWD/$clients/bin/python
$found"; fi
[ "$(cat "$note" 2>/dev/null)" = "$found" ] || echo "$found" >"$note"

command -v dot >/dev/null || echo "Graphviz cannot be installed here: its test is ignored" >&2
command -v chromium >/dev/null || echo "chromium cannot be installed here: its test is ignored" >&2
command -v pandoc >/dev/null || echo "pandoc cannot be installed here: its test is ignored" >&2
command -v git >/dev/null || echo "git cannot be installed here: its test is ignored" >&2
command -v sqlite3 >/dev/null || echo "sqlite3 cannot be installed here: its tests are ignored" >&2
"$clients/bin/python" -c 'import frictionless, duckdb, pandas, pyarrow, datasette, sqlite_utils, openpyxl, maturin, citeproc, networkx, followthemoney, jsonschema, playwright' 2>/dev/null ||
  echo "the Python clients cannot be installed here: their tests are ignored" >&2
exit 0
