"""The index, the list of episodes, one episode, and operations."""

import pytest

from library_pages import IDS, SIDECAR
from routes import ID


def test_index(server, library):
    index = server.json("/")
    assert index["name"] == "episoded" and index["default_episode"] == f"/v1/episodes/{ID}"
    assert server.json("/v1") == index
    assert library.json("/")["default_episode"] is None
    assert all(r["method"] and r["what"] for r in index["routes"])


@pytest.mark.parametrize("probe", ["/livez", "/readyz"])
def test_probes(server, empty, probe):
    assert server.get(probe).body == empty.get(probe).body == b"ok\n"


def test_all_episodes_by_id(library):
    listed = library.json("/v1/episodes")
    assert [e["id"] for e in listed["items"]] == IDS
    assert listed["total"] == len(IDS) and listed["next"] is None


@pytest.mark.parametrize("limit", [1, 2, 3, len(IDS) - 1, len(IDS), 1000])
def test_paging_reaches_all_once(library, limit):
    whole = library.json("/v1/episodes")
    assert library.pages("/v1/episodes", limit=limit) == whole["items"]
    first = library.json("/v1/episodes", limit=limit)
    assert first["total"] == len(IDS) and first["revision"] == whole["revision"]
    assert (first["next"] is None) == (limit >= len(IDS))


def test_after_needs_no_such_episode(library):
    items = library.json("/v1/episodes", after="kitez")["items"]
    assert [e["id"] for e in items] == [i for i in IDS if i > "kitez"]
    assert library.json("/v1/episodes", after="zzz")["items"] == []


@pytest.mark.parametrize("q,ids", [
    ("pebble", [f"pebble-{n}" for n in range(1, 8)]), ("PEBBLE 3", ["pebble-3"]),
    ("shed talk", ["kite"]), ("paper string", ["kite"]), ("lantern", ["lantern"]),
    ("again", ["kite-again"]), ("letters", ["scripts"]), ("no such words", []),
    ("pebble kite", []), ("'; DROP TABLE episode; --", []), ("%", IDS), ("", IDS)])
def test_filter(library, q, ids):
    listed = library.json("/v1/episodes", q=q)
    assert [e["id"] for e in listed["items"]] == ids and listed["total"] == len(ids)


def test_filter_and_paging(library):
    pages = library.pages("/v1/episodes", q="pebble", limit=3)
    assert [e["id"] for e in pages] == [f"pebble-{n}" for n in range(1, 8)]


@pytest.mark.parametrize("speaker,ids", [
    ("Tobias Renn", ["kite", "kite-again"]), ("tobias-renn", ["kite", "kite-again"]),
    ("TOBIAS REN", ["kite", "kite-again"]), ("odette vail", ["kite-again"]),
    ("李明", ["scripts"]), ("Zoë Ångström", ["scripts"]), ("zoe-angstrom", ["scripts"]),
    ("Tobias", []), ("Nobody Such", []), ("", []), ("%", [])])
def test_where_a_speaker_is_heard(library, speaker, ids):
    listed = library.json("/v1/episodes", speaker=speaker)
    assert [e["id"] for e in listed["items"]] == ids and listed["total"] == len(ids)


def test_where_a_speaker_is_heard_with_words_and_paging(library):
    pages = library.pages("/v1/episodes", speaker="Orla Finch", limit=3)
    assert [e["id"] for e in pages] == [f"pebble-{n}" for n in range(1, 8)]
    listed = library.json("/v1/episodes", speaker="Tobias Renn", q="again")
    assert [e["id"] for e in listed["items"]] == ["kite-again"] and listed["total"] == 1


def test_empty_library(empty):
    listed = empty.json("/v1/episodes")
    assert listed["items"] == [] and listed["total"] == 0 and listed["next"] is None
    assert empty.json("/v1/search", q="anything")["total"] == 0


def test_metadata_of_the_sidecar(library):
    episode = library.json("/v1/episodes/kite")
    assert {k: episode[k] for k in SIDECAR} == SIDECAR
    listed = library.json("/v1/episodes", q="kite paper")["items"][0]
    assert {k: listed[k] for k in ("title", "show", "published", "language")} == {
        k: SIDECAR[k] for k in ("title", "show", "published", "language")}


def test_nothing_is_invented(library):
    episode = library.json("/v1/episodes/lantern")
    unknown = ("title", "show", "published", "link", "language", "primary_topic")
    assert [episode[k] for k in unknown] == [None] * 6
    assert sum(episode["trust"]["quotes"].values()) == episode["counts"]["quotes"] == 0
    summary = library.json("/v1/episodes/lantern/summary")
    assert [summary[k] for k in ("takeaways", "actionable_advice", "about", "guests")] == [[]] * 4


def test_counts_agree_with_the_lists(server, library):
    for client, ids in ((server, [ID]), (library, IDS)):
        for listed in client.json("/v1/episodes")["items"]:
            episode = client.json(listed["self"])
            counts = episode["counts"]
            assert {k: counts[k] for k in listed["counts"]} == listed["counts"]
            for name in ("chapters", "speakers", "quotes", "transcript", "turns"):
                total = client.json(episode["links"][name])["total"]
                assert total == counts["turns" if name == "transcript" else name], name
            summary = client.json(episode["links"]["summary"])
            for name in ("takeaways", "about", "people", "companies", "books", "guests"):
                assert len(summary[name]) == counts[name]
            assert len(summary["actionable_advice"]) == counts["advice"]
            turns = client.json(episode["links"]["turns"])["items"]
            assert sum(t["paragraphs"] for t in turns) == counts["paragraphs"]
            assert sum(t["words"] for t in turns) >= counts["words"] > 0


def test_trust_agrees_with_the_quotes(server):
    trust = server.json(f"/v1/episodes/{ID}")["trust"]
    for verdict, count in trust["quotes"].items():
        assert server.json(f"/v1/episodes/{ID}/quotes", verdict=verdict)["total"] == count
    turns = server.json(f"/v1/episodes/{ID}/transcript")["items"]
    said = [q for t in turns for q in t["paragraphs"]]
    parts = [(p["kind"], len(p["text"])) for q in said for p in q["parts"]]
    whole = sum(n for _, n in parts)
    for kind, share in (("ad", trust["ad_share"]), ("promo", trust["promo_share"])):
        assert abs(sum(n for k, n in parts if k == kind) / whole - share) < 0.005


def addresses(thing, key=None):
    """Every address that an answer names, but those that need a query."""
    if isinstance(thing, dict):
        for name, value in thing.items():
            if (key, name) not in (("links", "search"), ("links", "suggest")):
                yield from addresses(value, key if key == "links" else name)
    elif isinstance(thing, list):
        for value in thing:
            yield from addresses(value, key)
    elif isinstance(thing, str) and key in (
            "self", "url", "next", "links", "openapi", "episodes", "default_episode"):
        yield thing


def test_every_address_answers(server, library, empty):
    for client in (server, library, empty):
        known, todo = set(), ["/", "/v1/episodes?limit=2", "/v1/search?q=the&limit=5"]
        while todo:
            target = todo.pop()
            answer = client.get(target)
            is_json = answer.headers["Content-Type"] == "application/json"
            if is_json and not target.endswith("/document"):
                fresh = set(addresses(answer.json())) - known
                known |= fresh
                todo += sorted(fresh)
        assert all(a.startswith("/") for a in known)
    assert known == {"/v1/episodes", "/v1/openapi.yaml"}
