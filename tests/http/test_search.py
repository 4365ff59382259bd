"""Search: the query language, filters, counts, paging, snippets."""

import html
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from routes import GUEST, ID, SPELLING


def places(client, q, **params):
    """(episode, paragraph) of the hits, in order; a partial match is none."""
    found = client.json("/v1/search", q=q, exact=1, **params)
    assert found["match"] == "all" and found["total"] == len(found["items"])
    return [(h["episode"]["id"], h["paragraph"]) for h in found["items"]]


@pytest.mark.parametrize("q,expected", [
    ("conscience", {("kite", 4)}),
    ("CONSCIENCE!", {("kite", 4)}),
    ("string question", {("kite", 5)}),
    ("question string wind", {("kite", 5)}),
    ("wont", {("kite", 2), ("kite-again", 3)}),
    ("won't", {("kite", 2), ("kite-again", 3)}),
    ("won’t", {("kite", 2), ("kite-again", 3)}),
    ('"steady wind"', {("kite", 2)}),
    ('"wind steady"', set()),
    ('"STEADY, wind"', {("kite", 2)}),
    ("conscienc*", {("kite", 4)}),
    ("consc* tail", {("kite", 4)}),
    ("lantern", {("kite-again", 2), ("lantern", 1)}),
    ("lantern -zebra", {("kite-again", 2)}),
    ("lantern -candle -zebra", set()),
    ('lantern -"great deal"', {("lantern", 1)}),
    ("zebra OR conscience", {("lantern", 1), ("kite", 4)}),
    ("zebra OR conscience OR apology", {("lantern", 1), ("kite", 4), ("kite-again", 4)}),
    ("tail conscience OR honest", {("kite", 4), ("kite", 3)}),
    ("strasse", {("scripts", 1)}),
    ("Straße", {("scripts", 1)}),
    ("STRASSE", {("scripts", 1)}),
    ("naive cafe", {("scripts", 2)}),
    ("finest 2024", {("scripts", 2)}),
    ("风筝", {("scripts", 3), ("scripts", 4)}),
    ('"我喜欢"', {("scripts", 3)}),
    ("pebble 3 grey", {("pebble-3", 1)}),
    ("not and near", set()),
    ("nosuchword", set())])
def test_query_language(library, q, expected):
    assert set(places(library, q)) == expected


@pytest.mark.parametrize("q", ["", " ", "-x", '-"a b"', "-a -b", "!?", '""', "OR", "*", "-", "--",
                               "🪁"])
def test_queries_that_ask_for_nothing(library, q):
    problem = library.problem("/v1/search", 400, {"q": q})
    assert problem["parameter"] == "q" and problem["accepts"]


def test_query_is_required(library):
    assert library.problem("/v1/search", 400)["parameter"] == "q"


def test_partial_matches_where_nothing_has_all(library):
    found = library.json("/v1/search", q="conscience zebra gale")
    assert found["match"] == "partial" and found["total"] > 0
    assert library.json("/v1/search", q="conscience zebra gale", exact="true")["total"] == 0
    assert library.json("/v1/search", q="conscience zebra gale", exact="0")["match"] == "partial"
    assert library.json("/v1/search", q="conscience tail")["match"] == "all"


def test_partial_matches_behind_few_that_have_all(library):
    found = library.json("/v1/search", q="conscience tail", limit=1000, counts="episodes")
    kinds = [hit["match"] for hit in found["items"]]
    whole, others = found["total"], found["total_partial"]
    assert kinds == ["all"] * whole + ["partial"] * others and whole and others
    assert sum(e["count"] for e in found["counts"]["episodes"]) == whole
    assert library.pages("/v1/search", q="conscience tail", limit=2) == found["items"]
    assert "total_partial" not in library.json("/v1/search", q="conscience tail", exact=1)


def marked(hit):
    return [run["text"] for run in hit["snippet"] if run.get("mark")]


@pytest.mark.parametrize("q", ["为什么春天的风筝飞得很高？", "春天的风筝什么时候飞", "风筝会喜欢我"])
def test_a_question_in_a_script_without_blanks(library, q):
    """Nobody said all of it in a row."""
    found = library.json("/v1/search", q=q)
    assert found["match"] == "partial"
    best = found["items"][0]
    assert (best["episode"]["id"], best["paragraph"]) == ("scripts", 3)
    assert any("风筝" in text for text in marked(best))
    assert library.json("/v1/search", q=q, exact=1)["total"] == 0
    assert library.json("/v1/search", q=f'"{q}"')["total"] == 0


