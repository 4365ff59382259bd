"""What is found of random libraries, against SQLite's FTS5: while episodes are loaded, replaced
and corrected, each query matches what a table of the same words made anew matches."""

import contextlib
import sqlite3
import tempfile
import time
import urllib.parse
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from client import Client
from daemon import PATIENCE, SANITIZED, Daemon, run
from test_writing import BEARER, TEXT, TOKEN

# Some are forms of one word, some begin alike.
WORDS = ["lamp", "lamps", "walk", "walked", "walking", "paint", "painted", "bako", "bakodu", "pilo",
         "piloda", "tu", "zemo", "kiru"]
NAMES = ["Mira Okono", "Jo Lind"]
IDS = ["first", "second", "third"]

word = st.sampled_from(WORDS)
paragraph = st.tuples(st.sampled_from(NAMES), st.lists(word, min_size=1, max_size=9))
steps = st.lists(st.one_of(
    st.tuples(st.just("load"), st.sampled_from(IDS), st.lists(paragraph, min_size=1, max_size=7)),
    st.tuples(st.just("kind"), st.sampled_from(IDS), st.integers(1, 7),
              st.sampled_from(["ad", "promo", "content"])),
    st.tuples(st.just("merge"), st.sampled_from(IDS)),
    st.tuples(st.just("undo"), st.sampled_from(IDS))), min_size=1, max_size=6)

# A term is (words, whether they are quoted, letters of the last word or None: all of it).
plain = st.tuples(st.tuples(word), st.just(False), st.none() | st.integers(1, 5))
quoted = st.tuples(st.lists(word, min_size=1, max_size=3).map(tuple), st.just(True),
                   st.none() | st.integers(1, 5))
alternatives = st.lists(plain | quoted, min_size=1, max_size=2)
query = st.tuples(st.lists(alternatives, min_size=1, max_size=3),
                  st.lists(plain | quoted, max_size=1))
filters = st.fixed_dictionaries({}, optional={
    "episode": st.sampled_from(IDS), "speaker": st.sampled_from(NAMES),
    "kind": st.sampled_from(["content", "ad", "ad,promo", "content,promo"])})


# ---- what happens to the library ----

def page(paragraphs):
    return "Transcript\n" + "".join(f"{who}\n{' '.join(said)}\n" for who, said in paragraphs)


@contextlib.contextmanager
def writable_server():
    """A server of its own library, to which `TOKEN` writes."""
    with tempfile.TemporaryDirectory() as name:
        token = Path(name, "token")
        token.write_text(TOKEN)
        token.chmod(0o600)
        daemon = Daemon(name, "--budget", 60000, "--threads", 1, "--token-file", token)
        try:
            yield Client(daemon)
        finally:
            daemon.stop()


def await_what_is_stored(client, episode):
    """Until the server has seen what a command wrote."""
    stored = run("export", "--db", client.daemon.db, episode).stdout
    deadline = time.monotonic() + PATIENCE
    while client.get(f"/v1/episodes/{episode}/document").body.strip() != stored.strip():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def take(client, step):
    """One step; a correction may find nothing to correct."""
    kind, episode, *rest = step
    if kind == "load":
        answer = client.request("PUT", f"/v1/episodes/{episode}", {**BEARER, **TEXT},
                                page(*rest).encode())
        assert answer.status in (200, 201), answer.text
        return
    options = {"kind": ["--kind", *rest], "merge": ["--merge", *NAMES], "undo": ["--undo"]}[kind]
    if run("correct", "--db", client.daemon.db, episode, *options).status == 0:
        await_what_is_stored(client, episode)


# ---- FTS5 ----

