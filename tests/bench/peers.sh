#!/bin/bash
# Partikel beside other extractors, over the same pages in one run: a table of text F1, title, date, author and pages a second.
#
#   tests/bench/peers.sh [PEER …]     those that are here, or those named; what is not here is listed
#   tests/bench/peers.sh --install    npm's into build/peers, at the versions of peers/package.json; names Debian's, and installs nothing of it
#   PAGES=tests                       the made-up Danish pages of tests/pages in place of ../shared/pages
#   ADDRESSES=yes                     the pages' own addresses for the peers that take one; else a made-up one, since a saved page has none
#   RECORDS=FOLDER                    keep what each made of the pages, as FOLDER/PEER.jsonl
# docs/performance.md says how it is measured. 20 minutes of CPU time, most of it jsdom.
cd "$(dirname "$0")/../.." || exit 2
export B=${B:-build} PYTHONDONTWRITEBYTECODE=1
if [ "$1" = --install ]; then
  mkdir -p "$B/peers" && cp tests/bench/peers/package.json "$B/peers/" || exit 2
  # two of Postlight's packages are named by their repositories; npm's of the same names stand in for them (package.json, overrides)
  (cd "$B/peers" && npm install --omit=dev --ignore-scripts --no-audit --no-fund) || exit 1
  echo 'From Debian: apt-get install python3-readability python3-html2text html2text w3m lynx'
  exit 0
fi
[ -x "$B/partikel" ] || { echo "peers: there is no $B/partikel; make first"; exit 2; }
exec python3 tests/bench/peers/run.py "$@"
