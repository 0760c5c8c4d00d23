"""The library is loaded and unloaded while its threads run, and again; neither threads nor memory grow. The variables
ODBC_DRIVER and EMULATED_ACCOUNT name the driver and an account."""

import _ctypes
import os
import re

import odbc

CYCLES = 20
MOST_GROWTH = 4096


def resident():
    """Resident memory in kilobytes."""
    with open("/proc/self/status", encoding="utf-8") as status:
        return int(re.search(r"VmRSS:\s+(\d+) kB", status.read()).group(1))


driver = os.environ["ODBC_DRIVER"]
before = None
for cycle in range(CYCLES):
    library = odbc.Library(driver)
    session = odbc.Session(library, f"Driver={driver};{os.environ['EMULATED_ACCOUNT']}")
    assert session.execute("SELECT count(*) FROM deals") == (odbc.SUCCESS, [])
    assert session.fetch() == odbc.SUCCESS and session.cell(1, odbc.C_BIGINT) > 0
    if cycle % 2 or cycle > CYCLES // 2:
        session.end()
    else:
        # Unloaded with a connection open and a row on its way: what such a connection holds nobody can free any more.
        session.library = None
    _ctypes.dlclose(library.functions._handle)
    found = len(os.listdir("/proc/self/task")), resident()
    if cycle == CYCLES // 2:
        before = found
assert found[0] <= before[0], (before, found)
assert found[1] - before[1] < MOST_GROWTH, (before, found)
print("all checked")
