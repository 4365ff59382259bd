"""POST /v1/verify: was this sentence said?"""

import itertools
import json
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

import library_pages
from client import Client
from routes import GUEST, ID, SPELLING
from test_raw import Wire

PATH = "/v1/verify"
JSON = {"Content-Type": "application/json"}
ANYWHERE = pytest.mark.parametrize("where", [{}, {"episode": ID}], ids=["library", "episode"])


def ask(server, text, **more):
    return server.post(PATH, {"text": text, **more})


def refused(server, body, status=400, headers=None):
    """The problem document that raw bytes get."""
    answer = server.request("POST", PATH, JSON if headers is None else headers, body)
    assert answer.status == status, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.json()


@ANYWHERE
@pytest.mark.parametrize("text, verdict, paragraphs", [
    ("When we both look up at the tower, and it says ten past, we are late together.", "exact", 1),
    ("WHEN WE BOTH LOOK UP AT THE TOWER AND IT SAYS TEN PAST WE ARE LATE TOGETHER", "exact", 1),
    # from one paragraph into the next, and into another's turn
    ("The wheel with 59 teeth was gone. In 1940 somebody had taken it out", "exact", 2),
    ("put it somewhere safe. Those are the most dangerous two words in our trade", "near", 1),
    ("In autumn you stop the pendulum for one hour and start it again.", "condensed", 1),
    ("The mayor of Trondheim sold eleven helicopters to a circus.", "not_found", 0),
    ("?!", "not_found", 0),
    # of an advertisement
    ("Tussock knits its socks from wool that grew within sight of the mill", "not_found", 0),
])
def test_verdicts(server, where, text, verdict, paragraphs):
    answer = ask(server, text, **where)
    assert (answer["verdict"], len(answer["places"])) == (verdict, paragraphs), answer
    assert answer["text"] == text
    assert answer["attributed_to"] is None and answer["attribution"] == "unknown"
    assert answer["episode"] == (ID if where or paragraphs else None)
    assert (answer["similarity"] == 1) == (verdict == "exact")
    for place in answer["places"]:
        paragraph = server.json(place["url"])["paragraph"]
        assert place["episode"] == ID
        assert paragraph["text"][place["start"]:place["end"]] == place["text"]
        assert paragraph["speaker"] == place["speaker"]


@ANYWHERE
def test_quotes_of_the_page_get_what_they_have(server, where):
    quotes = server.json("/v1/episodes/%s/quotes" % ID)["items"]
    assert len(quotes) >= 5
    for quote in quotes:
        name = quote["attributed_to"] and quote["attributed_to"]["name"]
        answer = ask(server, quote["text"], attributed_to=name, **where)
        for place in answer["places"]:
            assert place.pop("episode") == ID
        same = {k: v for k, v in answer.items() if k in quote}
        expected = {k: quote[k] for k in same}
        if answer["episode"] is None:
            assert quote["verdict"] == "not_found"
            expected["attributed_to"] = name and {"id": None, "name": name}
        assert same == expected and len(same) == 7


@pytest.mark.parametrize("name, attribution, speaker", [
    (None, "unknown", None), ("Marit Tollaksund", "same", GUEST), (SPELLING, "same", GUEST),
    ("Marit", "same", GUEST), ("Gideon Strake", "differs", "gideon-strake"),
    ("Somebody Unheard", "differs", None), ("!", "differs", None)])
def test_attribution(server, name, attribution, speaker):
    answer = ask(server, "When we both look at our phones, we are two people.", attributed_to=name)
    assert answer["verdict"] == "exact" and answer["attribution"] == attribution
    told = answer["attributed_to"]
    assert told is None if name is None else told["id"] == speaker
    if name and not speaker:
        assert told["name"] == name


@pytest.mark.parametrize("text, episode", [
    ("A kite needs a steady wind, never a strong one.", "kite"),
    ("a lantern kite is only a kite with a candle in it", "kite-again"),
    ("春天的风筝很高", "scripts"), ("我很喜欢春天的风筝，很高", "scripts"), ("Pebble 4 is grey.", "pebble-4"),
    ("the sign of the strasse says if a b c d then turn left", "scripts"),
    ("is grey", "pebble-1"),  # all alike: the first by id
    ("A giraffe paid the electricity bill.", None)])
def test_library(library, text, episode):
    answer = ask(library, text)
    assert answer["episode"] == episode
    assert (answer["verdict"] == "not_found") == (episode is None)
    if episode:
        assert answer == ask(library, text, episode=episode)


def test_a_sponsor_s_label_over_talk_is_nobody_s(server):
    text = "This week we are standing on a key, in the rain"
    found = ask(server, text, attributed_to="Nuala Farthing")
    assert found["verdict"] == "exact" and found["attribution"] == "unknown"
    assert [p["speaker"] for p in found["places"]] == [None]


