"""What goes over the wire, byte by byte: connections, framing and requests that no client
library would send."""

import signal
import socket
import time

import pytest

from daemon import Daemon
from wire import Wire, request


def test_connection_is_kept(wire):
    bodies = {wire.ask("/summary")[2] for _ in range(20)}
    assert len(bodies) == 1


def test_errors_keep_the_connection_too(wire):
    assert wire.ask("/nothing/here")[0] == 404
    assert wire.ask("/v1/episodes?mistyped=1")[0] == 400
    assert wire.ask("/summary")[0] == 200


def test_close_is_granted(wire):
    status, headers, _ = wire.ask("/summary", "GET", "Connection: close")
    assert status == 200
    assert headers["connection"].lower() == "close"
    assert wire.at_end()


def test_pipelined_requests_are_answered_in_order(wire, connect):
    targets = ["/summary", "/chapters", "/nothing/here", "/speakers"] * 5
    wire.send(b"".join(map(request, targets)))
    other = connect()
    for target in targets:
        assert wire.answer()[::2] == other.ask(target)[::2]


@pytest.mark.parametrize("target", ["/summary", "/transcript", "/transcript.txt", "/nothing/here",
                                    "/v1/episodes?mistyped=1", "/v1/openapi.yaml"])
def test_head_is_get_without_a_body(wire, target):
    status, headers, _ = wire.ask(target)
    head_status, head_headers, _ = wire.ask(target, "HEAD", body=False)
    for each in (headers, head_headers):
        del each["date"]
    assert (head_status, head_headers) == (status, headers)
    assert wire.ask("/summary")[0] == 200


def test_known_etag_is_answered_without_a_body(wire):
    status, headers, _ = wire.ask("/summary")
    assert status == 200
    for known in (headers["etag"], "W/" + headers["etag"], f'"other", {headers["etag"]}', "*"):
        status, again, _ = wire.ask("/summary", "GET", f"If-None-Match: {known}", body=False)
        assert status == 304
        assert again["etag"] == headers["etag"]
    assert wire.ask("/summary", "GET", 'If-None-Match: "other"')[0] == 200


def test_forms_have_tags_of_their_own(wire):
    tags = {wire.ask(t, "GET", f"Accept: {a}")[1]["etag"]
            for t, a in [("/transcript", "*/*"), ("/transcript", "text/plain"),
                         ("/transcript", "text/html"), ("/summary", "*/*")]}
    assert len(tags) == 4


def test_accept_decides_again_when_an_answer_is_kept(wire):
    for _ in range(3):
        kinds = [wire.ask("/transcript", "GET", f"Accept: {a}")[1]["content-type"].split(";")[0]
                 for a in ("text/plain", "text/markdown", "application/json", "text/html")]
        assert kinds == ["text/plain", "text/markdown", "application/json", "text/html"]


def test_request_may_come_in_pieces(wire):
    for byte in request("/summary"):
        wire.send(bytes([byte]))
        time.sleep(0.002)
    assert wire.answer()[0] == 200


def test_blank_lines_before_a_request_are_skipped(wire):
    wire.send(b"\r\n\r\n" + request("/summary"))
    assert wire.answer()[0] == 200


def test_slow_clients_hold_nobody_up(connect):
    slow = [connect() for _ in range(20)]
    for wire in slow:
        wire.send(b"GET /summary HT")
    assert connect().ask("/summary")[0] == 200
    for wire in slow:
        wire.send(b"TP/1.1\r\nHost: localhost\r\n\r\n")
        assert wire.answer()[0] == 200


def test_client_that_does_not_read_holds_nobody_up(connect):
    deaf = connect()
    deaf.socket.settimeout(0.5)
    try:
        deaf.send(request("/transcript") * 2000)
    except TimeoutError:
        pass
    assert connect().ask("/summary")[0] == 200


def test_half_closed_connection_gets_its_answer(wire):
    wire.send(request("/summary"))
    wire.socket.shutdown(socket.SHUT_WR)
    assert wire.answer()[0] == 200


def test_client_that_leaves_early_harms_nobody(connect):
    for _ in range(50):
        wire = connect()
        wire.send(request("/transcript"))
        wire.close()
    assert connect().ask("/summary")[0] == 200


