"""The C functions of ODBC, by ctypes: of the driver itself, or of the driver manager.

Texts are given and taken as UTF-16, which is what programs for Windows do.
"""

import ctypes

SUCCESS, WITH_INFO, NO_DATA, NEED_DATA, ERROR, INVALID_HANDLE = 0, 1, 100, 99, -1, -2
ENV, DBC, STMT, DESC = 1, 2, 3, 4
NTS = -3
C_CHAR, C_WCHAR, C_BIGINT, C_DOUBLE, C_BIT, C_DATE, C_TIMESTAMP, C_LONG = 1, -8, -25, 8, -7, 91, 93, -16


def wide(text):
    """A text with a zero behind it, as an array of UTF-16 units."""
    units = text.encode("utf-16-le") + b"\0\0"
    return (ctypes.c_uint16 * (len(units) // 2)).from_buffer_copy(units)


def passed(argument):
    """An argument as C takes it: whole numbers in a whole register, so that functions take as much of it as they know."""
    if isinstance(argument, int):
        return ctypes.c_ssize_t(argument)
    return wide(argument) if isinstance(argument, str) else argument


class Library:
    """The functions of a library."""

    def __init__(self, path):
        self.functions = ctypes.CDLL(path)

    def call(self, name, *arguments):
        """What a function returns."""
        function = getattr(self.functions, name)
        function.restype = ctypes.c_short
        return function(*[passed(argument) for argument in arguments])

    def allocate(self, kind, parent):
        """A new handle."""
        handle = ctypes.c_void_p()
        code = self.call("SQLAllocHandle", kind, parent, ctypes.byref(handle))
        assert code == SUCCESS and handle.value, (kind, code)
        return handle

    def diagnosis(self, kind, handle):
        """SQLSTATEs and messages of what a function has to say."""
        records = []
        while True:
            state, message = (ctypes.c_uint16 * 6)(), (ctypes.c_uint16 * 2048)()
            native, length = ctypes.c_int32(), ctypes.c_int16()
            places = ctypes.byref(native), message, 2048, ctypes.byref(length)
            code = self.call("SQLGetDiagRecW", kind, handle, len(records) + 1, state, *places)
            if code not in (SUCCESS, WITH_INFO):
                return records
            records.append((text(state, 5), text(message, length.value)))


def text(units, length):
    """The first units of a buffer."""
    # What is asked for as a text may be a number, such as the address of a handle.
    return bytes(units)[: 2 * length].decode("utf-16-le", "replace")


class Session:
    """A program with one connection and one statement. Every method is a function of ODBC, and returns its code with what
    the function gave out."""

    def __init__(self, library, string, version=3):
        self.library = library
        self.environment = library.allocate(ENV, None)
        assert self.call("SQLSetEnvAttr", self.environment, 200, version, 0) == SUCCESS
        self.connection = library.allocate(DBC, self.environment)
        out, length = (ctypes.c_uint16 * 1024)(), ctypes.c_int16()
        arguments = self.connection, None, string, NTS, out, 1024, ctypes.byref(length), 0
        code = self.call("SQLDriverConnectW", *arguments)
        assert code in (SUCCESS, WITH_INFO), library.diagnosis(DBC, self.connection)
        self.completed = text(out, length.value)
        self.statement = library.allocate(STMT, self.connection)

    def call(self, *arguments):
        return self.library.call(*arguments)

    def states(self, kind=STMT):
        """SQLSTATEs of the last call."""
        handle = self.statement if kind == STMT else self.connection
        return [state for state, _ in self.library.diagnosis(kind, handle)]

    def end(self):
        assert self.call("SQLFreeHandle", STMT, self.statement) == SUCCESS
        assert self.call("SQLDisconnect", self.connection) == SUCCESS
        assert self.call("SQLFreeHandle", DBC, self.connection) == SUCCESS
        assert self.call("SQLFreeHandle", ENV, self.environment) == SUCCESS

    def text_of(self, kind):
        """Information that is a text."""
        buffer, length = (ctypes.c_uint16 * 512)(), ctypes.c_int16()
        code = self.call("SQLGetInfoW", self.connection, kind, buffer, 1024, ctypes.byref(length))
        return code, text(buffer, length.value // 2)

    def number_of(self, kind):
        """Information that is a number of 16 or 32 bits."""
        number, length = ctypes.c_uint32(), ctypes.c_int16()
        code = self.call("SQLGetInfoW", self.connection, kind, ctypes.byref(number), 4, ctypes.byref(length))
        return code, number.value

    def functions(self):
        """The functions of ODBC 3 that there are, by number."""
        bits = (ctypes.c_uint16 * 250)()
        code = self.call("SQLGetFunctions", self.connection, 999, bits)
        return code, {number for number in range(4000) if bits[number >> 4] & (1 << (number & 15))}

    def set(self, attribute, value):
        """An attribute of the statement, and the SQLSTATEs that come of it."""
        return self.call("SQLSetStmtAttrW", self.statement, attribute, value, 0), self.states()

    def get(self, attribute):
        """An attribute of the statement."""
        value = ctypes.c_size_t()
        code = self.call("SQLGetStmtAttrW", self.statement, attribute, ctypes.byref(value), 8, None)
        return code, value.value

    def named(self, function, *arguments):
        """A catalogue function: names are followed by their lengths, which are looked for."""
        flat = []
        for argument in arguments:
            flat += [argument] if isinstance(argument, int) else [argument, NTS if argument is not None else 0]
        return self.call(function, self.statement, *flat)

    def execute(self, sql):
        """A statement that is executed at once."""
        return self.call("SQLExecDirectW", self.statement, sql, NTS), self.states()

    def prepare(self, sql):
        """A statement that is executed later."""
        return self.call("SQLPrepareW", self.statement, sql, NTS), self.states()

    def columns(self):
        """Names and SQL types of the result."""
        count = ctypes.c_int16()
        assert self.call("SQLNumResultCols", self.statement, ctypes.byref(count)) == SUCCESS, self.states()
        described = []
        for number in range(1, count.value + 1):
            name, length, kind = (ctypes.c_uint16 * 256)(), ctypes.c_int16(), ctypes.c_int16()
            size, digits, nullable = ctypes.c_size_t(), ctypes.c_int16(), ctypes.c_int16()
            places = [ctypes.byref(place) for place in (length, kind, size, digits, nullable)]
            assert self.call("SQLDescribeColW", self.statement, number, name, 256, *places) == SUCCESS
            described.append((text(name, length.value), kind.value))
        return described

    def attribute(self, column, field):
        """An attribute of a column, as number and as text."""
        buffer, length, number = (ctypes.c_uint16 * 256)(), ctypes.c_int16(), ctypes.c_ssize_t()
        places = buffer, 512, ctypes.byref(length), ctypes.byref(number)
        code = self.call("SQLColAttributeW", self.statement, column, field, *places)
        return code, number.value, text(buffer, max(length.value, 0) // 2)

    def cell(self, column, kind=C_WCHAR):
        """A column of the current row, `None` for NULL."""
        buffer, indicator = (ctypes.c_uint16 * 4096)(), ctypes.c_ssize_t()
        code = self.call("SQLGetData", self.statement, column, kind, buffer, 8192, ctypes.byref(indicator))
        assert code in (SUCCESS, WITH_INFO), self.states()
        if indicator.value < 0:
            return None
        if kind == C_WCHAR:
            return text(buffer, min(indicator.value // 2, 4095))
        of = {C_BIGINT: ctypes.c_int64, C_DOUBLE: ctypes.c_double, C_BIT: ctypes.c_uint8, C_LONG: ctypes.c_int32}[kind]
        return ctypes.cast(buffer, ctypes.POINTER(of))[0]

    def fetch(self):
        """The next row."""
        return self.call("SQLFetch", self.statement)

    def rows(self):
        """All rows as texts; the cursor is closed."""
        count = len(self.columns())
        rows = []
        while (code := self.fetch()) in (SUCCESS, WITH_INFO):
            rows.append(tuple(self.cell(column) for column in range(1, count + 1)))
        assert code == NO_DATA, self.states()
        assert self.call("SQLFreeStmt", self.statement, 0) == SUCCESS
        return rows

    def native(self, sql):
        """A statement in the driver's own words."""
        buffer, length = (ctypes.c_uint16 * 1024)(), ctypes.c_int32()
        code = self.call("SQLNativeSqlW", self.connection, sql, NTS, buffer, 1024, ctypes.byref(length))
        return code, text(buffer, length.value)
