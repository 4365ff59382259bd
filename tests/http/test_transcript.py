"""The transcript in all its forms, turns, paragraphs, document and source."""

import json

import pytest

import contract
from library_pages import IDS, SCRIPTS
from routes import GUEST, ID, SPELLING

BASE = f"/v1/episodes/{ID}"
SPONSORS = ("Cuppernoon", "Dunnock Mutual")
FORMS = {"txt": "text/plain", "md": "text/markdown", "html": "text/html"}


def spoken(client, base=BASE, **params):
    """(label, [text]) of every turn."""
    turns = client.json(f"{base}/transcript", **params)["items"]
    return [(t["label"], [p["text"] for p in t["paragraphs"]]) for t in turns]


def test_it_is_the_page_s_transcript(server, sample):
    lines = sample.read_text("utf-8").splitlines()
    for turn in server.json(f"{BASE}/transcript")["items"]:
        assert lines[turn["line"] - 1] == turn["label"]
        for paragraph in turn["paragraphs"]:
            assert lines[paragraph["line"] - 1].strip() == paragraph["text"]
            assert "".join(p["text"] for p in paragraph["parts"]) == paragraph["text"]
            assert paragraph["turn"] == turn["n"]
            # under a sponsor's label each is told by itself
            assert paragraph["speaker"] == turn["speaker"] or turn["label"] in SPONSORS


def test_it_is_whole_and_numbered(server):
    transcript = server.json(f"{BASE}/transcript")
    turns = transcript["items"]
    assert [t["n"] for t in turns] == list(range(1, transcript["total"] + 1))
    assert len(turns) > 50 and transcript["next"] is None
    numbers = [p["n"] for t in turns for p in t["paragraphs"]]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("kinds", [["content"], ["ad"], ["promo"], ["ad", "promo"],
                                   ["promo", "content", "ad"]])
def test_kinds(server, kinds):
    whole = server.json(f"{BASE}/transcript")["items"]
    turns = server.json(f"{BASE}/transcript", kind=",".join(kinds))["items"]
    kept = {p["n"]: p for t in turns for p in t["paragraphs"]}
    for paragraph in (p for t in whole for p in t["paragraphs"]):
        parts = [p for p in paragraph["parts"] if p["kind"] in kinds]
        if not parts:
            assert paragraph["n"] not in kept
            continue
        if len(kinds) < 3:
            paragraph["text"] = " ".join(p["text"].strip() for p in parts)
        paragraph["parts"] = parts
        if {p["kind"] for p in parts} == {"ad"} and paragraph["speaker"] is None:
            paragraph["speaker"] = kept[paragraph["n"]]["speaker"]  # the ad alone is the sponsor's
        assert kept[paragraph["n"]] == paragraph
    assert all(t["paragraphs"] for t in turns) or len(kinds) == 3


def test_ads_are_found_by_sentence(server):
    ads = spoken(server, kind="ad")
    assert any(label not in SPONSORS for label, _ in ads)
    assert any("Tussock" in text or "tussock" in text for _, texts in ads for text in texts)
    content = " ".join(text for _, texts in spoken(server, kind="content") for text in texts)
    assert "Cuppernoon" not in content and "Dunnock" not in content
    assert "The sun keeps the town" in content


def test_speaker(server):
    for slug in (GUEST, SPELLING):
        turns = server.json(f"{BASE}/transcript", speaker=slug)["items"]
        assert turns and all(t["speaker"]["id"] == GUEST for t in turns)


def test_a_sponsor_s_label_says_nothing_of_who_speaks_behind_the_ad(server):
    mixed = [t for t in server.json(f"{BASE}/transcript")["items"] if t["label"] in SPONSORS
             and any(x["kind"] != "ad" for p in t["paragraphs"] for x in p["parts"])]
    assert len(mixed) == 3
    for turn in mixed:
        assert turn["speaker"] is None
        for p in turn["paragraphs"]:
            alone = all(x["kind"] == "ad" for x in p["parts"])
            assert (p["speaker"] is not None) == alone
            assert server.json(p["self"])["paragraph"]["speaker"] == p["speaker"]
    for sponsor in ("cuppernoon", "dunnock-mutual"):
        kept = server.json(f"{BASE}/transcript", speaker=sponsor)["items"]
        assert kept and all(t["speaker"]["id"] == sponsor for t in kept)
        assert {x["kind"] for t in kept for p in t["paragraphs"] for x in p["parts"]} == {"ad"}
        assert not server.json(f"{BASE}/transcript", speaker=sponsor, kind="content")["items"]
    assert server.json(BASE)["trust"]["labels_in_doubt"] == 3


@pytest.mark.parametrize("accept,form", [
    ("*/*", "json"), ("application/json", "json"), ("", "json"), ("text/plain", "txt"),
    ("text/markdown", "md"), ("text/html", "html"), ("text/*;q=0.5, application/json", "json"),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
    ("text/plain;q=0.4, text/markdown;q=0.8", "md"), ("TEXT/PLAIN", "txt"),
    ("application/pdf, text/plain;q=0.1", "txt"), ("application/json;q=0, */*", "txt")])
@pytest.mark.parametrize("route", [f"{BASE}/transcript", "/transcript"])
def test_accept(server, route, accept, form):
    answer = server.get(route, accept=accept)
    media_type = answer.headers["Content-Type"].partition(";")[0]
    assert media_type == FORMS.get(form, "application/json")
    assert "accept" in answer.headers["Vary"].lower()
    if form != "json":
        assert answer.body == server.get(f"{route}.{form}", accept="application/json").body


