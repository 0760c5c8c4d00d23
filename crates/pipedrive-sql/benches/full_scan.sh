#!/usr/bin/env bash
# Reads every deal of an emulated account with this program, with Pipedrive's own client for Node.js in the loop its
# documentation shows, and with tap-pipedrive; reports time, requests, tokens, 429 answers and peak memory.
#
#   crates/pipedrive-sql/benches/full_scan.sh [DEALS]        default: 100000
#
# Each answer takes 100 to 200 ms. Twice: plan Lite with an API token, and plan Growth with an OAuth access token. The
# others are installed from their registries below the target directory; Node.js and Python are needed. `PROGRAM` names
# the binary, default the release build; `PLOT` the file of the plot, default `crates/full-scan.svg`; `WITHOUT` readers to
# leave out, separated by commas.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

target=${CARGO_TARGET_DIR:-target}
program=${PROGRAM:-$target/release/pipedrive-sql}
others=$target/full-scan
[[ -x $program ]] || { echo "error: no $program; run \`cargo build --release -p pipedrive-sql\`" >&2; exit 1; }

mkdir -p "$others"
others=$(cd "$others" && pwd)
if [[ ! -d $others/node_modules/pipedrive ]]; then
    npm install --silent --no-audit --no-fund --prefix "$others" pipedrive@33.7.0 >&2
fi
if [[ ! -x $others/venv/bin/tap-pipedrive ]]; then
    python3 -m venv "$others/venv"
    "$others/venv/bin/pip" install --quiet --disable-pip-version-check tap-pipedrive==2.1.0 >&2
fi

exec "$others/venv/bin/python" crates/pipedrive-sql/benches/full_scan/compare.py \
    --program "$program" --others "$others" --deals "${1:-100000}" --plot "${PLOT:-crates/full-scan.svg}"