def test_what_stands_there_in_a_row_is_not_taken_apart(library):
    assert library.json("/v1/search", q="喜欢风筝")["total"] == 1
    assert library.json("/v1/search", q="喜欢风筝", exact=1)["total"] == 1


@pytest.mark.parametrize("q, expected", [
    ("candle-and-apology", [("kite-again", 2), ("kite-again", 4)]),  # nobody said it: its words
    ("steady-wind zebra", [("kite", 2), ("lantern", 1)])])  # not other winds
def test_words_joined_by_hyphens(library, q, expected):
    found = library.json("/v1/search", q=q)
    assert found["match"] == "partial"
    assert {(h["episode"]["id"], h["paragraph"]) for h in found["items"]
            if [m.lower() for m in marked(h)] != ["and"]} == set(expected)


def test_partial_matches_leave_out_what_is_unwanted(library):
    found = library.json("/v1/search", q="lantern gale -candle")
    assert found["match"] == "partial"
    assert ("kite-again", 2) not in [(h["episode"]["id"], h["paragraph"]) for h in found["items"]]


def test_hits_say_where_they_are(server):
    for hit in server.json("/v1/search", q="moon", limit=1000)["items"]:
        paragraph = server.json(hit["url"])["paragraph"]
        assert paragraph["n"] == hit["paragraph"] and paragraph["speaker"] == hit["speaker"]
        snippet = "".join(run["text"] for run in hit["snippet"])
        kinds = [p for p in paragraph["parts"] if p["kind"] == hit["kind"]]
        assert any(snippet.strip(" .…") in p["text"] for p in kinds)


def test_best_first(server):
    hits = server.json("/v1/search", q="clock", limit=1000)["items"]
    assert len(hits) > 10
    order = [(-h["score"], h["paragraph"]) for h in hits]
    assert order == sorted(order)


@pytest.mark.parametrize("q", ["moon", "clock OR tide", '"high water"', "two* wheel", "zebra moon"])
def test_marks_are_the_words(server, q):
    wanted = q.casefold().replace('"', " ").replace("*", " ").split()
    for hit in server.json("/v1/search", q=q)["items"]:
        marked = [r["text"] for r in hit["snippet"] if r.get("mark")]
        assert marked
        for text in marked:
            assert all(any(w.startswith(x) for x in wanted) for w in text.casefold().split())


@pytest.mark.parametrize("q", ["turn left", "sign OR mark", "moon"])
def test_snippet_html_is_the_snippet_escaped(server, library, q):
    for client in (server, library):
        for hit in client.json("/v1/search", q=q)["items"]:
            parts = []
            for run in hit["snippet"]:
                text = html.escape(run["text"], quote=False)
                parts.append(f"<mark>{text}</mark>" if run.get("mark") else text)
            given_html = hit["snippet_html"].replace("&quot;", '"').replace("&#39;", "'")
            assert given_html == "".join(parts).replace("\n", "<br>")


def test_what_was_said_can_t_become_markup(library):
    (hit,) = library.json("/v1/search", q="turn left")["items"]
    assert "&lt;mark&gt;" in hit["snippet_html"]
    assert "a &lt; b &amp;&amp; c &gt; d" in hit["snippet_html"]


@pytest.mark.parametrize("route", ["/v1/search", "/search", f"/v1/episodes/{ID}/search"])
@pytest.mark.parametrize("context", [1, 3, 10])
def test_context_is_what_the_permalink_shows(server, route, context):
    hits = server.json(route, q="moon", context=context, limit=1000)["items"]
    assert hits
    for hit in hits:
        around = server.json(hit["url"], context=context)
        assert hit["before"] == around["before"] and hit["after"] == around["after"]


def test_no_context_unless_asked(server):
    plain = server.json("/v1/search", q="moon")
    assert plain["items"] == server.json("/v1/search", q="moon", context=0)["items"]
    assert not any("before" in hit or "after" in hit for hit in plain["items"])


def test_the_transcript_is_searched_unless_asked_otherwise(server):
    found = server.json("/v1/search", q="clock", limit=1000)
    assert {hit["in"] for hit in found["items"]} == {"transcript"}
    assert server.json("/v1/search", q="clock", limit=1000, **{"in": "transcript"}) == found


@pytest.mark.parametrize("section,q,n,url", [
    ("chapters", "paper sail", 1, "/chapters/1"), ("chapters", "knots", 2, "/chapters/2"),
    ("takeaways", "steady strong", 1, "/summary"), ("quotes", "steady strong", 1, "/quotes/1"),
    ("about", "kite made of paper", None, "/summary"), ("about", "marlow asks", None, "/summary")])
