"""Writes beside readers, beside each other, and beside another process that writes."""

import json
import re
import select
import signal
import sqlite3
import threading

import pytest

from client import Client
from daemon import PATIENCE, SANITIZED, Daemon, run
from test_raw import Wire
from test_writing import BEARER, TEXT, TOKEN, page, put, token_file  # noqa: F401
from test_writing_wire import head, length

REPLACEMENTS, READERS = 20 if SANITIZED else 50, 8
MOST_WAITING = 32


@pytest.fixture
def start(tmp_path, token_file):  # noqa: F811
    daemons = []

    def serve(*args):
        daemons.append(Daemon(tmp_path, "--budget", "60000", "--token-file", token_file, *args))
        return daemons[-1]

    yield serve
    for daemon in daemons:
        if daemon.process.poll() is None:
            daemon.stop()


class Lock:
    """Another process that is writing to the database, as far as SQLite can tell."""

    def __init__(self, daemon):
        self.connection = sqlite3.connect(daemon.db, isolation_level=None)
        self.connection.execute("BEGIN IMMEDIATE")

    def release(self):
        self.connection.execute("ROLLBACK")
        self.connection.close()


def in_threads(work, count):
    """Runs work(number) in so many threads; what they return, once all have ended."""
    results = [None] * count

    def run_one(number):
        results[number] = work(number)

    threads = [threading.Thread(target=run_one, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


# ---- readers ----


def versioned(version):
    """A page that tells its version in each of its parts, and is of another length each time."""
    more = "".join(f"Line {n} of version {version}v.\n" for n in range(version % 7))
    return (f"Primary Topic\nThe topic of version {version}v\n\n"
            f"Main Takeaways\n1. A takeaway of version {version}v.\n\n"
            f"Transcript\nMira Okono\nThis is version {version}v.\n{more}").encode()


PATHS = ["", "/summary", "/transcript", "/transcript.txt", "/document", "/search?q=version",
         "/paragraphs/1"]


def versions_in(text):
    return {int(v) for v in re.findall(r"(\d+)v\b", re.sub(r"</?mark>", "", text))}


def test_each_answer_is_whole_and_of_one_version(start):
    daemon, done, failures = start("--threads", 3), threading.Event(), []
    writer = Client(daemon)
    first = put(writer, "x", versioned(0), 201)["episode"]
    committed, begun = [0], [0]  # the versions that readers must and may see

    def read(number):
        client, asked = Client(daemon), 0
        while not done.is_set() or asked == 0:
            path, least = PATHS[(number + asked) % len(PATHS)], committed[0]
            answer = client.send("GET", f"/v1/episodes/x{path}", {})
            seen = versions_in(answer.text)
            asked += 1
            if answer.status != 200 or len(seen) != 1 or not least <= min(seen) <= begun[0]:
                failures.append((path, answer.status, least, begun[0], answer.text[:300]))
        return asked

    def write():
        for version in range(1, REPLACEMENTS + 1):
            begun[0] = version
            answer = writer.send("PUT", "/v1/episodes/x", {**BEARER, **TEXT}, versioned(version))
            if answer.status != 200:
                failures.append((version, answer.status, answer.text))
            committed[0] = version
        done.set()

    asked = in_threads(lambda n: read(n) if n else write(), READERS + 1)
    assert not failures, failures[:3]
    assert sum(asked[1:]) > 0
    last = writer.json("/v1/episodes/x")
    assert last["revision"] != first["revision"] and versions_in(last["primary_topic"]) == {
        REPLACEMENTS}


@pytest.mark.parametrize("threads", [1, 2])
def test_readers_do_not_wait_for_a_writer(start, threads):
    """With one thread, the reader's is that of the connection which waits."""
    daemon = start("--threads", threads)
    client, wires = Client(daemon), [Wire(daemon) for _ in range(4)]
    put(client, "x", page(), 201)
    lock = Lock(daemon)
    for n, wire in enumerate(wires):
        wire.send(head("x", f"Authorization: Bearer {TOKEN}", length(page(f"n{n}"))) +
                  page(f"n{n}"))
    for n in range(20):
        assert client.get("/v1/episodes/x/summary").status == 200
        assert client.get("/v1/episodes", {"q": str(n)}).status == 200  # not out of the cache
    assert not select.select([w.socket for w in wires], [], [], 0)[0], "a write that did not wait"
    lock.release()
    assert [w.answer()[0] for w in wires] == [200] * len(wires)
    for wire in wires:
        wire.close()


def test_one_whose_client_is_gone_is_written_or_not_but_whole(start):
    daemon = start()
    lock, wire = Lock(daemon), Wire(daemon)
    wire.send(head("x", f"Authorization: Bearer {TOKEN}", length(page())) + page())
    wire.close()
    lock.release()
    client = Client(daemon)
    put(client, "y", page(), 201)
    answer = client.send("GET", "/v1/episodes/x/source", {})
    assert answer.status == 404 or (answer.status, answer.body) == (200, page())


# ---- each other ----


def test_no_update_is_lost(start):
    """Each adds a line to what it has read, and begins anew where somebody was faster."""
    daemon, threads, lines = start("--threads", 2), 4, 8
    put(Client(daemon), "x", b"Transcript\nMira Okono\nThe first line.\n", 201)

    def work(number):
        client, lost = Client(daemon), 0
        for line in range(lines):
            while True:
                tag = client.send("GET", "/v1/episodes/x", {}).headers["ETag"]
                source = client.send("GET", "/v1/episodes/x/source", {})
                answer = client.send("PUT", "/v1/episodes/x", {**BEARER, "If-Match": tag},
                                     source.body + f"Line {number}-{line}.\n".encode())
                assert answer.status in (200, 412), answer.text
                if answer.status == 200:
                    break
                lost += 1
        return lost

    assert None not in in_threads(work, threads)
    text = Client(daemon).get("/v1/episodes/x/source").text
    assert all(text.count(f"Line {n}-{k}.") == 1 for n in range(threads) for k in range(lines))


def test_of_many_that_create_one_does(start):
    daemon = start("--threads", 2)

    def work(number):
        return Client(daemon).send("PUT", "/v1/episodes/x", {**BEARER, "If-None-Match": "*"},
                                   page(f"number {number}")).status

    assert sorted(in_threads(work, 8)) == [201] + [412] * 7


def test_a_queue_that_is_full(start):
    """One is being written and 32 wait; who comes later is told to come back."""
    daemon = start("--threads", 2)
    lock, wires = Lock(daemon), [Wire(daemon) for _ in range(MOST_WAITING + 8)]
    for n, wire in enumerate(wires):
        wire.send(head(f"x{n}", f"Authorization: Bearer {TOKEN}", length(page())) + page())
    refused = {}
    # The one that is being written may be taken up before or after the queue is full.
    while len(refused) < len(wires) - MOST_WAITING - 1:
        ready = select.select([w.socket for w in wires if w not in refused], [], [], PATIENCE)[0]
        assert ready, "nobody was refused"
        for wire in wires:
            if wire.socket in ready:
                refused[wire] = wire.answer()
    lock.release()
    for status, headers, body in refused.values():
        assert status == 503 and headers["retry-after"] == "1"
        assert "wait" in json.loads(body)["detail"]
    statuses = [w.answer()[0] for w in wires if w not in refused]
    assert statuses.count(201) >= MOST_WAITING and set(statuses) <= {201, 503}
    assert Client(daemon).json("/v1/episodes")["total"] == statuses.count(201)
    for wire in wires:
        wire.close()


# ---- other processes ----


def test_beside_loads_of_another_process(start, tmp_path):
    daemon, folder = start("--threads", 2), tmp_path / "pages"
    folder.mkdir()
    failures, done = [], threading.Event()

    def load():
        for version in range(8):
            for n in range(5):
                (folder / f"loaded-{n}.txt").write_bytes(versioned(version * 5 + n))
            loaded = run("load", "--db", daemon.db, folder)
            if loaded.status != 0:
                failures.append(loaded.said)
        done.set()

    def write(number):
        client, n = Client(daemon), 0
        while not done.is_set() or n == 0:
            answer = client.send("PUT", f"/v1/episodes/put-{number}", BEARER, versioned(n))
            if answer.status not in (200, 201):
                failures.append(answer.text)
            n += 1

    in_threads(lambda n: write(n) if n else load(), 3)
    assert not failures, failures[:3]
    ids = [e["id"] for e in Client(daemon).json("/v1/episodes")["items"]]
    assert ids == [f"loaded-{n}" for n in range(5)] + ["put-1", "put-2"]


def test_another_process_that_does_not_end(start):
    """SQLite is asked for five seconds."""
    daemon = start()
    lock = Lock(daemon)
    answer = Client(daemon).request("PUT", "/v1/episodes/x", BEARER, page())
    assert answer.status == 503 and answer.headers["Retry-After"] == "1"
    assert "another process" in answer.json()["detail"]
    lock.release()
    put(Client(daemon), "x", page(), 201)


# ---- the end ----


def test_the_end_finishes_the_write_at_hand_and_refuses_the_rest(start):
    daemon = start("--threads", 2)
    lock, wires = Lock(daemon), [Wire(daemon) for _ in range(5)]
    for n, wire in enumerate(wires):
        wire.send(head(f"x{n}", f"Authorization: Bearer {TOKEN}", length(page())) + page())
    client = Client(daemon)
    for _ in range(10):
        client.get("/livez")
    daemon.process.send_signal(signal.SIGTERM)
    lock.release()
    answers = [w.file.read() for w in wires]
    assert daemon.process.wait(PATIENCE) == 0, daemon.errors.read_text()
    statuses = [int(a.split()[1]) if a else None for a in answers]
    assert set(statuses) <= {201, 503, None}, statuses
    stored = [run("export", "--db", daemon.db, f"x{n}").status == 0 for n in range(5)]
    assert stored == [status == 201 for status in statuses]
    for wire in wires:
        wire.close()


def files_of(daemon):
    return sorted(path.name for path in daemon.folder.glob("library.db*"))


def test_the_end_leaves_all_in_one_file(start, tmp_path):
    daemon = start("--threads", 2)
    for n in range(3):
        put(Client(daemon), f"x{n}", page(), 201)
    daemon.stop()
    assert files_of(daemon) == ["library.db"]
    copy = tmp_path / "copy.db"
    copy.write_bytes(daemon.db.read_bytes())
    for n in range(3):
        assert run("export", "--db", copy, f"x{n}").status == 0


def test_the_end_leaves_one_file_where_nobody_may_write(tmp_path, sample):
    daemon = Daemon(tmp_path / "reading", "--threads", 2, sample)
    Client(daemon).json("/v1/search", q="moon")
    daemon.stop()
    assert files_of(daemon) == ["library.db"]
    assert run("export", "--db", daemon.db, sample.stem).status == 0
