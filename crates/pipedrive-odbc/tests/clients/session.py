"""What a user of pyodbc does, and what must come of it. The variable SQL_EXAMPLES names the folder of questions,
EMULATED_ACCOUNT the connection string of the account behind the data source `acme`."""

import datetime
import decimal
import glob
import os
import threading

import pyodbc


def fails(state, action, *arguments):
    """The message of what must fail with that SQLSTATE."""
    try:
        action(*arguments)
    except pyodbc.Error as error:
        assert error.args[0] == state, (state, error.args)
        return error.args[1]
    raise AssertionError(f"{arguments} did not fail with {state}")


connection = pyodbc.connect("DSN=acme", autocommit=True)
cursor = connection.cursor()

# Without a data source, and with a session that is not told to commit by itself.
with pyodbc.connect("Driver={Pipedrive};" + os.environ["EMULATED_ACCOUNT"]) as manual:
    assert manual.execute("SELECT 1").fetchval() == 1
    manual.rollback()
    manual.execute("INSERT INTO notes (content, deal_id) VALUES ('of Python', 1)")
    fails("HYC00", manual.rollback)
    manual.commit()
    manual.rollback()

# Values come with their types.
row = cursor.execute("SELECT id, title, value, add_time, is_archived, label_ids FROM deals WHERE id = ?", 1).fetchone()
assert [type(value) for value in row] == [int, str, float, datetime.datetime, bool, str], row
assert cursor.description[0][:2] == ("id", int)
row = cursor.execute("SELECT expected_close_date FROM deals WHERE expected_close_date IS NOT NULL LIMIT 1").fetchone()
assert type(row[0]) is datetime.date
assert tuple(cursor.execute("SELECT CAST(NULL AS VARCHAR), 'ü€😀'").fetchone()) == (None, "ü€😀")
assert cursor.execute("SELECT CAST(12.34 AS DECIMAL(10, 2))").fetchval() == decimal.Decimal("12.34")
long = "x€" * 70_000
assert cursor.execute("SELECT CAST(? AS VARCHAR)", long).fetchval() == long
content = "ü€😀 " * 1500
cursor.execute("INSERT INTO notes (content, deal_id) VALUES (?, 2)", content)
found = cursor.execute("SELECT id, content FROM notes WHERE deal_id = 2 AND content LIKE 'ü€😀%'").fetchall()
assert [row.content for row in found] == [content], found
assert cursor.description[1][3] == 65_535, cursor.description
everything = cursor.execute("SELECT * FROM deals").fetchall()
assert len(everything) > 300 and len(everything[0]) > 50

# Parameters of other types.
since = datetime.datetime(2024, 1, 1)
assert all(row[0] > since for row in cursor.execute("SELECT add_time FROM deals WHERE add_time > ?", since))
rows = cursor.execute("SELECT value FROM deals WHERE value > ? AND status = ?", decimal.Decimal("100.5"), "won").fetchall()
assert rows and all(row[0] > 100.5 for row in rows)
assert cursor.execute("SELECT count(*) FROM deals WHERE person_id = ?", None).fetchval() == 0

# The catalogue.
assert "deals" in [row.table_name for row in cursor.tables(tableType="TABLE")]
assert [row.table_name for row in cursor.tables(table="deal\\_f%")][0].startswith("deal_f")
columns = {row.column_name: row.type_name for row in cursor.columns(table="deals")}
assert columns["id"] == "BIGINT" and "expected_close_date" in columns
assert [row.column_name for row in cursor.primaryKeys("deals")] == ["id"]
assert any(row.fkcolumn_name == "person_id" for row in cursor.foreignKeys(foreignTable="deals"))
assert "TestConnection" in [row.procedure_name for row in cursor.procedures()]
assert cursor.getTypeInfo(pyodbc.SQL_VARCHAR).fetchone() is not None

# Writing.
cursor.execute("INSERT INTO deals (title, value, currency) VALUES (?, ?, ?)", "From Python ü", 12.5, "EUR")
assert cursor.rowcount == 1
number = int(cursor.execute("SELECT id FROM sys_identity").fetchval())
cursor.execute("UPDATE deals SET value = ? WHERE id = ?", 99, number)
assert cursor.rowcount == 1
assert tuple(cursor.execute("SELECT title, value FROM deals WHERE id = ?", number).fetchone()) == ("From Python ü", 99)
assert cursor.execute("DELETE FROM deals WHERE id = ?", number).rowcount == 1
assert cursor.execute("SELECT title FROM deals WHERE id = ?", number).fetchall() == []
cursor.executemany("INSERT INTO persons (name, primary_email) VALUES (?, ?)", [("A of Python", "a@x.example"), ("B of Python", None)])
assert cursor.execute("SELECT count(*) FROM persons WHERE name LIKE '_ of Python'").fetchval() == 2

# Escapes, calls, and several results.
assert tuple(cursor.execute("SELECT {fn UCASE('a')}, {d '2024-01-02'}").fetchone()) == ("A", datetime.date(2024, 1, 2))
assert cursor.execute("{call TestConnection()}").fetchone()[0] is True
cursor.execute("SELECT 1; SELECT 2")
assert cursor.fetchall()[0][0] == 1 and cursor.nextset() and cursor.fetchall()[0][0] == 2 and not cursor.nextset()

# Mistakes.
assert "nope" in fails("42S22", cursor.execute, "SELECT nope FROM deals")
assert "did you mean `deals`" in fails("42S02", cursor.execute, "SELECT * FROM deels")
fails("42000", cursor.execute, "SELEC 1")
assert "WHERE" in fails("HYC00", cursor.execute, "DELETE FROM deals")
fails("28000", pyodbc.connect, "DSN=acme;APIToken=wrong")
assert "did you mean `APIToken`" in fails("08001", pyodbc.connect, "DSN=acme;APIToke=wrong")
assert "secret7" not in fails("28000", pyodbc.connect, "DSN=acme;APIToken=secret7")
fails("IM002", pyodbc.connect, "DSN=nowhere")

# Two threads, each with its own cursor of one connection.
found = []
ask = lambda: found.append(connection.cursor().execute("SELECT count(*) FROM activities").fetchval())
threads = [threading.Thread(target=ask) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(found) == 2 and found[0] == found[1] > 0, found

# The questions of the README.
for path in sorted(glob.glob(os.path.join(os.environ["SQL_EXAMPLES"], "*.sql"))):
    with open(path, encoding="utf-8") as file, pyodbc.connect("DSN=acme", autocommit=True) as session:
        results = session.execute(file.read())
        rows = 0
        while True:
            rows += len(results.fetchall()) if results.description else 0
            if not results.nextset():
                break
        assert rows > 0, path

for _ in range(20):
    pyodbc.connect("DSN=acme").close()
print("all checked")
