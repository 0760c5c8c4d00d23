#!/usr/bin/env bash
# Time from the start of the program to the first row of a query by id, with and without a cache on disk.
#
#   crates/pipedrive-sql/benches/first_row.sh [RUNS]        default: 20
#
# The account is a process of its own without latency or limits, so that what is measured is the program: start, plan, one
# request (two with an empty cache, which also takes the field definitions), decoding, output. Medians, in milliseconds;
# requests are those of one run. `PROGRAM` names the binary, default the release build; `SQL` the query.
set -euo pipefail
# Elsewhere a comma may stand in EPOCHREALTIME.
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

runs=${1:-20}
program=${PROGRAM:-${CARGO_TARGET_DIR:-target}/release/pipedrive-sql}
sql=${SQL:-SELECT title FROM deals WHERE id = 7}
[[ -x $program ]] || { echo "error: no $program; run \`cargo build --release -p pipedrive-sql\`" >&2; exit 1; }

work=$(mktemp -d)
"$program" sandbox --port 0 --unlimited >"$work/address" 2>/dev/null &
account=$!
trap 'kill "$account" 2>/dev/null || true; rm -rf "$work"' EXIT
until [[ -s $work/address ]]; do
    kill -0 "$account" 2>/dev/null || { echo "error: the emulated account did not start" >&2; exit 1; }
    sleep 0.1
done
connection="$(grep -o 'AuthScheme=.*' "$work/address" | head -n 1);CacheLocation=$work/cache"

# Microseconds until the header and the first row of $1 have come.
first_row() {
    local began=${EPOCHREALTIME/./} ended header row
    {
        read -r header && read -r row
        ended=${EPOCHREALTIME/./}
        cat >/dev/null
    } < <("$program" -q --format csv -c "$1" "$connection" 2>"$work/error")
    [[ -n $row ]] || { cat "$work/error" >&2; exit 1; }
    echo $((ended - began))
}

median() { sort -n | awk '{v[NR] = $1} END {printf "%.1f", (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2000}'; }

requests() { "$program" --format csv -c "$sql" "$connection" 2>&1 >/dev/null | grep -oE '(no|[0-9]+) requests?' | tail -n 1; }

printf '%-28s  %4s  %10s  %s\n' 'first row' runs 'median ms' requests
measure() {
    local name=$1 prepare=$2 query=$3
    first_row "$query" >/dev/null
    for ((run = 0; run < runs; run++)); do
        $prepare
        first_row "$query"
    done >"$work/times"
    $prepare
    sql=$query
    printf '%-28s  %4d  %10s  %s\n' "$name" "$runs" "$(median <"$work/times")" "$(requests)"
}
query=$sql
measure 'nothing asked (SELECT 1)' true 'SELECT 1'
measure 'empty cache' "rm -rf $work/cache" "$query"
measure 'filled cache' true "$query"
