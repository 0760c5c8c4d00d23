"""Processes that are forked: workers that connect by themselves work, and one that inherits a connection is told so or
works, but never waits for threads that it does not have."""

import multiprocessing
import os
import signal

import pyodbc

# Seconds after which a process that waits for nothing is ended.
PATIENCE = 60


def count(_):
    """The deals that a worker counts, with a connection of its own."""
    signal.alarm(PATIENCE)
    return pyodbc.connect("DSN=acme").execute("SELECT count(*) FROM deals").fetchval()


def attempt(action):
    """What comes of something that may fail, as long as it ends."""
    try:
        return action()
    except pyodbc.Error as error:
        assert error.args[0] in ("HY000", "08003", "08S01", "08001", "HYC00"), error.args
        return error.args[0]


# The driver is not loaded yet.
with multiprocessing.get_context("fork").Pool(2) as workers:
    counts = workers.map(count, range(4))
assert counts[0] > 300 and len(set(counts)) == 1, counts

connection = pyodbc.connect("DSN=acme", autocommit=True)
assert connection.execute("SELECT count(*) FROM deals").fetchval() == counts[0]
child = os.fork()
if child == 0:
    signal.alarm(PATIENCE)
    inherited = attempt(lambda: connection.execute("SELECT count(*) FROM deals").fetchval())
    anew = attempt(lambda: count(0))
    print("in the child:", inherited, anew, flush=True)
    # Without ending what the parent still uses.
    os._exit(0)
_, status = os.waitpid(child, 0)
assert status == 0, f"the child ended with {status}"
assert connection.execute("SELECT count(*) FROM deals").fetchval() == counts[0]
connection.close()
print("all checked")