def test_among_equal_ones_the_speaker_decides(serve, tmp_path):
    for name, speaker in ("alpha", "Orla Finch"), ("beta", "Corin Ash"), ("gamma", "Orla Finch"):
        (tmp_path / f"{name}.txt").write_text(
            f"Transcript\n{speaker}\nEvery pebble was a mountain once.\n")
    client = serve(tmp_path)
    text = "Every pebble was a mountain once."
    assert ask(client, text)["episode"] == "alpha"
    assert ask(client, text, attributed_to="Corin Ash")["episode"] == "beta"
    assert ask(client, text, attributed_to="Tobias Renn")["episode"] == "alpha"


def test_words_that_are_everywhere(serve, tmp_path):
    """More passages have each word than are read for it."""
    for number in range(3):
        lines = [f"It is what it is and so it goes {i}." for i in range(400)]
        if number == 1:
            lines.append("What goes is it, and it is so.")
        (tmp_path / f"all-{number}.txt").write_text(
            "Transcript\nOrla Finch\n" + "\n".join(lines) + "\n")
    client = serve(tmp_path)
    assert ask(client, "What goes is it, and it is so.")["episode"] == "all-1"
    assert ask(client, "it is what it is")["verdict"] == "exact"
    assert ask(client, "it")["verdict"] == "exact"


def test_a_wrong_word_does_not_lead_away(serve, tmp_path):
    """Though it is the rarest of the sentence, and many others have the rest in some order."""
    for i in range(12):
        (tmp_path / f"kiln-{i}.txt").write_text(
            "Transcript\nOrla Finch\nA kiln wanted it, the town had that way, so all done they of in.\n")
    (tmp_path / "town.txt").write_text(
        "Transcript\nOrla Finch\nSo they had all of it done in the way that the town wanted.\n")
    client = serve(tmp_path)
    for text in ("So they had all of it done in the kiln that the town wanted.",
                 "So they had all of it done in the way that town wanted.",
                 "Kiln they had all of it done in the way that the kiln wanted."):
        answer = ask(client, text)
        assert (answer["episode"], answer["verdict"]) == ("town", "near"), answer
        assert answer == ask(client, text, episode="town")


def test_what_anybody_may_have_said_is_condensed_of_a_named_episode_only(serve, tmp_path):
    for i in range(20):
        (tmp_path / f"town-{i}.txt").write_text(
            "Transcript\nOrla Finch\nThe town had it that way, so all of them wanted it done.\n")
    (tmp_path / "pebble.txt").write_text(
        "Transcript\nOrla Finch\nEvery pebble, said the lantern maker, was a mountain once.\n")
    client = serve(tmp_path)
    anybody, somebody = "The town had it that bad, a flood", "Every lantern maker was a pebble"
    assert ask(client, anybody, episode="town-3")["verdict"] == "condensed"
    answer = ask(client, anybody)
    assert (answer["verdict"], answer["episode"], answer["places"], answer["diff"]) == (
        "not_found", None, [], [])
    answer = ask(client, somebody)
    assert (answer["verdict"], answer["episode"]) == ("condensed", "pebble")
    assert answer == ask(client, somebody, episode="pebble")


def test_empty_library(empty):
    answer = ask(empty, "Nobody has said anything.", attributed_to="Orla Finch")
    assert (answer["episode"], answer["verdict"]) == (None, "not_found")
    assert answer["attributed_to"] == {"id": None, "name": "Orla Finch"}


def test_null_is_not_given(server):
    plain = ask(server, "we are late together")
    assert ask(server, "we are late together", episode=None, attributed_to=None) == plain


@pytest.mark.parametrize("body, line, column", [
    (b"", 1, 1), (b"{", 1, 1), (b'{"text": "a",}', 1, 14), (b'{"text":\n "a" "b"}', 2, 8),
    (b"[]", 1, 1), (b'"text"', 1, None), (b"null", 1, None), (b"{'text': 'a'}", 1, 2),
    (b'{"text": "a"} x', 1, 15), (b'{"text": "\xff"}', 1, None), (b'{"text": "a\\u0000"}', 1, None),
    (b'{"text": "a", "text": "b"}', 1, None), (b'{"text": "\\ud800"}', 1, None),
    (b'{"text": ' * 3000, 1, None), (b"\0", 1, None)])
def test_no_json_object(server, body, line, column):
    problem = refused(server, body)
    assert problem["type"].endswith(":invalid-body") and "parameter" not in problem
    assert problem["line"] == line
    assert column is None or problem["column"] == column


LONG = "word " * 400 + "x"


