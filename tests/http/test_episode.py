"""Summary, chapters, speakers and quotes of the sample episode, whose faults are its point."""

import pytest

from library_pages import KITE
from routes import GUEST, ID, PATHS, SPELLING, path

BASE = f"/v1/episodes/{ID}"


def paragraphs(client, base=BASE):
    """Paragraph by number."""
    return {p["n"]: p for t in client.json(f"{base}/transcript")["items"] for p in t["paragraphs"]}


def test_summary(server, sample):
    summary = server.json(f"{BASE}/summary")
    lines = sample.read_text("utf-8").splitlines()
    assert summary["episode"] == ID and summary["self"] == f"{BASE}/summary"
    assert summary["primary_topic"] == lines[1]
    assert summary["overview"] is None
    assert [t["n"] for t in summary["takeaways"]] == [1, 2, 3, 4, 5]
    assert [t["text"] for t in summary["takeaways"]] == [
        line[2:] for line in lines if line.startswith("- ")][:5]
    assert [len(summary[k]) for k in ("actionable_advice", "about", "companies")] == [5, 4, 2]
    assert summary["people"] == ["Marit Tollaksund", "Wilf Nankerrow", "James Ferguson"]
    assert summary["books"] == [{"title": "Wound on Sundays: A Working Life Among Public Clocks",
                                 "authors": ["Marit Tollaksund"]}]
    assert summary["guests"] == ["Marit Tollaksund"] and summary["content_warnings"] == []


def test_links_lead_to_all_that_there_is(server):
    links = server.json(BASE)["links"]
    below = [t for t in PATHS if t.startswith("/v1/episodes/{id}/") and t.count("{") == 1]
    assert set(links.values()) == {path(t) for t in below if "." not in t}


def test_evidence_is_best_first(server):
    known = paragraphs(server)
    takeaways = server.json(f"{BASE}/summary")["takeaways"]
    assert any(t["evidence"] for t in takeaways)
    for takeaway in takeaways:
        scores = [e["score"] for e in takeaway["evidence"]]
        assert scores == sorted(scores, reverse=True)
        assert all(known[e["paragraph"]]["self"] == e["url"] for e in takeaway["evidence"])


def test_chapters(server):
    chapters = server.json(f"{BASE}/chapters")
    assert [(c["n"], c["number"]) for c in chapters["items"]] == [(n, n) for n in range(1, 6)]
    assert chapters["items"][1]["title"] == "Fifty-Seven and Fifty-Nine"
    assert all(c["summary"].endswith(".") for c in chapters["items"])
    quotes = server.json(f"{BASE}/quotes")["items"]
    for chapter in chapters["items"]:
        assert server.json(chapter["self"]) == chapter
        assert chapter["quotes"] == [q for q in quotes if q["chapter"] == chapter["n"]]
        for place in chapter["places"]:
            assert place["first_paragraph"] <= place["last_paragraph"]
            assert place["url"] == f"{BASE}/paragraphs/{place['first_paragraph']}"


@pytest.mark.parametrize("name,key", [("chapters", "n"), ("quotes", "n"), ("speakers", "id"),
                                      ("turns", "n"), ("transcript", "n")])
@pytest.mark.parametrize("limit", [1, 2, 1000])
def test_lists_page_to_their_end(server, name, key, limit):
    whole = server.json(f"{BASE}/{name}", limit=1000)
    assert server.pages(f"{BASE}/{name}", limit=limit) == whole["items"]
    assert whole["total"] == len(whole["items"]) and whole["next"] is None
    middle = whole["items"][1][key]
    assert server.json(f"{BASE}/{name}", after=middle, limit=1000)["items"] == whole["items"][2:]


def test_after_the_end_is_nothing(server):
    for name in ("chapters", "quotes", "turns", "transcript"):
        page = server.json(f"{BASE}/{name}", after=4000000)
        assert page["items"] == [] and page["next"] is None and page["total"] > 0


def test_next_keeps_the_filters(server):
    page = server.json(f"{BASE}/transcript", kind="content", speaker=GUEST, limit=1)
    assert "kind=content" in page["next"] and f"speaker={GUEST}" in page["next"]
    pages = server.pages(f"{BASE}/transcript", kind="content", speaker=GUEST, limit=1)
    assert pages == server.json(f"{BASE}/transcript", kind="content", speaker=GUEST)["items"]