class Truth:
    """The passages as the store has them, and an FTS5 table of their words and stems."""

    def __init__(self, client):
        with sqlite3.connect(client.daemon.db) as stored:
            self.stems = dict(stored.execute(
                "SELECT word.text, term.text FROM word JOIN term ON term.id = word.term"))
            episodes = [row[0] for row in stored.execute("SELECT id FROM episode")]
        stored.close()
        self.fts = sqlite3.connect(":memory:")
        self.fts.execute("CREATE VIRTUAL TABLE passage USING fts5(stems, words)")
        self.about = {}
        for episode in episodes:
            self._add(client.json(f"/v1/episodes/{episode}/document"))

    def _add(self, episode):
        speakers = {s["id"]: s for s in episode["speakers"]}
        for turn in episode["turns"]:
            for p in turn["paragraphs"]:
                kind, = {part["kind"] for part in p["parts"]}
                speaker = speakers.get(turn["speaker"])
                if kind == "ad" and speaker and speaker["role"] != "sponsor":
                    speaker = None  # it is not theirs
                names = {spelling["text"] for spelling in speaker["spellings"]} if speaker else {}
                words = p["text"].split()
                row = self.fts.execute("INSERT INTO passage VALUES (?, ?)", (
                    " ".join(self.stems[w] for w in words), p["text"])).lastrowid
                self.about[row] = (episode["id"], p["n"], kind, names)

    def _term(self, words, is_quoted, letters):
        last = words[-1][:letters]
        if is_quoted or letters:
            text = " ".join([*words[:-1], last])
            return f'words : "{text}"' + (" *" if letters else "")
        return f'stems : "{self.stems.get(words[0], words[0])}"'

    def matches(self, asked, given):
        groups, without = asked
        all_of = " AND ".join("(" + " OR ".join(self._term(*t) for t in g) + ")" for g in groups)
        none_of = " OR ".join(self._term(*t) for t in without)
        expression = f"({all_of}) NOT ({none_of})" if none_of else all_of
        found = self.fts.execute("SELECT rowid FROM passage WHERE passage MATCH ?", (expression,))
        return {self.about[row][:2] for row, in found if self._passes(self.about[row], given)}

    @staticmethod
    def _passes(about, given):
        episode, _, kind, names = about
        return (given.get("episode", episode) == episode
                and kind in given.get("kind", kind).split(",")
                and ("speaker" not in given or given["speaker"] in names))


# ---- asking ----

def text_of(words, is_quoted, letters):
    text = " ".join([*words[:-1], words[-1][:letters]])
    return (f'"{text}"' if is_quoted else text) + ("*" if letters else "")


def ask(client, asked, given):
    """The answer; None where the library has no such speaker or episode to search."""
    groups, without = asked
    text = " ".join([*(" OR ".join(text_of(*t) for t in g) for g in groups),
                     *("-" + text_of(*t) for t in without)])
    query = urllib.parse.urlencode({"q": text, "limit": 100, **given})
    answer = client.send("GET", f"/v1/search?{query}", {})
    assert answer.status in (200, 400, 404), answer.text
    return answer.json() if answer.status == 200 else None


def check(client, truth, asked, given):
    answer = ask(client, asked, given)
    if answer is None:
        assert "episode" in given or "speaker" in given
        return
    if answer["query"]["corrections"]:
        return  # other words were looked for
    expected = truth.matches(asked, given)
    hits = [(h["episode"]["id"], h["paragraph"]) for h in answer["items"] if h["match"] == "all"]
    assert len(hits) == len(set(hits)) and set(hits) == expected
    assert answer["match"] == "all" if expected else not hits
    scores = [h["score"] for h in answer["items"] if h["match"] == "all"]
    assert scores == sorted(scores, reverse=True)


@settings(max_examples=10 if SANITIZED else 40)
@given(steps, st.lists(st.tuples(query, filters), min_size=4, max_size=10))
def test_what_is_found(what, questions):
    with writable_server() as client:
        take(client, ("load", "first", [("Jo Lind", WORDS), ("Mira Okono", WORDS[::-1])]))
        for step in what:
            take(client, step)
            truth = Truth(client)
            for asked, given in questions:
                check(client, truth, asked, given)