@pytest.mark.parametrize("member, value", [
    (None, {}), ("text", ""), ("text", " \n\t"), ("text", 5), ("text", None), ("text", ["a"]),
    ("text", LONG), ("text", "é" * 2001), ("episode", 5), ("episode", ""), ("episode", "nobody"),
    ("episode", "The-Tide-Clock"), ("episode", "a" * 101), ("episode", {}), ("attributed_to", []),
    ("attributed_to", " "), ("attributed_to", "n" * 201), ("attributed_to", True)])
def test_members_that_are_refused(server, member, value):
    sent = {"text": "a", member: value} if member else value
    problem = refused(server, json.dumps(sent))
    assert problem["type"].endswith(":invalid-parameter")
    assert problem["parameter"] == (member or "text") and problem["accepts"]


@pytest.mark.parametrize("name", ["Text", "colour", "", "a\nb", "é" * 500])
def test_unknown_member(server, name):
    problem = refused(server, json.dumps({"text": "a", name: "b"}))
    assert problem["accepts"] == "text, episode, attributed_to"
    assert name.startswith(problem["parameter"])


def test_longest_text(server):
    assert ask(server, "é" * 2000)["verdict"] == "not_found"
    assert ask(server, LONG[:2000])["verdict"] == "not_found"


@pytest.mark.parametrize("content_type, status", [
    ("application/json", 200), ("Application/JSON", 200), ("application/json; charset=utf-8", 200),
    ("application/json ;x", 200), (None, 415), ("", 415), ("text/plain", 415),
    ("application/x-www-form-urlencoded", 415), ("application/jsonx", 415),
    ("application/problem+json", 415)])
def test_content_type(server, content_type, status):
    headers = {} if content_type is None else {"Content-Type": content_type}
    answer = server.request("POST", PATH, headers, b'{"text": "late together"}')
    assert answer.status == status


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "post"])
def test_other_methods(server, method):
    answer = server.request(method, PATH)
    assert answer.status == 405 and answer.headers["Allow"] == "POST, OPTIONS"


def test_parameters(server):
    indented = server.request("POST", PATH + "?pretty", JSON, b'{"text": "late together"}')
    assert b'\n  "text"' in indented.body
    answer = server.request("POST", PATH + "?episode=x", JSON, b'{"text": "late together"}')
    assert answer.status == 400 and answer.json()["parameter"] == "episode"
    assert server.request("POST", PATH + "/x", JSON, b'{"text": "a"}').status == 404


def test_is_never_kept(server):
    answer = server.request("POST", PATH, {**JSON, "If-None-Match": "*"}, b'{"text": "late"}')
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store" and "ETag" not in answer.headers


WORDS = st.sampled_from("the clock moon kite pebble is grey 59 teeth never string 风筝 . , ' \"".split())
TEXTS = st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=80).map(" ".join))


@given(TEXTS, st.none() | st.text(max_size=40), st.none() | st.sampled_from(library_pages.IDS))
def test_any_text(library, text, name, episode):
    body = json.dumps({"text": text, "attributed_to": name, "episode": episode})
    answer = library.request("POST", PATH, JSON, body)
    assert answer.status in (200, 400)
    if answer.status == 400:
        assert answer.json()["type"].endswith((":invalid-parameter", ":invalid-body"))


@given(st.binary(max_size=300))
def test_any_bytes(server, body):
    assert server.request("POST", PATH, JSON, body).status == 400


def test_a_nul_is_refused_in_our_words(server):
    problem = server.request("POST", PATH, JSON, b'{"text":\n "a\\u0000b"}').json()
    assert problem["detail"] == "\\u0000, a NUL, can't be in a text"
    assert problem["line"] == 2


@pytest.mark.parametrize("name", ["If-Match", "If-None-Match"])
def test_there_is_nothing_that_a_condition_could_be_about(server, name):
    assert server.request("POST", PATH, {**JSON, name: '"x"'}, SENT).status == 200


def test_an_answer_that_is_not_accepted(server):
    assert server.request("POST", PATH, {**JSON, "Accept": "text/html"}, SENT).status == 406


# ---- over the wire ----

SENT = b'{"text": "When we both look at our phones, we are two people."}'


@pytest.fixture
def wire(server):
    wire = Wire(server.daemon)
    yield wire
    wire.close()


def head(*fields):
    lines = [f"POST {PATH} HTTP/1.1", "Host: localhost", "Content-Type: application/json", *fields, "", ""]
    return "\r\n".join(lines).encode("ascii")


def chunked(body, size):
    chunks = [body[i:i + size] for i in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(c), c) for c in chunks) + b"0\r\n\r\n"


def whole(body):
    return head(f"Content-Length: {len(body)}") + body


def verdict(answer):
    assert answer[0] == 200, answer
    return json.loads(answer[2])["verdict"]


