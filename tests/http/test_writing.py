"""PUT and DELETE of an episode: what is taken, what is refused, what is told."""

import json
import stat

import pytest

from client import Client
from daemon import Daemon, run

TOKEN = "a-token-of-some-length"
MOST = 200_000  # bytes of an episode
BEARER = {"Authorization": f"Bearer {TOKEN}"}
TEXT = {"Content-Type": "text/plain; charset=utf-8"}
JSON = {"Content-Type": "application/json"}


def page(words="the tide clock", topic="Clocks"):
    return (f"Primary Topic\n{topic}\n\nEpisode Chapters\n1: One\nWhat it is.\n"
            f"Mira Okono: \"We spoke of {words}.\"\n\n"
            f"Transcript\nMira Okono\nWe spoke of {words}.\nJo Lind\nSo we did.\n").encode()


@pytest.fixture(scope="session")
def token_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("token") / "token"
    path.write_text(f"  {TOKEN}\n")
    path.chmod(0o600)
    return path


@pytest.fixture(scope="session")
def writable(serve, token_file):
    """A library that is empty at first, with two threads."""
    return serve("--token-file", token_file, "--max-bytes", MOST, "--threads", 2)


def put(client, name, body, status, headers=TEXT, query="", **more):
    """PUTs body as an episode, and expects status; its JSON."""
    answer = client.request("PUT", f"/v1/episodes/{name}{query}", {**BEARER, **headers, **more},
                            body)
    assert answer.status == status, f"{answer.status} {answer.text[:500]}"
    return answer.json()


def delete(client, name, status, **headers):
    answer = client.request("DELETE", f"/v1/episodes/{name}", {**BEARER, **headers})
    assert answer.status == status, f"{answer.status} {answer.text[:500]}"
    return answer


def etag(client, path):
    return client.get(f"/v1/episodes/{path}").headers["ETag"]


# ---- what is done ----


def test_a_page_is_loaded(writable):
    answer = writable.request("PUT", "/v1/episodes/loaded", {**BEARER, **TEXT}, page())
    assert answer.status == 201 and answer.headers["Location"] == "/v1/episodes/loaded"
    told = answer.json()
    assert told["outcome"] == "loaded" and told["warnings"] == []
    assert told["episode"] == writable.json("/v1/episodes/loaded")
    assert told["episode"]["trust"]["quotes"]["exact"] == 1
    assert writable.get("/v1/episodes/loaded/source").body == page()


def test_a_replacement_shows_at_once_everywhere(writable):
    for n in range(20):
        topic = f"Topic {n}"
        told = put(writable, "replaced", page(f"word{n}x", topic), 201 if n == 0 else 200)
        assert told["outcome"] == ("loaded" if n == 0 else "replaced")
        assert writable.json("/v1/episodes/replaced/summary")["primary_topic"] == topic
        assert writable.json("/v1/episodes/replaced") == told["episode"]
        listed = {e["id"]: e for e in writable.json("/v1/episodes")["items"]}
        assert listed["replaced"]["primary_topic"] == topic
        for word, hits in ((f"word{n}x", 1), (f"word{n - 1}x", 0)):
            assert writable.json("/v1/search", q=word, exact=1)["total"] == hits


def test_the_same_changes_nothing(writable):
    first = put(writable, "same", page(), 201)
    library = writable.json("/v1/episodes")["revision"]
    again = put(writable, "same", page(), 200)
    assert again["outcome"] == "unchanged"
    assert again["episode"] == first["episode"] and again["warnings"] == first["warnings"]
    assert writable.json("/v1/episodes")["revision"] == library


def test_the_sample_is_told_as_check_tells_it(writable, sample):
    told = put(writable, "the-tide-clock", sample.read_bytes(), 201)
    lines = run("check", sample).out.split("\nwarnings\n")[1].strip().splitlines()
    assert [f'{sample}:{w["line"]}:{w["column"]}: {w["message"]}' for w in told["warnings"]] == lines
    assert len(lines) >= 3
    again = put(writable, "the-tide-clock", sample.read_bytes(), 200)
    assert again["outcome"] == "unchanged" and again["warnings"] == told["warnings"]


def test_metadata_comes_as_parameters(writable):
    query = ("?title=Die+Uhr&show=Gezeiten&published=2024-05-31&link=https%3A%2F%2Fexample.org%2Fu"
             "&language=de")
    told = put(writable, "meta", page(), 201, query=query)["episode"]
    assert [told[k] for k in ("title", "show", "published", "link", "language")] == [
        "Die Uhr", "Gezeiten", "2024-05-31", "https://example.org/u", "de"]
    told = put(writable, "meta", page(), 200)
    assert told["outcome"] == "replaced" and told["episode"]["title"] is None


@pytest.mark.parametrize("query,what", [
    ("?title=", "title"), ("?language=+", "language"), ("?title=a&title=b", "title"),
    ("?id=x", "id"), ("?published=yesterday", "published"), ("?link=ftp%3A%2F%2Fx", "link"),
    ("?language=e+n", "language")])
