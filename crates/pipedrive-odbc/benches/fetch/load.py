"""Writes the CSV of standard input into the table `deals` of a new SQLite database."""

import csv
import sqlite3
import sys

TYPES = {
    "id": "BIGINT", "value": "DOUBLE", "stage_id": "BIGINT", "owner_id": "BIGINT", "add_time": "TIMESTAMP",
    "is_archived": "BIT", "expected_close_date": "DATE",
}

rows = csv.reader(sys.stdin)
columns = next(rows)


def stored(column, text):
    """A value as SQLite's driver expects it."""
    if text == "":
        return None
    if column == "add_time":
        return text.replace("T", " ").rstrip("Z")
    return {"true": 1, "false": 0}.get(text, text) if column == "is_archived" else text


database = sqlite3.connect(sys.argv[1])
declared = ", ".join(f"{column} {TYPES.get(column, 'VARCHAR(255)')}" for column in columns)
database.execute(f"CREATE TABLE deals ({declared})")
places = ", ".join("?" for _ in columns)
values = ([stored(column, text) for column, text in zip(columns, row)] for row in rows)
database.executemany(f"INSERT INTO deals VALUES ({places})", values)
database.commit()