@pytest.mark.parametrize("route", [f"{BASE}/transcript", "/transcript"])
@pytest.mark.parametrize("accept", ["image/png", "application/pdf, image/*",
                                    "*/*;q=0", "text/plain;q=0"])
def test_not_acceptable(server, route, accept):
    problem = server.problem(route, 406, accept=accept)
    assert problem["type"].endswith(":not-acceptable") and "text/plain" in problem["detail"]


def test_forms_have_etags_of_their_own(server):
    etags = {server.get(f"{BASE}/transcript", accept=a).headers["ETag"]
             for a in ("application/json", *FORMS.values())}
    assert len(etags) == 4


def test_turns(server):
    turns = server.json(f"{BASE}/turns")["items"]
    whole = server.json(f"{BASE}/transcript")["items"]
    assert len(turns) == len(whole)
    for turn, full in zip(turns, whole):
        assert [turn[k] for k in ("n", "label", "speaker")] == [
            full[k] for k in ("n", "label", "speaker")]
        assert turn["paragraphs"] == len(full["paragraphs"])
        assert set(turn["kinds"]) == {p["kind"] for q in full["paragraphs"] for p in q["parts"]}
        assert {k for k, words in turn["words_by_kind"].items() if words} == set(turn["kinds"])
        assert sum(turn["words_by_kind"].values()) == turn["words"]
        if full["paragraphs"]:
            assert turn["first_paragraph"] == full["paragraphs"][0]["n"]


def test_words_by_kind_are_those_of_the_speakers(server):
    turns = server.json(f"{BASE}/turns")["items"]
    for speaker in server.json(f"{BASE}/speakers")["items"]:
        own = [t for t in turns if t["speaker"] and t["speaker"]["id"] == speaker["id"]]
        assert speaker["words"] == sum(t["words_by_kind"]["content"] for t in own)


def test_talk_time_is_of_content_alone(server):
    turns = server.json(f"{BASE}/transcript", kind="content")["items"]
    for speaker in server.json(f"{BASE}/speakers")["items"]:
        own = [t for t in turns if t["speaker"] and t["speaker"]["id"] == speaker["id"]]
        assert speaker["turns"] == len(own)
        assert (speaker["words"] == 0) == (not own)


@pytest.mark.parametrize("n,context,before,after", [
    (1, 0, [], []), (1, 2, [], [2, 3]), (40, 1, [39], [41]), (40, 20, range(20, 40), range(41, 61)),
    (87, 2, [85, 86], [])])
def test_paragraph_in_context(server, n, context, before, after):
    found = server.json(f"{BASE}/paragraphs/{n}", context=context)
    assert found["paragraph"]["n"] == n and found["episode"] == ID
    assert [p["n"] for p in found["before"]] == list(before)
    assert [p["n"] for p in found["after"]] == list(after)


def test_permalinks_are_the_transcript_s_paragraphs(server):
    for turn in server.json(f"{BASE}/transcript")["items"]:
        for paragraph in turn["paragraphs"]:
            assert server.json(paragraph["self"])["paragraph"] == paragraph


def test_any_script(library):
    transcript = spoken(library, "/v1/episodes/scripts")
    assert [t for t, _ in transcript] == ["Zoë Ångström", "李明", "Zoë Ångström"]
    assert "\n".join(t for _, texts in transcript for t in texts) == "\n".join(
        line for line in SCRIPTS.splitlines()[3:] if line not in ("Zoë Ångström", "李明"))


def test_document(server):
    document = server.json(f"{BASE}/document")
    contract.validate_document(document)
    summary = server.json(f"{BASE}/summary")
    assert document["id"] == ID and document["title"] == server.json(BASE)["title"]
    assert [t["text"] for t in document["takeaways"]] == [t["text"] for t in summary["takeaways"]]
    assert [t["label"] for t in document["turns"]] == [label for label, _ in spoken(server)]


def test_positions_of_the_document_are_code_points(server, library):
    for client, base in ((server, BASE), (library, "/v1/episodes/scripts")):
        numbered = {p["n"]: p for t in client.json(f"{base}/transcript")["items"]
                    for p in t["paragraphs"]}
        for turn in client.json(f"{base}/document")["turns"]:
            for paragraph in turn["paragraphs"]:
                cut = [paragraph["text"][p["start"]:p["end"]] for p in paragraph["parts"]]
                assert cut == [p["text"] for p in numbered[paragraph["n"]]["parts"]]


def test_source_is_the_bytes(server, library, sample):
    assert server.get(f"{BASE}/source").body == sample.read_bytes()
    assert library.get("/v1/episodes/scripts/source").body == SCRIPTS.encode()


def test_source_of_a_document(serve, server, tmp_path_factory):
    document = server.get(f"{BASE}/document").body
    file = tmp_path_factory.mktemp("document") / "any-name.json"
    file.write_bytes(document)
    client = serve(file)
    answer = client.get(f"{BASE}/source")
    assert answer.body == document and answer.headers["Content-Type"] == "application/json"
    assert client.get(f"{BASE}/document").body == document
    assert client.json("/summary") == server.json("/summary")


def test_every_document_is_in_order(library):
    for episode in IDS:
        body = library.get(f"/v1/episodes/{episode}/document").body
        assert json.loads(body)["id"] == episode
