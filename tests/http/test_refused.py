"""Requests that this server and one in front of it might read in two ways: each is refused, its
connection closed, and nothing that follows is taken for a request."""

import socket

import pytest

from wire import request

SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
QUESTION = b'{"text": "the moon"}'
# What is read of a body with an end, and what of one without.
CHUNKED = b"0\r\n\r\n" + SMUGGLED


def post(*fields, body=b""):
    lines = ["POST /v1/verify HTTP/1.1", "Host: localhost", "Content-Type: application/json", *fields,
             "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def get(*fields, first="GET /summary HTTP/1.1", host="Host: localhost"):
    return "\r\n".join([first, *([host] if host else []), *fields, "", ""]).encode("latin-1")


LENGTH = f"Content-Length: {len(SMUGGLED)}"

FRAMING = {
    "both, length first": post(LENGTH, "Transfer-Encoding: chunked", body=CHUNKED),
    "both, length last": post("Transfer-Encoding: chunked", LENGTH, body=CHUNKED),
    "both, length 0": post("Transfer-Encoding: chunked", "Content-Length: 0", body=CHUNKED),
    "both on GET": get("Transfer-Encoding: chunked", LENGTH) + CHUNKED,
    "two lengths": post("Content-Length: 0", LENGTH, body=SMUGGLED),
    "two lengths, alike": post(LENGTH, LENGTH, body=SMUGGLED),
    "two lengths, cases": post("content-length: 0", "CONTENT-LENGTH: 5", body=SMUGGLED),
    "two codings": post("Transfer-Encoding: chunked", "Transfer-Encoding: identity", body=CHUNKED),
    "two codings, last chunked": post("Transfer-Encoding: x", "Transfer-Encoding: chunked",
                                      body=CHUNKED),
    "coding in HTTP/1.0": post("Transfer-Encoding: chunked",
                               body=CHUNKED).replace(b"HTTP/1.1", b"HTTP/1.0", 1),
    "blank before the colon": post(f"Content-Length : {len(SMUGGLED)}", body=SMUGGLED),
    "tab before the colon": post(f"Content-Length\t: {len(SMUGGLED)}", body=SMUGGLED),
    "coding, blank before the colon": post("Transfer-Encoding : chunked", body=CHUNKED),
    "blank before the name": post(" Content-Length: 5", body=SMUGGLED),
    "first line begins with a blank": get(" Transfer-Encoding: chunked", host=None) + CHUNKED,
    "folded": get("X: 1", " and 2"),
    "folded with a tab": get("X: 1", "\tand 2"),
    "folded into nothing": get("X: 1", " "),
    "folded twice": get("X: 1", " and 2", " and 3"),
    "folded into Content-Length": post(f"Content-Len: {len(SMUGGLED)}", " gth", body=SMUGGLED),
    "folded into Transfer-Encoding": post("Transfer-Enc: chunked", " oding", body=CHUNKED),
    "folded Host": get("Ho: y", " st"),
    "folded last": get(" X: 1"),
    "no name": get(": value"),
    "no name, first": get(": value", host=None),
    "no name, alone": get(":"),
    "no name, before another request": get(": value")[:-2] + SMUGGLED,
    "colon alone before another request": get(":")[:-2] + SMUGGLED,
    "bare LF": b"GET /summary HTTP/1.1\nHost: localhost\n\n",
    "bare LF ends the request line": b"GET /summary HTTP/1.1\nHost: localhost\r\n\r\n",
    "bare LF ends a header": b"GET /summary HTTP/1.1\r\nHost: localhost\nX: y\r\n\r\n",
    "bare LF ends the last header": b"GET /summary HTTP/1.1\r\nHost: localhost\n\r\n",
    "bare LF ends the head": b"GET /summary HTTP/1.1\r\nHost: localhost\r\n\n",
    "bare LF before a body": post(LENGTH).replace(b"\r\n", b"\n") + SMUGGLED,
    "NUL in the method": get(first="G\0ET /summary HTTP/1.1"),
    "NUL in the target": get(first="GET /summary\0/chapters HTTP/1.1"),
    "NUL in the query": get(first="GET /summary?\0 HTTP/1.1"),
    "NUL before the query": get(first="GET /summary\0?x HTTP/1.1"),
    "NUL ends the target": get(first="GET /summary\0 HTTP/1.1"),
    "NUL in a name": get("X\0: y"),
    "NUL in a value": get("X: y\0z"),
    "NUL ends a value": get("X: y\0"),
    "NUL ends the length": post(LENGTH + "\0", body=SMUGGLED),
    "two blanks": get(first="GET  /summary HTTP/1.1"),
    "two blanks at the version": get(first="GET /summary  HTTP/1.1"),
    "name with a slash": get("X/Y: value"),
    "name beyond ASCII": get("X\xe9: value"),
    "name with a control character": get("X\x01: value"),
    "value with a control character": get("X: a\x01b"),
    "value with a carriage return": get("X: a\rContent-Length: 5"),
    "value with DEL": get("X: a\x7fb"),
    "body on GET": get(LENGTH) + SMUGGLED,
    "body on HEAD": get(LENGTH, first="HEAD /summary HTTP/1.1") + SMUGGLED,
    "huge body on GET": get("Content-Length: 100000000"),
    "chunked body on GET": get("Transfer-Encoding: chunked") + CHUNKED,
    "method that is none": get(first="GE(T /summary HTTP/1.1"),
}
HOSTS = {
    "no Host": get(host=None),
    "empty Host": get(host="Host:"),
    "blank Host": get(host="Host:   "),
    "two Hosts": get("Host: localhost"),
    "two Hosts, two names": get("host: y"),
    "two Hosts in HTTP/1.0": get("Host: y", first="GET /summary HTTP/1.0"),
    "Host with a blank": get(host="Host: x y"),
    "Host with a path": get(host="Host: x/summary"),
    "Host with a user": get(host="Host: u@x"),
    "Hosts in one": get(host="Host: x,"
                             "\"y\""),
    "no Host, absolute target": get(first="GET http://x/summary HTTP/1.1", host=None),
}
TARGETS = ["summary", "summary/", "?q=a", "x:80", "ftp://x/summary", "http:/summary", "%2Fsummary",
           "/summary#top", "/sum mary", "/summary\t", "/summary\x7f", "/sum\x01mary", "\x01", "\\",
           "*x", "//x/summary#", " HTTP/1.1 /summary"]


@pytest.mark.parametrize("data", FRAMING.values(), ids=FRAMING.keys())
def test_doubtful_framing_is_refused(wire, data):
    wire.send(data)
    status, headers, _ = wire.answer(body=not data.startswith(b"HEAD"))
    assert status == 400
    assert headers["connection"].lower() == "close"
    assert wire.at_end(), "what followed was taken for a request"


@pytest.mark.parametrize("coding", ["gzip", "identity", "chunked, gzip", "gzip, chunked",
                                    "xchunked", "chunked;q=1", "chunked,", "", "\x0bchunked"])
def test_other_coding_is_refused(wire, coding):
    wire.send(post(f"Transfer-Encoding: {coding}", body=CHUNKED))
    assert wire.refusal() in (400, 501)


@pytest.mark.parametrize("data", HOSTS.values(), ids=HOSTS.keys())
def test_doubtful_host_is_refused(wire, data):
    wire.send(data)
    assert wire.refusal() == 400


@pytest.mark.parametrize("target", TARGETS)
def test_target_that_is_none_is_refused(wire, target):
    wire.send(get(first=f"GET {target} HTTP/1.1"))
    assert wire.refusal() == 400


@pytest.mark.parametrize("data", [post("Content-Length: 0", "Content-Length: 5"), get(host=None)])
def test_pipelined_requests_end_with_a_refusal(wire, data):
    wire.send(request("/summary") + request("/chapters") + data + SMUGGLED * 3)
    assert [wire.answer()[0] for _ in range(2)] == [200, 200]
    assert wire.refusal() == 400


def test_refusal_says_why(wire):
    wire.send(get("Host: y"))
    _, _, body = wire.answer()
    assert b"more than one Host" in body


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8080", "[::1]:8080", "a-b.example.org",
                                  "xn--bcher-kva.example", "x_y"])
