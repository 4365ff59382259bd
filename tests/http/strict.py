"""A strict reading of what clients send (RFC 9112), to hold the server's against."""

import re

TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
REQUEST_LINE = re.compile(rb"(" + TOKEN + rb") ([^\x00-\x20\x7f]+) HTTP/1\.([0-9])")
FIELD = re.compile(rb"(" + TOKEN + rb"):[ \t]*([^\x00-\x08\x0a-\x1f\x7f]*)")
# libmicrohttpd takes a bare LF between chunks; the README says so.
CHUNK = re.compile(rb"([0-9a-fA-F]+)(?:;[^\n]*)?\r?\n")
CHUNK_END = re.compile(rb"\r?\n")
# NULs, bare LFs and lines that begin with ':' or NUL can't be told from line ends of the same length
# (the README says so). The second is the end of a head where it is as long as two CRLF.
LINE_END = re.compile(rb"\r\n|\x00\n")
HEAD_END = re.compile(rb"\x00*\r?\n(?:[\x00:][^\n]*)?\r?\n")
# RFC 9112, 2.2, and what libmicrohttpd takes for such a line.
BLANK_LINES = re.compile(rb"(?:\r?\n|\x00[^\n]*\n)*")


class Doubtful(Exception):
    """No request, or none whose end is certain."""


class Incomplete(Exception):
    """What is there may be the beginning of a request."""


def head_of(data):
    """Method, target and fields of the request that data begins with, and what follows its head."""
    end = next((m for m in HEAD_END.finditer(data) if len(m[0]) == len("\r\n\r\n")), None)
    if not end:
        raise Incomplete
    first, *lines = LINE_END.split(data[:end.start()])
    line = REQUEST_LINE.fullmatch(first)
    matches = [FIELD.fullmatch(each) for each in lines]
    if not line or None in matches:
        raise Doubtful
    fields = [(m[1].lower(), m[2].strip(b" \t")) for m in matches]
    return line, fields, data[end.end():]


def behind_chunks(data):
    """What follows a chunked body."""
    while True:
        chunk = CHUNK.match(data)
        if not chunk:
            raise Doubtful if b"\n" in data else Incomplete
        size, data = int(chunk[1], 16), data[chunk.end():]
        end = CHUNK_END.match(data, size)
        if not end:
            raise Incomplete if len(data) < size + 2 else Doubtful  # trailers, too
        data = data[end.end():]
        if size == 0:
            return data


def behind_body(line, fields, data):
    """What follows the request whose body data begins with."""
    values = {name: [v for n, v in fields if n == name]
              for name in (b"host", b"content-length", b"transfer-encoding")}
    if max(map(len, values.values())) > 1 or (line[3] != b"0" and not any(values[b"host"])):
        raise Doubtful
    lengths, codings = values[b"content-length"], values[b"transfer-encoding"]
    if codings:
        if lengths or line[3] == b"0" or line[1] == b"GET" or codings[0].lower() != b"chunked":
            raise Doubtful
        return behind_chunks(data)
    length = lengths[0] if lengths else b"0"
    if not length.isdigit() or (line[1] == b"GET" and int(length) > 0):
        raise Doubtful
    if len(data) < int(length):
        raise Incomplete
    return data[int(length):]


def targets(data):
    """Those of the requests that data is made of, up to the first that is none."""
    found = []
    while data := data[BLANK_LINES.match(data).end():]:
        try:
            line, fields, rest = head_of(data)
            data = behind_body(line, fields, rest)
        except (Doubtful, Incomplete):
            break
        found.append(line[2])
    return found
