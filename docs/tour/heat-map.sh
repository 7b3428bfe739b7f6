#!/bin/sh
# From a clone to a heat map of the running sample: the commands that the README lists under "A heat map in two minutes", run one after
# another in a fresh clone, each with the seconds since the start. docs/TOUR.md shows such a run.
#
# Needs git, a JDK 17 or newer, and Maven 3.8 or newer. MAVEN_OPTS=-Dmaven.repo.local=FOLDER makes it download everything anew.
# Works in a temporary folder that is deleted at the end.
set -eu
repository=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
start=$(date +%s)

finish() {
  if [ -n "${!:-}" ]; then
    kill "$!" 2>/dev/null && wait "$!" || true
  fi
  rm -rf "$folder"
}
trap finish EXIT

tell() {
  printf '%4d s  %s\n' $(($(date +%s) - start)) "$1"
}

tell '$ git clone tidemark'
git clone -q "$repository" "$folder/tidemark"
cd "$folder/tidemark"
sed -n '/^<!-- heat-map -->/,/^```$/s/^\$ //p' README.md >"$folder/commands"
while IFS= read -r command <&3; do
  tell "\$ $command"
  eval "$command"
done 3<"$folder/commands"
tell 'done'