def test_speakers(server):
    speakers = {s["id"]: s for s in server.json(f"{BASE}/speakers")["items"]}
    roles = {i: s["role"] for i, s in speakers.items()}
    assert roles[GUEST] == "guest"
    assert roles["nuala-farthing"] == roles["gideon-strake"] == "host"
    assert roles["cuppernoon"] == roles["dunnock-mutual"] == "sponsor"
    assert roles["wilf-nankerrow"] in ("clip", "other")
    assert SPELLING not in speakers and len(speakers) == 6
    for speaker in speakers.values():
        assert server.json(speaker["self"]) == speaker
    shares = [s["share"] for s in speakers.values() if s["role"] != "sponsor"]
    assert sum(shares) == pytest.approx(1, abs=0.001)


def test_every_spelling_of_the_guest(server, sample):
    guest = server.json(f"{BASE}/speakers/{GUEST}")
    lines = sample.read_text("utf-8").splitlines()
    spellings = {s["text"]: s for s in guest["spellings"]}
    assert guest["name"] == "Marit Tollaksund" and guest["role_reason"]
    assert {"Marit Tollaksund", "Marit Tolaksund", "Marit Tollaxund"} <= set(spellings)
    assert spellings["Marit Tolaksund"]["where"] == "label"
    assert spellings["Marit Tolaksund"]["reason"]
    for spelling in guest["spellings"]:
        assert spelling["text"] in lines[spelling["line"] - 1]


@pytest.mark.parametrize("route", [f"{BASE}/speakers", "/speakers"])
def test_spellings_redirect(server, route):
    for spelling in (SPELLING, "marit-tollaxund", "Marit-Tollaksund"):
        answer = server.get(f"{route}/{spelling}", status=308)
        assert answer.headers["Location"].partition("?")[0] == f"{BASE}/speakers/{GUEST}"
        assert server.json(answer.headers["Location"])["id"] == GUEST


def test_quotes(server):
    quotes = server.json(f"{BASE}/quotes")["items"]
    assert [q["chapter"] for q in quotes] == [1, 2, 3, 4, 5]
    assert quotes[0]["verdict"] == "exact" and quotes[0]["similarity"] == 1
    assert {q["verdict"] for q in quotes} == {"exact", "near", "condensed", "not_found"}
    assert quotes[2]["attribution"] == "differs" and quotes[0]["attribution"] == "same"
    assert quotes[4]["verdict"] == "not_found" and quotes[4]["places"] == quotes[4]["diff"] == []
    for quote in quotes:
        assert server.json(quote["self"]) == quote


def test_places_are_code_points(server, library):
    for client, base in ((server, BASE), (library, "/v1/episodes/kite")):
        known = paragraphs(client, base)
        for quote in client.json(f"{base}/quotes")["items"]:
            for place in quote["places"]:
                paragraph = known[place["paragraph"]]
                assert paragraph["text"][place["start"]:place["end"]] == place["text"]
                assert paragraph["speaker"] == place["speaker"]


def words(runs, *ops):
    """The words of these runs, as a reader hears them."""
    text = " ".join(r["text"] for r in runs if r["op"] in ops).casefold()
    return [w for w in "".join(c if c.isalnum() else " " * (c not in "'’") for c in text).split()]


def test_diff_tells_both_sides(server):
    for quote in server.json(f"{BASE}/quotes")["items"]:
        if quote["places"]:
            quoted = [{"op": "same", "text": quote["text"]}]
            assert words(quote["diff"], "same", "added") == words(quoted, "same")
            said = [{"op": "same", "text": p["text"]} for p in quote["places"]]
            assert words(quote["diff"], "same", "dropped") == words(said, "same")


@pytest.mark.parametrize("filters,numbers", [
    ({"speaker": GUEST}, [1, 2, 3, 5]), ({"speaker": SPELLING}, [1, 2, 3, 5]),
    ({"speaker": "wilf-nankerrow"}, [4]), ({"chapter": 2}, [2]), ({"verdict": "exact"}, [1]),
    ({"verdict": "not_found", "chapter": 5}, [5]), ({"verdict": "exact", "chapter": 5}, []),
    ({"chapter": 99}, [])])
def test_quote_filters(server, filters, numbers):
    quotes = server.json(f"{BASE}/quotes", **filters)
    assert [q["n"] for q in quotes["items"]] == numbers and quotes["total"] == len(numbers)


def test_a_speaker_that_is_none(server):
    for name in ("quotes", "transcript"):
        answer = server.request("GET", f"{BASE}/{name}?speaker=nobody")
        assert answer.status == 400 and answer.json()["parameter"] == "speaker"


def test_quote_of_a_short_page(library):
    (quote,) = library.json("/v1/episodes/kite/quotes")["items"]
    assert quote["text"] in KITE and quote["verdict"] == "exact"
    assert quote["attributed_to"] == {"id": "tobias-renn", "name": "Tobias Renn"}
    assert quote["attribution"] == "same"
    assert library.json("/v1/episodes/kite/chapters/2")["quotes"] == []
