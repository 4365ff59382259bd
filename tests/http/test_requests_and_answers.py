"""Whatever comes over a connection: no more answers than there are requests in it by a strict
reading, each to its own request, and nothing behind a refusal."""

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import strict
from daemon import Daemon
from wire import Wire, request

HEAD = b"POST /v1/verify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
BODY = b'{"text": "moon"}'
HIDDEN = request("/chapters")
REQUESTS = [
    request("/summary"), request("/livez"), request("/chapters/1", "Content-Length: 0"),
    HEAD + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY,
    HEAD + b"Content-Length: %d\r\n\r\n" % len(HIDDEN) + HIDDEN,
    HEAD + b"Transfer-Encoding: chunked\r\n\r\n10\r\n" + BODY + b"\r\n0\r\n\r\n",
    HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(HIDDEN), HIDDEN),
]
PIECES = [b"\r\n", b"\n", b"\r", b" ", b"\t", b":", b"\0", b"0", b"5", b";", b",", b"\xff", b"X: y",
          b"Content-Length: 5\r\n", b"content-length:0\r\n", b"Content-Length : 9\r\n",
          b"Transfer-Encoding: chunked\r\n", b"transfer-encoding: x\r\n", b"Host: y\r\n",
          b"Connection: close\r\n", b": z\r\n", b" folded\r\n", b"\r\n\r\n", b"0\r\n\r\n",
          b"GET /speakers HTTP/1.1\r\n", HIDDEN]
ANSWER = re.compile(rb"HTTP/1\.1 (\d+) [^\r]*\r\n((?:[^\r]+\r\n)*)\r\n")


@st.composite
def streams(draw):
    """Some requests, one behind the other, with a few changes."""
    data = b"".join(draw(st.lists(st.sampled_from(REQUESTS), min_size=1, max_size=4)))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(data)))
        end = start + draw(st.sampled_from([0, 0, 1, 2, 8]))
        data = data[:start] + draw(st.sampled_from(PIECES + [b""])) + data[end:]
    return data


class Subject:
    """A server, and what it gives to GET by target."""

    def __init__(self, folder, sample):
        # An end that libmicrohttpd overlooks costs a second, then.
        self.daemon = Daemon(folder, "--request-timeout", "1", sample)
        wire = Wire(self.daemon)
        self.bodies = {t.encode(): wire.ask(t)[2] for t in
                       ("/summary", "/livez", "/chapters/1", "/chapters", "/speakers")}
        wire.close()


@pytest.fixture(scope="module")
def subject(tmp_path_factory, sample):
    made = Subject(tmp_path_factory.mktemp("strict"), sample)
    yield made
    made.daemon.stop()


def exchange(daemon, data):
    """All that comes back."""
    wire = Wire(daemon)
    try:
        wire.send(data)
        time.sleep(0.005)
        wire.socket.shutdown(1)
        return wire.file.read()
    except OSError:
        return b""  # reset: the answer is lost to a client that went on sending
    finally:
        wire.close()


def split(received):
    """Status, whether it is the last, and body of each answer; what follows a last one, not."""
    answers = []
    while received:
        head = ANSWER.match(received)
        assert head, received[:200]
        fields = head[2].lower()
        length = int(re.search(rb"content-length: (\d+)", fields)[1])
        body = received[head.end():head.end() + length]
        answers.append((int(head[1]), b"connection: close" in fields, body))
        received = received[head.end() + length:]
        if answers[-1][1]:
            assert b"HTTP/1.1 2" not in received, "an answer behind the last"
            break
    return answers


@given(streams())
@example(request("/summary")[:-2] + b": z\r\n" + HIDDEN)
@example(HEAD + b"Content-Length : %d\r\n\r\n" % len(HIDDEN) + HIDDEN)
@example(HEAD + b"Content-Len: %d\r\n gth\r\n\r\n" % len(HIDDEN) + HIDDEN)
@example(HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n: z\r\n" + HIDDEN)
def test_no_answer_without_a_request(subject, data):
    targets = strict.targets(data)
    answers = split(exchange(subject.daemon, data))
    for (status, _, body), target in zip(answers, targets):
        assert status != 200 or subject.bodies.get(target, body) == body, target
    for status, last, _ in answers[len(targets):]:
        assert status >= 400 and last, f"{status} to what is no request"
    assert len(answers) <= len(targets) + 1
    if answers and len(answers) < len(targets):
        assert answers[-1][1], "an answer is missing"