@pytest.mark.parametrize("head, status", [
    (b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
    (b"GET /summary HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 100_000 + b"\r\n\r\n", 431),
    (b"GET /summary HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 20_000 + b"\r\n", 431),
])
def test_oversize_head_is_refused(wire, connect, head, status):
    try:
        wire.send(head)
        assert wire.answer()[0] == status
    except (BrokenPipeError, ConnectionResetError):
        pass  # closed on us while we were still sending
    assert connect().ask("/summary")[0] == 200


def test_long_target_within_the_limit_is_answered(wire):
    assert wire.ask("/v1/search?q=" + "a" * 8000)[0] in (200, 400)
    assert wire.ask("/summary")[0] == 200


def test_body_of_unreadable_length_is_refused(wire):
    status, headers, _ = wire.ask("/summary", "GET", "Content-Length: -1")
    assert status == 400
    assert headers["connection"].lower() == "close"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "get", "BREW"])
def test_other_method_is_refused(wire, method):
    status, headers, _ = wire.ask("/summary", method)
    assert status == 405
    assert headers["allow"] == "GET, HEAD, OPTIONS"


def test_refused_method_does_not_wait_for_its_body(wire):
    assert wire.ask("/summary", "POST", "Content-Length: 100000000",
                    "Expect: 100-continue")[0] == 405


@pytest.mark.parametrize("target", ["/summary%00", "/%00", "/v1/episodes/%00", "/summary%2F",
                                    "/v1%2Fepisodes", "/%", "/%zz", "/%ff", "//summary"])
def test_odd_path_is_no_other_path(wire, target):
    assert wire.ask(target)[0] in (400, 404)


@pytest.mark.parametrize("query", ["%00", "q=%00", "q=a%00b", "q=%", "q=%ff", "q=%zz", "q=\xe9"])
def test_odd_query_is_answered(wire, query):
    assert wire.ask(f"/v1/search?{query}")[0] in (200, 400)
    assert wire.ask("/summary")[0] == 200


def test_absolute_target_names_this_server_too(wire):
    for authority in ("localhost", "LOCALHOST.:80", "127.0.0.1:8080", "[::1]:1"):
        for scheme in ("http", "HTTPS"):
            assert wire.ask(f"{scheme}://{authority}/summary")[2] == wire.ask("/summary")[2]
    assert wire.ask("http://localhost")[2] == wire.ask("/")[2]
    assert wire.ask("http://localhost?pretty=0")[2] == wire.ask("/?pretty=0")[2]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("authority", ["anything", "anything:80", "localhost.example", "", ":80",
                                       "a@localhost", "[::2]", "[localhost"])
def test_absolute_target_counts_and_not_host(wire, method, authority):
    """RFC 9112, 3.2.2."""
    assert wire.ask(f"http://{authority}/v1/episodes/x", method)[0] == 421
    assert wire.ask(f"http://{authority}?x", method)[0] == 421


def test_http_1_0_is_answered_and_closed(wire):
    wire.send(b"GET /summary HTTP/1.0\r\n\r\n")
    assert wire.answer()[0] == 200
    assert wire.at_end()


def test_http_1_0_may_ask_to_be_kept(wire):
    for _ in range(3):
        wire.send(b"GET /summary HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        assert wire.answer()[0] == 200


@pytest.mark.parametrize("noise", [
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b"GET\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n", b"\x00" * 100 + b"\r\n\r\n",
    b"GET /summary HTTP/1.1\r\nno colon\r\n\r\n"])
def test_noise_harms_nobody(wire, connect, noise):
    wire.send(noise)
    wire.socket.shutdown(socket.SHUT_WR)
    # libmicrohttpd overlooks an end that comes in one go with half a request, and waits.
    wire.socket.settimeout(1)
    try:
        first = wire.file.readline()
        assert first == b"" or first.split()[1][:1] in (b"4", b"5"), first
    except (ConnectionResetError, TimeoutError):
        pass
    assert connect().ask("/summary")[0] == 200


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_ends_it_while_connections_are_open(tmp_path, sample, number):
    daemon = Daemon(tmp_path, sample)
    wires = [Wire(daemon) for _ in range(3)]
    assert wires[0].ask("/summary")[0] == 200
    wires[1].send(b"GET /summ")
    daemon.stop(number)  # asserts status 0
    for wire in wires:
        assert wire.at_end()
        wire.close()


def test_signal_ends_it_while_a_client_does_not_read(tmp_path, sample):
    daemon = Daemon(tmp_path, sample)
    deaf = Wire(daemon)
    deaf.socket.settimeout(0.5)
    try:
        deaf.send(request("/transcript") * 2000)
    except TimeoutError:
        pass
    daemon.stop()
    deaf.close()
