#!/bin/sh
# What a pull request would change in the archive, as Markdown for a comment on it.
#
#   docs/teams/report.sh BASE HEAD
#
# BASE and HEAD are folders with CSV files, as `orgarchive export -o` writes them: BASE those of the main branch, HEAD those of the
# pull request. The exit status is 0 if HEAD can be imported on top of BASE, 1 if rows are refused, 2 if the call is wrong.
set -eu
[ $# -eq 2 ] && [ -d "$1" ] && [ -d "$2" ] || {
  echo "usage: report.sh BASE HEAD (two folders with CSV files)" >&2
  exit 2
}
orgarchive=${ORGARCHIVE_BIN:-orgarchive}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$orgarchive" --archive "$work/base.db" import --quiet "$1"
echo "### What this changes"
echo
if ! "$orgarchive" --archive "$work/base.db" import --dry-run --format markdown "$2" 2>"$work/errors"; then
  echo "**Rows are refused:**"
  echo
  echo '```text'
  cat "$work/errors"
  echo '```'
  exit 1
fi

# The contradictions that are there afterwards and were not before: a finding is a line.
cp "$work/base.db" "$work/head.db"
"$orgarchive" --archive "$work/head.db" import --quiet "$2"
for side in base head; do
  "$orgarchive" --archive "$work/$side.db" conflicts --unsettled --format markdown \
    >"$work/$side.md" 2>/dev/null
  grep '^|' "$work/$side.md" | tail -n +3 | LC_ALL=C sort >"$work/$side.findings" || true
done
LC_ALL=C comm -13 "$work/base.findings" "$work/head.findings" >"$work/new"
echo
echo "### Contradictions that it brings"
echo
if [ -s "$work/new" ]; then
  grep '^|' "$work/head.md" | head -n 2
  cat "$work/new"
else
  echo "None."
fi
