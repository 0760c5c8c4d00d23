"""Processes that are forked: workers that connect by themselves work, and one that inherits a connection is told so
and never waits for threads that it does not have."""

import multiprocessing
import os
import signal
import traceback

import pyodbc

# Seconds after which a process that waits for nothing is ended.
PATIENCE = 60


def count(_):
    """The deals that a worker counts, with a connection of its own."""
    signal.alarm(PATIENCE)
    return pyodbc.connect("DSN=acme").execute("SELECT count(*) FROM deals").fetchval()


def refusal(action):
    """The SQLSTATE of what must fail."""
    try:
        return f"no refusal but {action()}"
    except pyodbc.Error as error:
        return error.args[0]


# The driver is not loaded yet.
with multiprocessing.get_context("fork").Pool(2) as workers:
    counts = workers.map(count, range(4))
assert counts[0] > 300 and len(set(counts)) == 1, counts

connection = pyodbc.connect("DSN=acme", autocommit=True)
assert connection.execute("SELECT count(*) FROM deals").fetchval() == counts[0]
# Its first rows are there and were not fetched.
held = connection.execute("SELECT id FROM deals ORDER BY id")
child = os.fork()
if child == 0:
    signal.alarm(PATIENCE)
    status = 1
    try:
        inherited = refusal(lambda: connection.execute("SELECT count(*) FROM deals").fetchval())
        assert inherited == "08003", inherited
        fetched = refusal(held.fetchone)
        assert fetched == "08003", fetched
        assert count(0) == counts[0]
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        # Without ending what the parent still uses.
        os._exit(status)
_, status = os.waitpid(child, 0)
assert status == 0, f"the child ended with {status}"
assert held.fetchone()[0] == 1
assert connection.execute("SELECT count(*) FROM deals").fetchval() == counts[0]
connection.close()
print("all checked")
