"""Whole answers for the sample episode. `make golden` (pytest --renew-golden) writes them anew:
read the difference before committing it."""

import json
from pathlib import Path

import pytest

from routes import GUEST, ID

GOLDEN = Path(__file__).parent / "golden"
BASE = f"/v1/episodes/{ID}"

TARGETS = {
    "index.json": "/",
    "episodes.json": "/v1/episodes",
    "episode.json": BASE,
    "summary.json": f"{BASE}/summary",
    "chapters.json": f"{BASE}/chapters",
    "speakers.json": f"{BASE}/speakers",
    "quotes.json": f"{BASE}/quotes",
    "turns.json": f"{BASE}/turns",
    "transcript-ads.json": f"{BASE}/transcript?kind=ad,promo",
    "transcript-guest.json": f"{BASE}/transcript?speaker={GUEST}&kind=content&limit=3",
    "paragraph.json": f"{BASE}/paragraphs/5?context=1",
    "search.json": "/v1/search?q=moon+wheel&counts=speakers,episodes&limit=5",
    "search-partial.json": "/search?q=moon+starlings+sandwich&limit=3",
    "suggest.json": "/v1/suggest?q=moon+w&limit=5",
    "suggest-names.json": "/suggest?q=m&limit=5",
    "problem-parameter.json": f"{BASE}/quotes?verdict=true",
    "problem-not-found.json": f"{BASE}/chapters/9",
    "transcript.txt": f"{BASE}/transcript.txt?limit=6",
    "transcript.md": f"{BASE}/transcript.md?limit=6",
    "transcript.html": f"{BASE}/transcript.html?limit=6",
    "page.txt": f"{BASE}/page.txt",
    "page.md": f"{BASE}/page.md",
    "page.html": f"{BASE}/page.html",
}


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_answer(server, request, name):
    text = server.request("GET", TARGETS[name]).text
    if name.endswith(".json"):
        text = json.dumps(json.loads(text), indent=1, ensure_ascii=False) + "\n"
    if request.config.getoption("--renew-golden"):
        (GOLDEN / name).write_text(text, "utf-8")
    assert text == (GOLDEN / name).read_text("utf-8")


def test_document(server, request, sample):
    """What the page says; the analysis is in the other answers."""
    text = server.get(f"{BASE}/document").text
    if request.config.getoption("--renew-golden"):
        (GOLDEN / "document.json").write_text(text, "utf-8")
    assert text == (GOLDEN / "document.json").read_text("utf-8")


def test_golden_has_nothing_else():
    assert {p.name for p in GOLDEN.iterdir()} == {*TARGETS, "document.json"}
