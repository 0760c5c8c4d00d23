"""Calls that a program with mistakes makes, straight into the driver: handles that are none, pointers to nowhere, lengths
that cannot be, buffers that are too small or begin at any byte. Each is answered with a code of the standard, and no byte
outside the buffers changes. The variable EXPORTED names the driver's functions."""

import ctypes
import os
import struct

import odbc
from odbc import C_BIGINT, C_CHAR, C_TIMESTAMP, C_WCHAR, DBC, DESC, ENV, ERROR, INVALID_HANDLE, NO_DATA, STMT, SUCCESS
from odbc import WITH_INFO

CODES = {SUCCESS, WITH_INFO, NO_DATA, odbc.NEED_DATA, ERROR, INVALID_HANDLE}
# Functions whose handle comes second, behind its kind.
WITH_KIND = {"SQLFreeHandle", "SQLEndTran", "SQLCancelHandle", "SQLGetDiagRec", "SQLGetDiagRecW", "SQLGetDiagField",
             "SQLGetDiagFieldW"}
BINARY, GUARD = -2, 0xA5

driver = os.environ["ODBC_DRIVER"]
library = odbc.Library(driver)
session = odbc.Session(library, f"Driver={driver};{os.environ['EMULATED_ACCOUNT']}")
functions = os.environ["EXPORTED"].split()
assert len(functions) > 80, functions

# Handles that are none: nothing, small and large numbers, memory of this program, a handle of another kind, one that is freed.
own = ctypes.create_string_buffer(256)
freed = library.allocate(STMT, session.connection)
assert session.call("SQLFreeHandle", STMT, freed) == SUCCESS
bad = [None, 1, -1, ctypes.addressof(own), freed.value, (1 << 63) - 1]
others = {ENV: session.statement.value, DBC: session.statement.value, STMT: session.connection.value, DESC: session.statement.value}
for name in functions:
    for handle in bad:
        if name == "SQLAllocHandle":
            out = ctypes.c_void_p(7)
            for kind in (DBC, STMT, DESC):
                assert session.call(name, kind, handle, ctypes.byref(out)) == INVALID_HANDLE, (name, kind, handle)
                assert not out.value
        elif name in WITH_KIND:
            for kind in (ENV, DBC, STMT, DESC):
                code = session.call(name, kind, handle, *[0] * 12)
                assert code == INVALID_HANDLE, (name, kind, handle, code)
                code = session.call(name, kind, others[kind], *[0] * 12)
                assert code == INVALID_HANDLE, (name, kind, "of another kind", code)
            assert session.call(name, 99, handle, *[0] * 12) in (ERROR, INVALID_HANDLE)
        else:
            code = session.call(name, handle, *[0] * 13)
            assert code == INVALID_HANDLE, (name, handle, code)

# The right handle, and nothing else, before a statement is executed and on a row of one.
destructive = {"SQLFreeHandle", "SQLDisconnect", "SQLFreeStmt", "SQLAllocHandle"}
kinds = {STMT: session.statement, DBC: session.connection, ENV: session.environment, DESC: None}
for is_on_row in (False, True):
    descriptor = ctypes.c_void_p()
    assert session.call("SQLGetStmtAttrW", session.statement, 10010, ctypes.byref(descriptor), 8, None) == SUCCESS
    for name in functions:
        if name in destructive:
            continue
        if is_on_row:
            session.call("SQLFreeStmt", session.statement, 0)
            session.call("SQLFreeStmt", session.statement, 2)
            assert session.execute("SELECT 1, 'x'") == (SUCCESS, []) and session.fetch() == SUCCESS
        for kind, handle in {**kinds, DESC: descriptor}.items():
            arguments = [kind, handle] if name in WITH_KIND else [handle]
            code = session.call(name, *arguments, *[0] * 13)
            assert code in CODES, (name, kind, code)
session.call("SQLFreeStmt", session.statement, 0)
session.call("SQLFreeStmt", session.statement, 2)
session.call("SQLFreeStmt", session.statement, 3)

# Lengths that cannot be.
for length in (-1, -2, -4, -32768):
    code = session.call("SQLExecDirectW", session.statement, "SELECT 1", length)
    assert code == ERROR and session.states() == ["HY090"], (length, code, session.states())
    code = session.call("SQLTablesW", session.statement, None, 0, None, 0, "deals", length, None, 0)
    assert code == ERROR and session.states() == ["HY090"], (length, code, session.states())
buffer = ctypes.create_string_buffer(64)
assert session.call("SQLDescribeColW", session.statement, 1, buffer, -1, *[None] * 5) == ERROR
assert session.call("SQLNativeSqlW", session.connection, "SELECT 1", odbc.NTS, buffer, -1, None) == ERROR


