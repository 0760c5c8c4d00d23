"""Fetches a query with pyodbc, 5000 rows at a time, and prints how many rows and columns came in how many seconds, and the
peak of resident memory in kilobytes.

    fetchmany.py CONNECTION SQL
"""

import re
import sys
import time

import pyodbc

connection = pyodbc.connect(sys.argv[1], autocommit=True)
began = time.perf_counter()
cursor = connection.execute(sys.argv[2])
columns = len(cursor.description)
rows = 0
while block := cursor.fetchmany(5000):
    rows += len(block)
seconds = time.perf_counter() - began
with open("/proc/self/status", encoding="utf-8") as status:
    peak = re.search(r"VmHWM:\s+(\d+) kB", status.read()).group(1)
print(rows, columns, f"{seconds:.3f}", peak)
