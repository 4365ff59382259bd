"""What is found of random libraries, against SQLite's FTS5: while episodes are loaded, replaced
and corrected, each query matches what a table of the same words made anew matches."""

import json
import sqlite3
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from daemon import SANITIZED, run

# Some are forms of one word, some begin alike.
WORDS = ["lamp", "lamps", "walk", "walked", "walking", "paint", "painted", "bako", "bakodu", "pilo",
         "piloda", "tu", "zemo", "kiru"]
NAMES = {"Mira Okono": "mira-okono", "Jo Lind": "jo-lind"}
IDS = ["first", "second", "third"]

word = st.sampled_from(WORDS)
paragraph = st.tuples(st.sampled_from(list(NAMES)), st.lists(word, min_size=1, max_size=9))
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
    "--episode": st.sampled_from(IDS), "--speaker": st.sampled_from(list(NAMES)),
    "--kind": st.sampled_from(["content", "ad", "ad,promo", "content,promo"])})


# ---- what happens to the library ----

def page(paragraphs):
    return "Transcript\n" + "".join(f"{who}\n{' '.join(said)}\n" for who, said in paragraphs)


def take(folder, db, step):
    """One step; a correction may find nothing to correct."""
    kind, episode, *rest = step
    if kind == "load":
        (folder / f"{episode}.txt").write_text(page(*rest))
        done = run("load", "--db", db, folder / f"{episode}.txt")
        assert done.status == 0, done.said
    elif kind == "kind":
        run("correct", "--db", db, episode, "--kind", *rest)
    elif kind == "merge":
        run("correct", "--db", db, episode, "--merge", *NAMES)
    else:
        run("correct", "--db", db, episode, "--undo")


# ---- FTS5 ----

class Truth:
    """The passages as the store has them, and an FTS5 table of their words and stems."""

    def __init__(self, db):
        with sqlite3.connect(db) as stored:
            self.stems = dict(stored.execute(
                "SELECT word.text, term.text FROM word JOIN term ON term.id = word.term"))
            episodes = [row[0] for row in stored.execute("SELECT id FROM episode")]
        stored.close()
        self.fts = sqlite3.connect(":memory:")
        self.fts.execute("CREATE VIRTUAL TABLE passage USING fts5(stems, words)")
        self.about = {}
        self.texts = []
        for episode in episodes:
            self._add(json.loads(run("export", "--db", db, episode).out))

    def _add(self, episode):
        for turn in episode["turns"]:
            for p in turn["paragraphs"]:
                kind, = {part["kind"] for part in p["parts"]}
                speaker = turn["speaker"] if kind != "ad" else None
                words = p["text"].split()
                row = self.fts.execute("INSERT INTO passage VALUES (?, ?)", (
                    " ".join(self.stems[w] for w in words), p["text"])).lastrowid
                self.about[row] = (episode["id"], p["n"], kind, speaker)
                self.texts.append(words)

    def _term(self, words, is_quoted, letters):
        last = words[-1][:letters]
        if is_quoted:
            text = " ".join([*words[:-1], last])
            return f'words : "{text}"' + (" *" if letters else "")
        if not letters:
            return f'stems : "{self.stems.get(words[0], words[0])}"'
        if len(last) <= 2:  # so short, other forms of the words are not looked for
            return f'words : "{last}" *'
        # Any form of the words that begin so and stand somewhere.
        forms = {self.stems[w] for text in self.texts for w in text if w.startswith(last)}
        return "(" + " OR ".join(f'stems : "{f}"' for f in sorted(forms) or [last]) + ")"

    def matches(self, asked, given):
        groups, without = asked
        all_of = " AND ".join("(" + " OR ".join(self._term(*t) for t in g) + ")" for g in groups)
        none_of = " OR ".join(self._term(*t) for t in without)
        expression = f"({all_of}) NOT ({none_of})" if none_of else all_of
        found = self.fts.execute("SELECT rowid FROM passage WHERE passage MATCH ?", (expression,))
        return {self.about[row][:2] for row, in found if self._passes(self.about[row], given)}

    @staticmethod
    def _passes(about, given):
        episode, _, kind, speaker = about
        return (given.get("--episode", episode) == episode
                and kind in given.get("--kind", kind).split(",")
                and NAMES.get(given.get("--speaker"), speaker) == speaker)


# ---- asking ----

def text_of(words, is_quoted, letters):
    text = " ".join([*words[:-1], words[-1][:letters]])
    return (f'"{text}"' if is_quoted else text) + ("*" if letters else "")


def ask(db, asked, given):
    """The answer; None where the library has no such speaker or episode to search."""
    groups, without = asked
    text = " ".join([*(" OR ".join(text_of(*t) for t in g) for g in groups),
                     *("-" + text_of(*t) for t in without)])
    options = [part for option in given.items() for part in option]
    done = run("search", "--db", db, "--json", "--limit", "1000", *options, "--", text)
    return json.loads(done.out) if done.status < 2 else None


def check(db, truth, asked, given):
    answer = ask(db, asked, given)
    if answer is None:
        assert "--episode" in given or "--speaker" in given
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
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        db = folder / "library.db"
        take(folder, db, ("load", "first", [("Jo Lind", WORDS), ("Mira Okono", WORDS[::-1])]))
        for step in what:
            take(folder, db, step)
            truth = Truth(db)
            for asked, given in questions:
                check(db, truth, asked, given)