def test_usual_host_is_well_formed(wire, host):
    """Whether it is one that is answered to is another question (421)."""
    wire.send(get(host=f"Host: {host}"))
    assert wire.answer()[0] in (200, 421)


@pytest.mark.parametrize("fields", [
    ["Content-Length: 0"], ["X:"], ["X: a\tb"], ["X: \xe9\xff"], ["X:y", "X:z"], ["!#$%&'*+-.^_`|~: 1"],
    ["Cookie: a=b; c"], ["Accept: a", "Accept: b"]])
def test_odd_header_is_no_reason_to_refuse(wire, fields):
    wire.send(get(*fields))
    assert wire.answer()[0] == 200
    assert wire.ask("/summary")[0] == 200


@pytest.mark.parametrize("coding", ["chunked", "Chunked", "CHUNKED"])
def test_chunked_body_is_taken(wire, coding):
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(c), c) for c in (QUESTION[:7], QUESTION[7:]))
    wire.send(post(f"Transfer-Encoding: {coding}", body=chunks + b"0\r\n\r\n"))
    assert wire.answer()[0] == 200
    assert wire.ask("/summary")[0] == 200


@pytest.mark.parametrize("chunks", [b"x\r\n", b"-1\r\n", b"0x5\r\nhello\r\n", b" 5\r\nhello\r\n",
                                    b"5\r\nhelloworld\r\n0\r\n\r\n", b"5 \r\nhello\r\n",
                                    b"\r\n\r\n", b"fffffffffffffffff\r\n", b"+5\r\nhello\r\n"])
