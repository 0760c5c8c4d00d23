#!/usr/bin/env bash
# Streams every deal of an emulated account to CSV and reports rows a second and the reader's peak memory.
#
#   crates/pipedrive-sql/benches/scan.sh [DEALS…]        default: 100000 1000000
#
# The account is a process of its own without latency or limits, so that only the reader is measured. Linux only:
# the peak is `VmHWM` of /proc. `PROGRAM` names the binary, default the release build; `SQL` the query.
set -euo pipefail
# Elsewhere a comma may stand in numbers.
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

program=${PROGRAM:-${CARGO_TARGET_DIR:-target}/release/pipedrive-sql}
sql=${SQL:-SELECT id, title, value, currency, status, stage_id, owner_id, add_time FROM deals}
[[ -x $program ]] || { echo "error: no $program; run \`cargo build --release -p pipedrive-sql\`" >&2; exit 1; }

printf '%10s  %10s  %9s  %10s  %12s\n' deals rows seconds rows/s 'peak MB'
for deals in "${@:-100000 1000000}"; do
    for count in $deals; do
        address=$(mktemp)
        "$program" sandbox --port 0 --deals "$count" --unlimited >"$address" 2>/dev/null &
        account=$!
        trap 'kill "$account" 2>/dev/null || true' EXIT
        until [[ -s $address ]]; do
            kill -0 "$account" 2>/dev/null || { echo "error: the emulated account did not start" >&2; exit 1; }
            sleep 0.1
        done
        connection=$(grep -o 'AuthScheme=.*' "$address" | head -n 1)

        lines=$(mktemp)
        started=$(date +%s.%N)
        "$program" -q --format csv -c "$sql" "$connection" > >(wc -l >"$lines") &
        reader=$!
        peak=0
        while status=$(grep VmHWM "/proc/$reader/status" 2>/dev/null); do
            peak=$(awk '{print $2}' <<<"$status")
            sleep 0.05
        done
        wait "$reader"
        ended=$(date +%s.%N)
        until [[ -s $lines ]]; do sleep 0.05; done
        rows=$(($(<"$lines") - 1))
        awk -v d="$count" -v r="$rows" -v s="$(awk "BEGIN{print $ended-$started}")" -v p="$peak" \
            'BEGIN{printf "%10d  %10d  %9.1f  %10d  %12.1f\n", d, r, s, r/s, p/1024}'
        kill "$account" 2>/dev/null || true
        wait "$account" 2>/dev/null || true
        rm -f "$address" "$lines"
    done
done
