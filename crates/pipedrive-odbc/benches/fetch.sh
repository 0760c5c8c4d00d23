#!/usr/bin/env bash
# Fetches ten columns of every deal of an emulated account with arrow-odbc in blocks of 5000 rows and with pyodbc's
# fetchmany, then as many rows that the driver makes by itself, and the deals again from SQLite through its ODBC driver.
#
#   crates/pipedrive-odbc/benches/fetch.sh [DEALS]        default: 1000000
#
# The account is a process of its own without latency or limits. What the driver makes by itself has the same columns and
# needs no request, so that it shows the driver's own share. Peak memory is that of the whole reader. Needs unixODBC,
# pyodbc and SQLite's driver (Debian: unixodbc unixodbc-dev libsqliteodbc), and Linux. Before it:
#
#   cargo build --release -p pipedrive-sql -p pipedrive-odbc
#
# `TARGET` is the folder of the release build, default `target`; `SQLITE` what unixODBC knows SQLite's driver by.
set -euo pipefail
# Elsewhere a comma may stand in numbers.
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

deals=${1:-1000000}
target=$(realpath "${TARGET:-${CARGO_TARGET_DIR:-target}}")
program=$target/release/pipedrive-sql
driver=$target/release/libpipedriveodbc.so
application=$target/odbc-application
for one in "$program" "$driver"; do
    [[ -f $one ]] || { echo "error: no $one; run \`cargo build --release -p pipedrive-sql -p pipedrive-odbc\`" >&2; exit 1; }
done
cargo build --release --quiet --locked --manifest-path crates/pipedrive-odbc/tests/application/Cargo.toml --target-dir "$application"
application=$application/release/pipedrive-odbc-application

work=$(mktemp -d)
"$program" sandbox --port 0 --deals "$deals" --unlimited >"$work/address" 2>/dev/null &
account=$!
trap 'kill "$account" 2>/dev/null || true; rm -rf "$work"' EXIT
until [[ -s $work/address ]]; do
    kill -0 "$account" 2>/dev/null || { echo "error: the emulated account did not start" >&2; exit 1; }
    sleep 0.1
done
keys="$(grep -o 'AuthScheme=.*' "$work/address" | head -n 1);CacheLocation=$work/cache"

columns='id, title, value, currency, status, stage_id, owner_id, add_time, is_archived, expected_close_date'
"$program" -q --format csv -c "SELECT $columns FROM deals" "$keys" | python3 crates/pipedrive-odbc/benches/fetch/load.py "$work/deals.db"
rows=$(python3 -c 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute("SELECT count(*) FROM deals").fetchone()[0])' "$work/deals.db")

own="SELECT n AS id, 'Opal Timber & Sons – warehouse ' || n AS title, (n % 5000) * 1.25 AS value, 'EUR' AS currency,
    CASE n % 3 WHEN 0 THEN 'open' WHEN 1 THEN 'won' ELSE 'lost' END AS status, n % 7 AS stage_id, n % 11 AS owner_id,
    to_timestamp_seconds(1700000000 + n) AS add_time, n % 10 = 0 AS is_archived,
    CASE WHEN n % 2 = 0 THEN DATE '2030-01-02' END AS expected_close_date FROM generate_series(1, $rows) AS t(n)"

printf '%-12s  %-28s  %9s  %8s  %9s  %8s\n' reader rows\ from rows seconds rows/s 'peak MB'
measure() {
    local reader=$1 source=$2 answer
    shift 2
    answer=$("$@")
    awk -v reader="$reader" -v source="$source" '{
        printf "%-12s  %-28s  %9d  %8.2f  %9d  %8.1f\n", reader, source, $1, $3, $1 / $3, $4 / 1024
    }' <<<"$answer"
}
for reader in arrow-odbc pyodbc; do
    case $reader in
        arrow-odbc) fetch=("$application" measure) ;;
        pyodbc) fetch=(python3 crates/pipedrive-odbc/benches/fetch/fetchmany.py) ;;
    esac
    measure "$reader" 'Pipedrive (emulated)' "${fetch[@]}" "Driver=$driver;$keys" "SELECT $columns FROM deals"
    measure "$reader" 'this driver alone' "${fetch[@]}" "Driver=$driver;$keys" "$own"
    for step in 0 1; do
        name="SQLite's driver$([[ $step == 0 ]] || echo ', StepAPI=1')"
        measure "$reader" "$name" "${fetch[@]}" \
            "Driver=${SQLITE:-SQLite3};Database=$work/deals.db;StepAPI=$step" "SELECT $columns FROM deals"
    done
done
