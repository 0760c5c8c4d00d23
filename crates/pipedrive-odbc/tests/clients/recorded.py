"""What Power BI, Excel, Tableau and LibreOffice call, in the order in which they do, each time through the driver manager
and straight into the driver. The sequences are tables: a call, its arguments, and what must come of it, which is a value
or a question about the value. The variables ODBC_DRIVER and EMULATED_ACCOUNT name the driver and an account."""

import os

import odbc
from odbc import ERROR, NO_DATA, SUCCESS, WITH_INFO

TABLE_SHAPE = ["TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "TABLE_TYPE", "REMARKS"]
KEY_SHAPE = ["TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "COLUMN_NAME", "KEY_SEQ", "PK_NAME"]


def catalogue(session, function, *arguments):
    """The names of the columns and the rows of a catalogue function."""
    code = session.named(function, *arguments)
    assert code == SUCCESS, (function, arguments, code, session.states())
    names = [name for name, _ in session.columns()]
    return names, session.rows()


def table_names(session, *arguments):
    """The distinct names of tables of `SQLTables`, sorted as they come."""
    names, rows = catalogue(session, "SQLTablesW", *arguments)
    assert names == TABLE_SHAPE, names
    return [row[2] for row in rows]


def one_column(session, place, *arguments):
    """The values of one column of `SQLTables`, which is how catalogs, schemas and kinds of tables are listed."""
    names, rows = catalogue(session, "SQLTablesW", *arguments)
    others = {value for row in rows for at, value in enumerate(row) if at != place}
    assert names == TABLE_SHAPE and others == {None}, rows
    return [row[place] for row in rows]


def column_rows(session, *arguments):
    """Names and types of `SQLColumns`."""
    names, rows = catalogue(session, "SQLColumnsW", *arguments)
    assert len(names) == 18 and names[3:5] == ["COLUMN_NAME", "DATA_TYPE"], names
    assert [int(row[16]) for row in rows] == list(range(1, len(rows) + 1)), rows
    return {row[3]: int(row[4]) for row in rows}


def keys(session, function, width, *arguments):
    """Rows of the functions that list keys."""
    names, rows = catalogue(session, function, *arguments)
    assert len(names) == width, names
    return rows


def types(session, wanted):
    """Numbers and names of `SQLGetTypeInfo`."""
    assert session.call("SQLGetTypeInfoW", session.statement, wanted) == SUCCESS, session.states()
    assert len(session.columns()) == 19
    rows = [(int(row[1]), row[0]) for row in session.rows()]
    assert rows == sorted(rows, key=lambda row: row[0]), rows
    return rows


def query(session, sql):
    """Columns and rows of a statement that is prepared, described and then executed."""
    code, states = session.prepare(sql)
    assert code == SUCCESS, (sql, states)
    described = session.columns()
    assert session.call("SQLExecute", session.statement) == SUCCESS, (sql, session.states())
    assert session.columns() == described
    return described, session.rows()


def values(session, sql, kinds):
    """The first row of a statement, each column in a C type."""
    code, states = session.execute(sql)
    assert code == SUCCESS, (sql, states)
    assert session.fetch() == SUCCESS, session.states()
    row = [session.cell(number, kind) for number, kind in enumerate(kinds, 1)]
    assert session.call("SQLCloseCursor", session.statement) == SUCCESS
    return row


def attributes(session, sql, fields):
    """Attributes of the only column of a statement, as `(number, text)`."""
    code, states = session.prepare(sql)
    assert code == SUCCESS, (sql, states)
    found = {field: session.attribute(1, field) for field in fields}
    assert all(code == SUCCESS for code, _, _ in found.values()), (found, session.states())
    return {field: text or number for field, (_, number, text) in found.items()}


def scroll(session, sql, orientation):
    """What comes of a fetch that is not forward."""
    code, states = session.execute(sql)
    assert code == SUCCESS, (sql, states)
    code = session.call("SQLFetchScroll", session.statement, orientation, 0), session.states()
    assert session.call("SQLFreeStmt", session.statement, 0) == SUCCESS
    return code


def refused(session, function, *arguments):
    """What comes of a catalogue function that takes no such names."""
    return session.named(function, *arguments), session.states()


def has(*wanted):
    """Whether all of these are in the answer."""
    return lambda found: set(wanted) <= set(found)


def bits(mask):
    """Whether a call succeeds with a number that has all of these bits."""
    return lambda found: found[0] == SUCCESS and found[1] & mask == mask


OPTION_CHANGED = (WITH_INFO, ["01S02"])
DEALS = ["id", "title", "value"]
# The functions that are called without asking: fetching, describing, catalogue, cancelling.
NEEDED = has(4, 5, 8, 11, 12, 13, 16, 18, 19, 20, 40, 43, 44, 45, 47, 54, 60, 65, 1001, 1006, 1011)

POWER_BI = [
    ("text_of", (6,), (SUCCESS, "libpipedriveodbc.so")),
    ("text_of", (17,), (SUCCESS, "Pipedrive")),
    ("text_of", (18,), (SUCCESS, "02.00.0000")),
    ("text_of", (77,), (SUCCESS, "03.80")),
    ("text_of", (29,), (SUCCESS, '"')),
    ("text_of", (41,), (SUCCESS, ".")),
    ("text_of", (42,), (SUCCESS, "catalog")),
    ("text_of", (39,), (SUCCESS, "schema")),
    ("text_of", (10003,), (SUCCESS, "Y")),
    ("text_of", (94,), (SUCCESS, "")),
    ("text_of", (14,), (SUCCESS, "\\")),
    ("text_of", (87,), (SUCCESS, "Y")),
    ("number_of", (92,), bits(1)),
    ("number_of", (91,), bits(1)),
    ("number_of", (114,), (SUCCESS, 1)),
    ("number_of", (118,), bits(1)),
    ("number_of", (169,), bits(0x7F)),
    ("number_of", (160,), bits(0x1607)),
    ("number_of", (161,), bits(0x1FE & ~0x4)),
    ("number_of", (165,), bits(1)),
    ("number_of", (48,), lambda found: found[0] == SUCCESS),
    ("number_of", (88,), (SUCCESS, 2)),
    ("number_of", (10005,), (SUCCESS, 0)),
    ("number_of", (81,), bits(1)),
    ("functions", (), lambda found: found[0] == SUCCESS and NEEDED(found[1])),
    (types, (0,), lambda found: has(-9, -5, -7, 8, 91, 93)([number for number, _ in found])),
    (one_column, (0, "%", "", "", ""), ["pipedrive"]),
    (one_column, (1, "", "%", "", ""), lambda found: found),
    (one_column, (3, "", "", "", "%"), has("TABLE", "VIEW")),
    (table_names, ("pipedrive", None, None, "TABLE,VIEW"), has("deals", "persons", "activities")),
    (table_names, ("pipedrive", None, "deals", "TABLE"), ["deals"]),
    (table_names, ("other", None, None, "TABLE,VIEW"), []),
    (column_rows, ("pipedrive", None, "deals", None), lambda found: found["id"] == -5 and found["title"] == -9),
    (keys, ("SQLPrimaryKeysW", 6, None, None, "deals"), lambda rows: [row[3:5] for row in rows] == [("id", "1")]),
    (keys, ("SQLForeignKeysW", 14, None, None, None, None, None, "deals"),
     lambda rows: ("persons", "id", "person_id") in [(row[2], row[3], row[7]) for row in rows]),
    (keys, ("SQLForeignKeysW", 14, None, None, "deals", None, None, None),
     lambda rows: rows and all(row[2] == "deals" for row in rows)),
    (query, ('select "id", "title" from "pipedrive"."{schema}"."deals" where "id" = 1',),
     lambda found: found[0] == [("id", -5), ("title", -9)] and found[1][0][0] == "1"),
    (query, ('select "rows"."status" as "status", count(1) as "C1" from "deals" "rows" group by "rows"."status"',),
     lambda found: [name for name, _ in found[0]] == ["status", "C1"] and len(found[1]) >= 3),
    (values, ("SELECT CAST(7 AS BIGINT), 1.5, true, 'ü😀', CAST(NULL AS DOUBLE)",
              (odbc.C_BIGINT, odbc.C_DOUBLE, odbc.C_BIT, odbc.C_WCHAR, odbc.C_DOUBLE)), [7, 1.5, 1, "ü😀", None]),
]

EXCEL = [
    ("number_of", (44,), bits(1)),
    ("number_of", (167,), (SUCCESS, 0)),
    ("number_of", (146,), bits(1)),
    ("set", (6, 3), OPTION_CHANGED),
    ("get", (6,), (SUCCESS, 0)),
    ("set", (7, 4), OPTION_CHANGED),
    ("get", (7,), (SUCCESS, 1)),
    ("set", (12, 2), OPTION_CHANGED),
    ("get", (12,), (SUCCESS, 0)),
    ("set", (1, 2), (SUCCESS, [])),
    (query, ("SELECT deals.id, deals.title, deals.value FROM deals deals ORDER BY deals.id",),
     lambda found: [name for name, _ in found[0]] == DEALS and len(found[1]) == 2),
    ("set", (1, 0), (SUCCESS, [])),
    (table_names, (None, None, None, "'TABLE','VIEW','SYSTEM TABLE','ALIAS','SYNONYM'"), has("deals")),
    (column_rows, (None, None, "deals", "%"), has("id", "add_time")),
    (types, (-9,), [(-9, "VARCHAR")]),
    (types, (93,), [(93, "TIMESTAMP")]),
    (types, (-11,), []),
    (query, ("SELECT count(*) FROM deals WHERE add_time >= {ts '2000-01-01 00:00:00'}",),
     lambda found: int(found[1][0][0]) > 300),
    (query, ("SELECT {fn LCASE('AB')} FROM {oj deals d LEFT OUTER JOIN persons p ON d.person_id = p.id} WHERE d.id = 1",),
     lambda found: found[1] == [("ab",)]),
]

TABLEAU = [
    ("text_of", (17,), (SUCCESS, "Pipedrive")),
    ("number_of", (115,), bits(0x7F & ~0x40)),
    ("number_of", (95,), bits(7)),
    ("number_of", (50,), lambda found: found[0] == SUCCESS),
    ("number_of", (46,), (SUCCESS, 0)),
    ("number_of", (28,), (SUCCESS, 2)),
    ("text_of", (73,), (SUCCESS, "N")),
    (types, (0,), lambda found: len(found) > 15),
    (table_names, ("%", "%", "%", "TABLE"), has("deals")),
    (keys, ("SQLSpecialColumnsW", 8, 1, None, None, "deals", 0, 1), lambda rows: [row[1] for row in rows] == ["id"]),
    (keys, ("SQLSpecialColumnsW", 8, 2, None, None, "deals", 0, 1), lambda rows: rows is not None),
    (keys, ("SQLStatisticsW", 13, None, None, "deals", 1, 0), lambda rows: rows is not None),
    (keys, ("SQLPrimaryKeysW", 6, None, None, "persons"), lambda rows: [row[3] for row in rows] == ["id"]),
    ("execute", ('CREATE LOCAL TEMPORARY TABLE "#Tableau_1_Connect" ("COL" INTEGER)',),
     lambda found: found[0] == ERROR and found[1][0] in ("42000", "HYC00")),
    ("execute", ('SELECT TOP 1 * INTO "#Tableau_2" FROM "deals"',), lambda found: found[0] == ERROR),
    ("execute", ('DROP TABLE "#Tableau_1_Connect"',), lambda found: found[0] == ERROR),
    (query, ('SELECT * FROM "deals" WHERE 1 = 0',), lambda found: len(found[0]) > 50 and found[1] == []),
    (query, ('SELECT * FROM (SELECT "id", "title" FROM "deals") "TableauSQL" LIMIT 1',),
     lambda found: len(found[1]) == 1),
    (query, ('SELECT SUM("deals"."value") AS "sum", "deals"."status" AS "status" FROM "deals" "deals" '
             'INNER JOIN "persons" "persons" ON ("deals"."person_id" = "persons"."id") GROUP BY 2 HAVING (COUNT(1) > 0)',),
     lambda found: found[1]),
    ("native", ("SELECT {fn UCASE('a')}, {d '2024-01-02'}",),
     lambda found: found[0] == SUCCESS and "{" not in found[1] and "upper" in found[1].lower()),
    (attributes, ('SELECT "title" FROM "deals"', (18, 1011, 14, 2, 1008)),
     lambda found: found[18] == "title" and found[14] == "VARCHAR" and found[2] == -9 and found[1008] == 1),
]

LIBREOFFICE = [
    ("set", (10014, 1), (SUCCESS, [])),
    (table_names, ("PIPEDRIVE", "{schema}", "DEALS", None), ["deals"]),
    (table_names, ("PIPEDRIVE", "{schema}", "DEAL%", None), []),
    (refused, ("SQLTablesW", None, None, "DEALS", None), (ERROR, ["HY009"])),
    (keys, ("SQLPrimaryKeysW", 6, "Pipedrive", "{schema}", "Deals"), lambda rows: [row[3] for row in rows] == ["id"]),
    ("set", (10014, 0), (SUCCESS, [])),
    ("number_of", (44,), (SUCCESS, 1)),
    ("number_of", (150,), lambda found: found == (SUCCESS, 0)),
    ("set", (6, 1), OPTION_CHANGED),
    ("get", (6,), (SUCCESS, 0)),
    ("set", (6, 0), (SUCCESS, [])),
    ("set", (8, 10), OPTION_CHANGED),
    ("set", (12, 2), OPTION_CHANGED),
    ("set", (-2, 1), lambda found: found[0] == ERROR or found == OPTION_CHANGED),
    (table_names, (None, "%", "%", "TABLE,VIEW"), has("deals", "users")),
    (keys, ("SQLTablePrivilegesW", 7, None, "%", "deals"), lambda rows: all(row[2] == "deals" for row in rows)),
    (keys, ("SQLColumnPrivilegesW", 8, None, None, "deals", "%"), lambda rows: all(row[2] == "deals" for row in rows)),
    (keys, ("SQLProceduresW", 8, None, None, "%"), lambda rows: "TestConnection" in [row[2] for row in rows]),
    (keys, ("SQLProcedureColumnsW", 19, None, None, "%", "%"), lambda rows: rows),
    (keys, ("SQLStatisticsW", 13, None, None, "deals", 1, 1), lambda rows: rows is not None),
    (query, ('SELECT * FROM "deals" WHERE 0 = 1',), lambda found: found[1] == []),
    (query, ('SELECT "id", "title" FROM "pipedrive"."{schema}"."deals" WHERE ( "value" > 100 ) ORDER BY "id" ASC',),
     lambda found: found[1]),
    (scroll, ("SELECT 1", 2), (ERROR, ["HY106"])),
    (scroll, ("SELECT 1", 5), (ERROR, ["HY106"])),
    (scroll, ("SELECT 1", 1), (SUCCESS, [])),
    (scroll, ("SELECT 1 WHERE 1 = 0", 1), (NO_DATA, [])),
]

SEQUENCES = {"Power BI": POWER_BI, "Excel": EXCEL, "Tableau": TABLEAU, "LibreOffice": LIBREOFFICE}


def play(session, steps):
    """Makes the calls, and looks at what comes of each."""
    schema = one_column(session, 1, "", "%", "", "")[0]
    for step, arguments, expected in steps:
        arguments = [one.replace("{schema}", schema) if isinstance(one, str) else one for one in arguments]
        found = getattr(session, step)(*arguments) if isinstance(step, str) else step(session, *arguments)
        fits = expected(found) if callable(expected) else found == expected
        name = step if isinstance(step, str) else step.__name__
        assert fits, f"{name}{tuple(arguments)}: {found}"


driver = os.environ["ODBC_DRIVER"]
string = f"Driver={driver};{os.environ['EMULATED_ACCOUNT']}"
for path in ("libodbc.so.2", driver):
    library = odbc.Library(path)
    for program, steps in SEQUENCES.items():
        for version in (3, 380):
            session = odbc.Session(library, string, version)
            try:
                play(session, steps)
            except AssertionError as error:
                raise AssertionError(f"{program} through {path}: {error}") from error
            session.end()
print("all checked")
