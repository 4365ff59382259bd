"""Real pages, which are no part of the project: read from the folder SHARED where it is there."""

import json
import os
from pathlib import Path

import pytest

from daemon import ROOT, run

SHARED = Path(os.environ.get("SHARED", ROOT.parent / "shared")).absolute()
GOLD = SHARED / "gold"
CORPUS = SHARED / "corpora" / "changelog"
NAMES = sorted(p.parent.name for p in GOLD.glob("*/gold.json"))

needs_gold = pytest.mark.skipif(not NAMES, reason=f"no labelled pages in {GOLD} (set SHARED)")
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no pages in {CORPUS} (set SHARED)")


@pytest.fixture(scope="module")
def real(serve):
    """All labelled pages; each one's id is its folder's name."""
    return serve(GOLD)


def gold_of(name):
    return json.loads((GOLD / name / "gold.json").read_text("utf-8"))


@needs_gold
@pytest.mark.parametrize("name", NAMES)
def test_counts(real, name):
    counts = real.json(f"/v1/episodes/{name}")["counts"]
    gold = gold_of(name)["counts"]
    assert {k: counts[k] for k in gold} == gold


@needs_gold
@pytest.mark.parametrize("name", NAMES)
def test_labels(real, name):
    labels = {label for s in gold_of(name)["speakers"] for label in s["labels"]}
    turns = real.json(f"/v1/episodes/{name}/turns")["items"]
    assert {t["label"] for t in turns} - {""} == labels


@needs_gold
@pytest.mark.parametrize("name", NAMES)
def test_every_line_is_accounted_for(real, name):
    lines = (GOLD / name / "page.txt").read_text("utf-8").splitlines()
    for turn in real.json(f"/v1/episodes/{name}/transcript")["items"]:
        for paragraph in turn["paragraphs"]:
            assert lines[paragraph["line"] - 1].strip() == paragraph["text"]


class TestTheRealPage:
    """What issue 2 states of it, by the labels of gold.json."""

    pytestmark = pytest.mark.skipif("honestly" not in NAMES,
                                    reason=f"no page in {GOLD} (set SHARED)")
    BASE = "/v1/episodes/honestly"

    @pytest.fixture(scope="class")
    def gold(self):
        return gold_of("honestly")

    def person(self, gold, role):
        (found,) = [s for s in gold["speakers"] if s["role"] == role]
        return found

    def test_sections(self, real, gold):
        summary = real.json(f"{self.BASE}/summary")
        assert summary["overview"] is None and summary["primary_topic"]
        assert [len(summary[k]) for k in ("takeaways", "actionable_advice", "about", "people",
                                          "companies", "books", "guests", "content_warnings")] == [
            5, 5, 5, 2, 0, 1, 1, 0]
        (book,) = summary["books"]
        assert book["title"] and len(book["authors"]) == 1
        guest = self.person(gold, "guest")["name"]
        chapters = real.json(f"{self.BASE}/chapters")["items"]
        assert len(chapters) == 4
        for chapter in chapters:
            assert chapter["title"] and chapter["summary"]
            assert [q["attributed_to"]["name"] for q in chapter["quotes"]] == [guest]

    def test_turns_and_paragraphs(self, real):
        counts = real.json(self.BASE)["counts"]
        assert (counts["turns"], counts["paragraphs"]) == (52, 108)

    def test_the_guest_is_one_speaker(self, real, gold):
        guest = self.person(gold, "guest")
        found = [s for s in real.json(f"{self.BASE}/speakers")["items"] if s["role"] == "guest"]
        assert [s["name"] for s in found] == [guest["name"]]
        spellings = {s["text"] for s in found[0]["spellings"]}
        assert set(guest["labels"]) <= spellings
        full_names = {m for m in guest["mentions"] if " " in m}
        assert full_names <= spellings
        for label in guest["labels"]:
            slug = label.lower().replace(" ", "-")
            answer = real.get(f"{self.BASE}/speakers/{slug}", status=308)
            assert answer.headers["Location"] == found[0]["self"]

    def test_the_ad_under_the_clip_s_label_is_not_his(self, real, gold):
        (label,) = self.person(gold, "clip")["labels"]
        turns = [t for t in real.json(f"{self.BASE}/turns")["items"] if t["label"] == label]
        assert len(turns) == 2
        own = [t for t in turns if t["speaker"] and t["speaker"]["name"] == label]
        (ad,) = [t for t in turns if t not in own]
        assert "ad" in ad["kinds"] and "content" not in ad["kinds"]
        (speaker,) = [s for s in real.json(f"{self.BASE}/speakers")["items"] if s["name"] == label]
        assert speaker["turns"] == 1

    def test_quotes(self, real):
        quotes = real.json(f"{self.BASE}/quotes")["items"]
        verdicts = [q["verdict"] for q in quotes]
        assert len(verdicts) == 4 and verdicts.count("exact") == 1
        assert set(verdicts) <= {"exact", "near", "condensed"}
        assert all(q["places"] for q in quotes)
        assert quotes[2]["attribution"] == "differs"

    def test_quotes_stand_where_the_labels_say(self, real, gold):
        lines = {p["n"]: p["line"] for t in real.json(f"{self.BASE}/transcript")["items"]
                 for p in t["paragraphs"]}
        for quote, labelled in zip(real.json(f"{self.BASE}/quotes")["items"], gold["quotes"]):
            assert lines[quote["places"][0]["paragraph"]] == labelled["spans"][0]["line"]

    def test_ads_are_parts(self, real, gold):
        kinds = {}
        for turn in real.json(f"{self.BASE}/transcript")["items"]:
            for paragraph in turn["paragraphs"]:
                kinds.setdefault(paragraph["line"], {p["kind"] for p in paragraph["parts"]})
        for line in {ad["line"] for ad in gold["ads"]}:
            assert "ad" in kinds[line], f"line {line}"
        assert any(k >= {"ad", "content"} for k in kinds.values())


@needs_corpus
def test_the_whole_corpus_loads(tmp_path):
    pages = list(CORPUS.glob("*.txt"))
    result = run("load", "--db", tmp_path / "corpus.db", CORPUS)
    assert result.status == 0, result.err
    assert [result.count(w) for w in ("loaded", "unchanged", "failed")] == [len(pages), 0, 0]
    again = run("load", "--db", tmp_path / "corpus.db", CORPUS)
    assert [again.count(w) for w in ("loaded", "unchanged", "failed")] == [0, len(pages), 0]