class Guarded:
    """A buffer between bytes that must not change, which begins at an even or an odd address."""

    def __init__(self, size, shift):
        self.size, self.begin = size, 32 + shift
        self.memory = (ctypes.c_uint8 * (size + 96))(*[GUARD] * (size + 96))
        self.address = ctypes.c_void_p(ctypes.addressof(self.memory) + self.begin)

    def content(self):
        """What is in the buffer; nothing around it changed."""
        whole = bytes(self.memory)
        end = self.begin + self.size
        assert set(whole[: self.begin]) | set(whole[end:]) == {GUARD}, whole
        return whole[self.begin : end]


def on_row(sql):
    session.call("SQLFreeStmt", session.statement, 0)
    assert session.execute(sql) == (SUCCESS, []) and session.fetch() == SUCCESS, session.states()


# Pieces of every size, at even and odd addresses, with the length also anywhere.
for kind, text in ((C_CHAR, "abcdefg".encode()), (C_WCHAR, "abcdefg".encode("utf-16-le")), (BINARY, b"abcdefg")):
    for capacity in range(0, 20):
        for shift in (0, 1, 3):
            on_row("SELECT arrow_cast('abcdefg', 'Binary')" if kind == BINARY else "SELECT 'abcdefg'")
            found, zero = b"", {C_CHAR: 1, C_WCHAR: 2, BINARY: 0}[kind]
            for _ in range(20):
                data, length = Guarded(capacity, shift), Guarded(8, shift)
                code = session.call("SQLGetData", session.statement, 1, kind, data.address, capacity, length.address)
                states, content = session.states(), data.content()
                if code == NO_DATA:
                    break
                assert code in (SUCCESS, WITH_INFO), (kind, capacity, code, states)
                total = struct.unpack("q", length.content())[0]
                assert total == len(text) - len(found), (kind, capacity, total, found)
                if code == WITH_INFO:
                    assert states == ["01004"], states
                room = capacity - zero
                if kind == C_WCHAR:
                    room -= room % 2
                taken = max(0, min(room, total))
                found += content[:taken]
                if taken == 0 and room <= 0:
                    break
            if capacity > zero + (kind == C_WCHAR):
                assert found == text and code in (SUCCESS, NO_DATA), (kind, capacity, shift, found, code)

# Values of a fixed size at any address, bound and not; NULL without a place to say so; no buffer at all.
for shift in range(8):
    on_row("SELECT 9007199254740993, TIMESTAMP '2024-02-29 01:02:03'")
    data, length = Guarded(8, shift), Guarded(8, shift)
    assert session.call("SQLGetData", session.statement, 1, C_BIGINT, data.address, 0, length.address) == SUCCESS
    assert struct.unpack("q", data.content()) == (9007199254740993,) and struct.unpack("q", length.content()) == (8,)
    data = Guarded(16, shift)
    assert session.call("SQLGetData", session.statement, 2, C_TIMESTAMP, data.address, 0, None) == SUCCESS
    assert struct.unpack("hHHHHHI", data.content()) == (2024, 2, 29, 1, 2, 3, 0)
    session.call("SQLFreeStmt", session.statement, 0)
    data, length, count, status = Guarded(24, shift), Guarded(24, shift), Guarded(8, shift), Guarded(6, shift)
    assert session.call("SQLBindCol", session.statement, 1, C_BIGINT, data.address, 8, length.address) == SUCCESS
    assert session.set(27, 3) == (SUCCESS, []) and session.set(26, count.address) == (SUCCESS, [])
    assert session.set(25, status.address) == (SUCCESS, [])
    assert session.execute("SELECT * FROM (VALUES (1), (2)) AS t(n) ORDER BY n") == (SUCCESS, [])
    assert session.fetch() == SUCCESS
    assert struct.unpack("2q", data.content()[:16]) == (1, 2) and data.content()[16:] == bytes([GUARD] * 8)
    assert struct.unpack("q", count.content()) == (2,) and struct.unpack("3H", status.content()) == (0, 0, 3)
    for attribute, value in ((27, 1), (26, None), (25, None)):
        session.set(attribute, value)
    session.call("SQLFreeStmt", session.statement, 0)
    session.call("SQLFreeStmt", session.statement, 2)
on_row("SELECT CAST(NULL AS BIGINT), 1")
data = Guarded(8, 0)
assert session.call("SQLGetData", session.statement, 1, C_BIGINT, data.address, 8, None) == ERROR
assert session.states() == ["22002"] and set(data.content()) == {GUARD}
for number, kind, state in ((0, C_BIGINT, "07009"), (9, C_BIGINT, "07009"), (2, 4711, "HY003")):
    assert session.call("SQLGetData", session.statement, number, kind, data.address, 8, None) == ERROR
    assert session.states() == [state], (number, kind, session.states())
session.call("SQLFreeStmt", session.statement, 0)

# Numbers of rows and parameters that no program has memory for.
for attribute in (27, 22):
    assert session.set(attribute, 0)[0] == ERROR
assert session.execute("SELECT 1") == (SUCCESS, [])
session.call("SQLFreeStmt", session.statement, 0)
session.end()
print("all checked")