def test_the_rest_of_the_page(library, section, q, n, url):
    hit = library.json("/v1/search", q=q, **{"in": section})["items"][0]
    assert hit["match"] == "all" and hit["in"] == section and hit.get("n") == n and hit["paragraph"] is None
    assert hit["kind"] is None and hit["url"] == "/v1/episodes/kite" + url
    assert library.json(hit["url"])
    assert "before" not in library.json("/v1/search", q=q, context=2, **{"in": section})["items"][0]


def test_several_sections_at_once(library):
    found = library.json("/v1/search", q="steady wind", **{"in": "transcript,quotes,takeaways"})
    assert {hit["in"] for hit in found["items"]} == {"transcript", "quotes", "takeaways"}


def test_a_quote_s_speaker(library):
    (hit,) = library.json("/v1/search", q="steady strong", **{"in": "quotes"})["items"]
    assert hit["speaker"] == {"id": "tobias-renn", "name": "Tobias Renn"}


@pytest.mark.parametrize("limit", [1, 2, 7, 1000])
def test_paging(server, limit):
    whole = server.json("/v1/search", q="the clock OR moon", limit=1000)
    assert whole["total"] == len(whole["items"]) > 7 and whole["next"] is None
    assert server.pages("/v1/search", q="the clock OR moon", limit=limit) == whole["items"]
    page = server.json("/v1/search", q="the clock OR moon", after=3, limit=2)
    assert page["items"] == whole["items"][3:5] and page["total"] == whole["total"]


def test_the_default_limit_is_20(server):
    found = server.json("/v1/search", q="the")
    assert found["total"] > 20 == len(found["items"]) and found["next"]


@pytest.mark.parametrize("q,corrections,total", [
    ("lantren", [("lantren", "lantern")], 2),
    ("conscence tail", [("conscence", "conscience")], 1),
    ('"steddy wind"', [("steddy", "steady")], 1),
    ("lantern -zebro", [], 2),
    ("steadywind", [("steadywind", "steady wind")], 1),
    ("apo logy", [("apo logy", "apology")], 1),
    ("tobais", [("tobais", "tobias")], 0),
    ("lantern", [], 2)])
def test_corrections(library, q, corrections, total):
    found = library.json("/v1/search", q=q)
    assert [(c["from"], c["to"]) for c in found["query"]["corrections"]] == corrections
    assert found["total"] == total
    assert found["query"].get("total_as_written") == (0 if corrections else None)
    exact = library.json("/v1/search", q=q, exact=1)
    assert exact["query"]["corrections"] == [] and "total_as_written" not in exact["query"]


def test_a_misspelt_name_finds_what_the_name_finds(server):
    found = server.json("/v1/search", q="Tolakssund", limit=1000)
    assert found["query"]["corrections"][0]["from"] == "tolakssund"
    assert found["total"] == server.json("/v1/search", q="Tollaksund")["total"] > 0


def test_paging_of_partial_matches(server):
    found = server.json("/v1/search", q="moon harbour starlings", limit=1000)
    assert found["match"] == "partial"
    assert server.pages("/v1/search", q="moon harbour starlings", limit=3) == found["items"]


@pytest.mark.parametrize("kind", ["content", "ad", "promo"])
def test_kind(server, kind):
    whole = server.json("/v1/search", q="you", limit=1000)["items"]
    found = server.json("/v1/search", q="you", kind=kind, limit=1000)["items"]
    assert {h["kind"] for h in found} <= {kind}
    assert len(found) == sum(h["kind"] == kind for h in whole)


def test_kinds(server):
    found = server.json("/v1/search", q="cuppernoon OR clock", kind="content,ad", limit=1000)
    assert {h["kind"] for h in found["items"]} == {"content", "ad"}


def test_an_ad_is_no_content(server):
    assert server.json("/v1/search", q="cuppernoon", kind="content", exact=1)["total"] == 0
    assert server.json("/v1/search", q="cuppernoon", kind="ad")["total"] > 0


def test_speaker(server):
    for route, slug in (("/v1/search", GUEST), ("/search", GUEST), ("/search", SPELLING),
                        ("/v1/search", SPELLING), ("/v1/search", "Marit Tolaksund")):
        hits = server.json(route, q="moon", speaker=slug, limit=1000)["items"]
        assert hits and all(h["speaker"]["id"] == GUEST for h in hits)
    for route in ("/v1/search", "/search"):
        problem = server.problem(route, 400, {"q": "moon", "speaker": "nobody"})
        assert problem["parameter"] == "speaker"