def test_malformed_chunks_are_refused(wire, chunks):
    wire.send(post("Transfer-Encoding: chunked", body=chunks + SMUGGLED))
    assert wire.answer()[0] in (400, 413)
    assert wire.at_end()


def test_chunks_with_bare_lf_are_no_request(wire):
    body = b"%x\n%s\n0\n\n" % (len(SMUGGLED), SMUGGLED)
    wire.send(post("Transfer-Encoding: chunked", body=body) + request("/summary"))
    assert wire.answer()[0] == 400  # no JSON
    assert b'"primary_topic"' in wire.answer()[2]
    wire.socket.shutdown(socket.SHUT_WR)
    assert wire.at_end()


@pytest.mark.parametrize("trailers", [b"X: y\r\n\r\n", b"X: y\r\n: z\r\n", b"X: y\r\n:\r\n"])
def test_trailers_are_refused(wire, trailers):
    wire.send(post("Transfer-Encoding: chunked", body=b"0\r\n" + trailers + SMUGGLED))
    assert wire.refusal() == 400


@pytest.mark.parametrize("end", [b"\n:\r\n", b"\n:a\n", b"\0\n\r\n", b"\r\n\0\n", b"\0\r\n\n"])
def test_bare_lf_that_is_not_seen_is_an_end_and_nothing_else(wire, end):
    """What can't be told from CRLF; the README says so."""
    wire.send(b"GET /summary HTTP/1.1\r\nHost: localhost" + end + request("/chapters"))
    assert b'"primary_topic"' in wire.answer()[2]
    assert b'"items"' in wire.answer()[2]
    assert wire.ask("/livez")[2] == b"ok\n"


@pytest.mark.parametrize("count", [17, 400, 500, 2000, 7000])
def test_many_parameters_are_answered(wire, count):
    assert wire.ask("/v1/search?q=a" + "&b" * count)[0] == 400
    assert wire.ask("/summary")[0] == 200


def test_query_is_what_was_sent(wire):
    plain = wire.ask("/v1/search?q=moon+employee&limit=1")
    assert plain[0] == 200 and b"moon employee" in plain[2]
    assert wire.ask("/v1/search?&q=moon+employee&&limit=1&")[2] == plain[2]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "BREW"])
def test_refused_method_keeps_its_connection(wire, method):
    assert wire.ask("/summary", method)[0] == 405
    assert wire.ask("/summary")[0] == 200


@pytest.mark.parametrize("size", [1, 500, 3000, 8000])
def test_large_head_is_no_reason_to_refuse(wire, size):
    """In pieces, and one behind the other, so that libmicrohttpd's buffer grows and moves."""
    fields = [f"X-{i}:{' ' * (i % 4)}{'a' * size}{' ' * (i % 3)}" for i in range(3)]
    for _ in range(3):
        data = get(*fields, "Cookie: a=b; c=d", first="GET /summary?pretty=1 HTTP/1.1") * 2
        for start in range(0, len(data), 997):
            wire.send(data[start:start + 997])
        assert [wire.answer()[0] for _ in range(2)] == [200, 200]
