"""Everything that the driver says, printed: diagnostics, completed connection strings, information, attributes, the texts
of statements. Whoever runs this looks for secrets in it, in the driver manager's trace, and in the driver's log. The data
source `acme` holds the account's token; SECRET is the wrong one that is tried."""

import ctypes
import os

import odbc

SECRET = os.environ["SECRET"]
manager = odbc.Library("libodbc.so.2")
log = f"LogFile={os.environ['LOG_FILE']};Verbosity=5"


def say(*words):
    print(*words, flush=True)


session = odbc.Session(manager, f"DSN=acme;{log}")
say(session.completed)
for kind in [*range(0, 175), *range(10000, 10030)]:
    say(kind, session.text_of(kind))
for attribute in (109, 101, 102, 103, 104, 113, 1209):
    buffer, length = (ctypes.c_uint16 * 512)(), ctypes.c_int32()
    code = session.call("SQLGetConnectAttrW", session.connection, attribute, buffer, 1024, ctypes.byref(length))
    say(attribute, code, odbc.text(buffer, 512))
say(session.native("SELECT {fn UCASE('a')}"))
for sql in ("SELECT nope FROM deals", "SELEC", "SELECT count(*) FROM deals", "SELECT * FROM sys_connection_props",
            "SELECT * FROM users", "{call TestConnection()}"):
    say(sql, session.execute(sql), session.library.diagnosis(odbc.STMT, session.statement))
    count = ctypes.c_int16()
    session.call("SQLNumResultCols", session.statement, ctypes.byref(count))
    while count.value and session.fetch() in (odbc.SUCCESS, odbc.WITH_INFO):
        say([session.cell(column) for column in range(1, count.value + 1)])
    session.call("SQLFreeStmt", session.statement, 0)
session.end()

# Straight into the driver, so that the driver manager's trace does not repeat what the program itself wrote.
driver = odbc.Library(os.environ["ODBC_DRIVER"])
account = f"Driver={os.environ['ODBC_DRIVER']};{os.environ['EMULATED_ACCOUNT']}"
session = odbc.Session(driver, account)
say(session.completed)
session.end()
environment = driver.allocate(odbc.ENV, None)
assert driver.call("SQLSetEnvAttr", environment, 200, 3, 0) == odbc.SUCCESS
token = dict(pair.split("=", 1) for pair in account.split(";") if "=" in pair)["APIToken"]
for string in (
    account.replace(token, SECRET), account + f";Nonsense={SECRET}", account + f";{SECRET}", account + f";Timeout={SECRET}",
    account.replace(token, "{" + SECRET), account.replace(token, '"' + SECRET), f"APIToken={SECRET}", f"PWD={SECRET};UID=me",
    account + f";APIToken={SECRET}", f"DSN=nowhere;APIToken={SECRET}", account.replace("APIToken=", "APITokens="),
):
    for function in ("SQLDriverConnectW", "SQLBrowseConnectW"):
        connection = driver.allocate(odbc.DBC, environment)
        out, length = (ctypes.c_uint16 * 2048)(), ctypes.c_int16()
        first = (connection, None) if function == "SQLDriverConnectW" else (connection,)
        code = driver.call(function, *first, f"{string};{log}", odbc.NTS, out, 2048, ctypes.byref(length), 0)
        said = driver.diagnosis(odbc.DBC, connection)
        assert code in (odbc.ERROR, odbc.NEED_DATA), (function, string)
        say(code, said, odbc.text(out, max(length.value, 0)))
        driver.call("SQLDisconnect", connection)
        assert driver.call("SQLFreeHandle", odbc.DBC, connection) == odbc.SUCCESS
connection = driver.allocate(odbc.DBC, environment)
assert driver.call("SQLConnectW", connection, "acme", odbc.NTS, "me", odbc.NTS, SECRET, odbc.NTS) == odbc.ERROR
say(driver.diagnosis(odbc.DBC, connection))
print("all said")