def test_bad_parameters(writable, query, what):
    problem = put(writable, "bad-parameters", page(), 400, query=query)
    assert problem.get("parameter") == what
    writable.get("/v1/episodes/bad-parameters", status=404)


@pytest.mark.parametrize("name", ["No-Slug", "a%20b", "%C3%A9", "-", "a" * 101])
def test_bad_ids(writable, name):
    put(writable, name, page(), 400)


def test_a_document_comes_back(writable, sample):
    put(writable, "origin", sample.read_bytes(), 201, query="?title=On+clocks")
    document = writable.get("/v1/episodes/origin/document").body
    told = put(writable, "origin-2", document, 201, headers=JSON)
    assert told["episode"]["title"] == "On clocks"
    copy = writable.json("/v1/episodes/origin-2/document")
    assert {**copy, "id": "origin"} == json.loads(document)


def test_without_a_type_the_bytes_tell(writable):
    put(writable, "untold", page(), 201, headers={})
    document = writable.get("/v1/episodes/untold/document").body
    put(writable, "untold-2", b"\xef\xbb\xbf \n" + document, 201, headers={})
    put(writable, "untold", b"{", 400, headers={})


def test_a_delete_removes(writable):
    put(writable, "gone", page("a sundial"), 201)
    assert writable.json("/v1/search", q="sundial", exact=1)["total"] == 1
    answer = delete(writable, "gone", 204)
    assert answer.body == b"" and "Content-Type" not in answer.headers
    writable.get("/v1/episodes/gone", status=404)
    assert writable.json("/v1/search", q="sundial", exact=1)["total"] == 0
    assert "gone" not in [e["id"] for e in writable.pages("/v1/episodes")]
    delete(writable, "gone", 404)
    delete(writable, "gone?colour=green", 400)
    put(writable, "gone", page("a sundial"), 201)


def test_corrections_outlive_their_episode(writable):
    put(writable, "corrected", page(), 201)
    db = writable.daemon.db
    assert run("correct", "--db", db, "corrected", "--role", "Jo Lind", "clip").status == 0
    delete(writable, "corrected", 204)
    put(writable, "corrected", page(), 201)
    role = writable.json("/v1/episodes/corrected/speakers/jo-lind")["role"]
    assert role == "clip"


# ---- who may ----