def test_behind_a_sponsor_s_ad_nobody_is_known_to_speak(server):
    heard = server.json("/v1/search", q='"old boathouse"', exact=1)["items"]
    assert [(h["kind"], h["speaker"]) for h in heard] == [("content", None)]
    assert not server.json("/v1/search", q='"old boathouse"', exact=1, speaker="cuppernoon")["items"]
    sold = server.json("/v1/search", q="loose leaf tea", exact=1, speaker="cuppernoon")["items"]
    assert sold and all(h["kind"] == "ad" for h in sold)
    found = server.json("/v1/search", q="boathouse", counts="speakers")
    assert "cuppernoon" not in [s["id"] for s in found["counts"]["speakers"]]


def test_speaker_of_several_episodes(library):
    found = library.json("/v1/search", q="string", speaker="tobias-renn")
    assert {h["episode"]["id"] for h in found["items"]} == {"kite", "kite-again"}
    as_spelled = library.json("/v1/search", q="string", speaker="tobias-ren")  # in one of them
    assert as_spelled["items"] == [h for h in found["items"] if h["episode"]["id"] == "kite-again"]


def test_a_speaker_whose_name_has_no_slug(library):
    assert places(library, "风筝", speaker="李明") == [("scripts", 3)]


def test_episode(library):
    assert {e for e, _ in places(library, "string")} == {"kite", "kite-again"}
    assert {e for e, _ in places(library, "string", episode="kite")} == {"kite"}
    own = library.json("/v1/episodes/kite/search", q="string")
    filtered = library.json("/v1/search", q="string", episode="kite")
    assert own["items"] == filtered["items"] and own["total"] == filtered["total"]


def test_an_episode_that_is_none(library):
    problem = library.problem("/v1/search", 400, {"q": "kite", "episode": "nobody"})
    assert problem["parameter"] == "episode"


def test_a_name_finds_every_spelling(server):
    whole = server.json("/v1/search", q="Tollaksund", limit=1000)
    texts = [server.json(h["url"])["paragraph"]["text"] for h in whole["items"]]
    assert any("Tolaksund" in t for t in texts)
    assert any("Marittollaksund" in t for t in texts)


def test_a_spelling_counts_within_its_episode(library):
    found = {e for e, _ in places(library, "Renn OR Ren")}
    assert found <= {"kite", "kite-again"}


def test_counts(library, server):
    found = library.json("/v1/search", q="string", counts="speakers,episodes")
    episodes = {e["id"]: e["count"] for e in found["counts"]["episodes"]}
    assert episodes == {"kite": 3, "kite-again": 1}
    assert sum(s["count"] for s in found["counts"]["speakers"]) == found["total"]
    assert "counts" not in library.json("/v1/search", q="string")
    only = server.json("/search", q="moon", counts="speakers")["counts"]
    assert set(only) == {"speakers"}
    numbers = [s["count"] for s in only["speakers"]]
    assert numbers == sorted(numbers, reverse=True)
    for speaker in only["speakers"]:
        assert speaker["count"] == server.json("/search", q="moon", speaker=speaker["id"])["total"]
        assert speaker["episode"] == ID


def test_title_comes_with_the_hit(library):
    (hit,) = library.json("/v1/search", q="conscience")["items"]
    assert hit["episode"] == {"id": "kite", "title": "Paper & String"}


def test_the_query_comes_back(library):
    assert library.json("/v1/search", q='"steady wind" -x')["query"]["text"] == '"steady wind" -x'


TRICKY = st.text(alphabet=st.sampled_from(
    '"*-() OR:^{}+~\\\'%_ANDNEAR/.,;\x01\u200b\u0301éß风ab'))


@given(q=st.text() | TRICKY)
@example(q='"')
@example(q='"a" "b')
@example(q="a OR")
@example(q="OR a OR OR b")
@example(q="a -")
@example(q="a*b* ** *a")
@example(q="text : moon")
@example(q="NEAR(a b, 3) AND NOT {x}")
@example(q="moon " * 2000)
@example(q="(" * 3000)
@example(q="a-b-c O'R \"-x\"")
@example(q="x" * 5000)
def test_any_text_is_a_query_or_refused(server, q):
    q = q.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")[:8000]
    answer = server.request("GET", "/v1/search?q=" + quote(q))
    if len(quote(q)) > 8000:
        assert answer.status in (200, 400, 414)
        return
    assert answer.status in (200, 400), q
    if answer.status == 400:
        assert answer.json()["parameter"] == "q"
    else:
        assert answer.json()["query"]["text"] == q