def test_connection_is_kept(wire):
    for _ in range(5):
        wire.send(whole(SENT))
        assert verdict(wire.answer()) == "exact"
        wire.send(whole(b"{"))
        assert wire.answer()[0] == 400
        assert wire.ask("/summary")[0] == 200


def test_pipelined(wire):
    wire.send(whole(SENT) * 3 + head("Transfer-Encoding: chunked") + chunked(SENT, 7) + whole(SENT))
    assert [verdict(wire.answer()) for _ in range(5)] == ["exact"] * 5


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_chunked(wire, size):
    wire.send(head("Transfer-Encoding: chunked") + chunked(SENT, size))
    assert verdict(wire.answer()) == "exact"


def test_slow_body_holds_nobody_up(server):
    slow = [Wire(server.daemon) for _ in range(10)]
    for wire in slow:
        wire.send(head(f"Content-Length: {len(SENT)}") + SENT[:10])
    assert ask(server, "we are late together")["verdict"] == "exact"
    for byte in SENT[10:]:
        for wire in slow:
            wire.send(bytes([byte]))
    for wire in slow:
        assert verdict(wire.answer()) == "exact"
        wire.close()


@pytest.mark.parametrize("start", [
    head(f"Content-Length: {len(SENT) + 1}") + SENT,
    head("Transfer-Encoding: chunked") + chunked(SENT, 9)[:-5],
    head("Transfer-Encoding: chunked") + b"ffff\r\n" + SENT])
def test_body_cut_off_is_not_answered(server, wire, start):
    wire.send(start)
    wire.socket.shutdown(1)
    wire.socket.settimeout(0.3)
    try:
        assert wire.file.read(1) == b""
    except TimeoutError:
        pass  # libmicrohttpd may miss an end that comes with the last bytes, until the idle limit
    assert ask(server, "we are late together")["verdict"] == "exact"


def test_bytes_behind_the_body_are_the_next_request(wire):
    wire.send(head(f"Content-Length: {len(SENT)}") + SENT + b"GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert verdict(wire.answer()) == "exact"
    assert wire.answer()[0] == 404


def test_expect_continue(wire):
    wire.send(head(f"Content-Length: {len(SENT)}", "Expect: 100-continue"))
    assert wire.file.readline() == b"HTTP/1.1 100 Continue\r\n"
    assert wire.file.readline() == b"\r\n"
    wire.send(SENT)
    assert verdict(wire.answer()) == "exact"


def test_expect_continue_of_too_much_is_refused_before_it_comes(wire):
    wire.send(head("Content-Length: 65537", "Expect: 100-continue"))
    status, headers, body = wire.answer()
    assert status == 413 and headers["content-type"] == "application/problem+json"
    assert json.loads(body)["type"].endswith(":too-large")
    assert wire.at_end()


@pytest.mark.parametrize("length, status", [(65536, 400), (65537, 413)])
def test_largest_body(server, wire, length, status):
    body = json.dumps({"text": "x" * (length - len('{"text": ""}'))}).encode("ascii")
    assert len(body) == length
    assert server.request("POST", PATH, JSON, body).status == status
    wire.send(head("Transfer-Encoding: chunked") + chunked(body, 5000))
    assert wire.answer()[0] == status
    assert wire.ask("/summary")[0] == 200


def test_body_without_end_is_not_read(server, wire):
    """Nor is it kept."""
    wire.send(head("Transfer-Encoding: chunked"))
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    with pytest.raises((BrokenPipeError, ConnectionResetError)):
        for _ in range(2000):
            wire.send(chunk)
    assert ask(server, "we are late together")["verdict"] == "exact"


@pytest.mark.parametrize("fields", [
    ["Content-Length: 99999999999999999999999"], ["Content-Length: -1"], ["Content-Length: x"]])
def test_unreadable_length(server, wire, fields):
    wire.send(head(*fields) + SENT)
    assert wire.answer()[0] in (400, 413)
    assert ask(server, "we are late together")["verdict"] == "exact"


@pytest.mark.parametrize("target", ["/summary", "/v1/nothing"])
def test_body_that_is_not_wanted(wire, target):
    wire.send(whole(SENT).replace(PATH.encode(), target.encode()))
    assert wire.answer()[0] in (404, 405)
    assert wire.at_end()


def test_many_at_once(server):
    """From several connections, each its own answer."""
    texts = ["we are late together", "No oil.", "nobody ever said such words", "It was a Sunday"]
    expected = {t: ask(server, t) for t in texts}
    wrong = []

    def run(order):
        client = Client(server.daemon)
        for text in order:
            answer = client.send("POST", PATH, JSON, json.dumps({"text": text}).encode())
            if answer.json() != expected[text]:
                wrong.append(text)

    threads = [threading.Thread(target=run, args=[list(order) * 3])
               for order in itertools.islice(itertools.permutations(texts), 0, 24, 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