@pytest.mark.parametrize("shown", [None, "", "Bearer", "Bearer x", f"Basic {TOKEN}", TOKEN,
                                   f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}"])
def test_without_the_token(writable, shown):
    headers = {} if shown is None else {"Authorization": shown}
    for method, body in (("PUT", page()), ("DELETE", None)):
        answer = writable.request(method, "/v1/episodes/secret", {**TEXT, **headers}, body)
        assert answer.status == 401
        told = 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
        assert told == (shown or "").startswith("Bearer ")
        assert TOKEN not in answer.text
    writable.get("/v1/episodes/secret", status=404)


def test_a_server_without_a_token_takes_no_writes(server):
    before = server.get("/v1/episodes/the-tide-clock").body
    for headers in ({}, BEARER):
        for method, body in (("PUT", page()), ("DELETE", None)):
            answer = server.request(method, "/v1/episodes/the-tide-clock", {**TEXT, **headers},
                                    body)
            assert answer.status == 403 and "--token-file" in answer.json()["detail"]
    assert server.get("/v1/episodes/the-tide-clock").body == before


@pytest.mark.parametrize("content,why", [
    ("", "at least 16"), (" \n", "at least 16"), ("short", "at least 16"),
    ("two words of enough length", "one word"), ("naïve-and-long-enough", "one word"),
    ("x" * 2000, "limit"), (None, "No such file")])
def test_token_files_that_are_refused(tmp_path, content, why):
    path = tmp_path / "token"
    if content is not None:
        path.write_text(content)
    done = run("serve", "--db", tmp_path / "x.db", "--listen", "127.0.0.1:0", "--token-file", path)
    assert done.status != 0 and str(path) in done.err and why in done.err, done.err
    assert not content.strip() or content.strip() not in done.err if content else True


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
def test_a_token_that_all_can_read_is_worth_a_warning(tmp_path, mode):
    path = tmp_path / "token"
    path.write_text(TOKEN)
    path.chmod(mode)
    daemon = Daemon(tmp_path / "serve", "--token-file", path)
    daemon.stop()
    said = daemon.errors.read_text()
    assert ("can read the token" in said) == bool(mode & stat.S_IROTH)
    assert TOKEN not in said


# ---- what is refused, and leaves what was there ----


@pytest.mark.parametrize("body,place", [
    (b"", (1, 1)), (b"hello\n", (1, 1)), (b"Transcript\nJo\nNo\xff\n", (3, 3)),
    (b"Transcript\nJo\n\xc3\xa9\xc3\xa9\0\n", (3, 3)), (b"Primary Topic\nx\n", (2, 1))])
def test_bad_pages(writable, body, place):
    put(writable, "kept", page(), 201 if writable.request(
        "GET", "/v1/episodes/kept").status == 404 else 200)
    before = writable.get("/v1/episodes/kept/document").body
    problem = put(writable, "kept", body, 400)
    assert problem["type"] == "urn:episoded:problem:invalid-input"
    assert (problem["line"], problem["column"]) == place, problem
    assert writable.get("/v1/episodes/kept/document").body == before


@pytest.mark.parametrize("body", [b"", b"{", b"{}", b"[]", b'{"format": "episoded/episode"}',
                                  page()])
def test_bad_documents(writable, body):
    problem = put(writable, "no-document", body, 400, headers=JSON)
    assert problem["type"] == "urn:episoded:problem:invalid-input"
    writable.get("/v1/episodes/no-document", status=404)


def test_a_document_is_no_page(writable):
    problem = put(writable, "no-page", b'{"format": "episoded/episode"}', 400)
    assert "application/json" in problem["detail"]


@pytest.mark.parametrize("headers", [
    {"Content-Type": "text/html"}, {"Content-Type": "text/plain; charset=latin1"},
    {"Content-Type": "application/x-www-form-urlencoded"}, {"Content-Type": ""},
    {**TEXT, "Content-Encoding": "gzip"}])
def test_types_that_are_not_taken(writable, headers):
    answer = writable.request("PUT", "/v1/episodes/untaken", {**BEARER, **headers}, page())
    assert answer.status == 415
    writable.get("/v1/episodes/untaken", status=404)


def test_a_part_is_no_episode(writable):
    put(writable, "part", page(), 400, **{"Content-Range": "bytes 0-9/100"})
    writable.get("/v1/episodes/part", status=404)


def padded(size):
    return page() + b"x" * (size - len(page()) - 1) + b"\n"


def test_the_size_limit(writable):
    put(writable, "large", padded(MOST), 201)
    before = writable.get("/v1/episodes/large").body
    problem = put(writable, "large", padded(MOST + 1), 413)
    assert str(MOST) in problem["detail"]
    assert writable.request("DELETE", "/v1/episodes/large", BEARER, b"x" * (MOST + 1)).status == 413
    assert writable.get("/v1/episodes/large").body == before
    put(writable, "large", page(), 200)  # on the same connection


# ---- conditions ----


def test_if_match_takes_any_tag_of_the_episode(writable):
    put(writable, "matched", page(), 201)
    tags = [etag(writable, f"matched{path}") for path in (
        "", "?pretty", "/summary", "/transcript.txt", "/document", "/paragraphs/1")]
    assert len(set(tags)) == len(tags)
    for n, tag in enumerate(tags):
        put(writable, "matched", page(f"number {n}"), 200, **{"If-Match": f'"other", {tag}'})
        put(writable, "matched", page("a loser"), 412, **{"If-Match": tag})
        put(writable, "matched", page(), 200, **{"If-Match": "*"})
    assert writable.json("/v1/search", q="loser", exact=1)["total"] == 0


def test_if_match_needs_an_episode(writable):
    problem = put(writable, "matched-not", page(), 412, **{"If-Match": "*"})
    assert "there is no episode 'matched-not'" in problem["detail"]
    put(writable, "matched-not", page(), 412, **{"If-Match": '"6a09e667f3bcc908"'})
    delete(writable, "matched-not", 412, **{"If-Match": "*"})
    writable.get("/v1/episodes/matched-not", status=404)


def test_a_weak_tag_matches_nothing(writable):
    put(writable, "weak", page(), 201)
    put(writable, "weak", page("x"), 412, **{"If-Match": "W/" + etag(writable, "weak")})


def test_a_correction_changes_the_tag(writable):
    put(writable, "tagged", page(), 201)
    tag = etag(writable, "tagged")
    db = writable.daemon.db
    assert run("correct", "--db", db, "tagged", "--role", "Jo Lind", "clip").status == 0
    delete(writable, "tagged", 412, **{"If-Match": tag})
    put(writable, "tagged", page("x"), 412, **{"If-Match": tag})


def test_create_only(writable):
    put(writable, "created", page(), 201, **{"If-None-Match": "*"})
    problem = put(writable, "created", page("x"), 412, **{"If-None-Match": "*"})
    assert "already" in problem["detail"]
    put(writable, "created", page("x"), 412, **{"If-None-Match": etag(writable, "created")})
    put(writable, "created", page("x"), 200, **{"If-None-Match": '"other"'})


def test_a_delete_may_have_a_condition(writable):
    put(writable, "removed", page(), 201)
    tag = etag(writable, "removed")
    put(writable, "removed", page("x"), 200)
    delete(writable, "removed", 412, **{"If-Match": tag})
    delete(writable, "removed", 204, **{"If-Match": etag(writable, "removed")})


def test_nobody_else_sees_the_token_in_the_index(writable):
    assert TOKEN not in writable.get("/").text + writable.get("/v1/openapi.yaml").text


def test_what_was_put_is_there_after_a_restart(tmp_path, token_file):
    daemon = Daemon(tmp_path, "--token-file", token_file)
    put(Client(daemon), "stays", page(), 201)
    daemon.stop()
    assert "stays" in run("export", "--db", daemon.db, "stays").out
