"""What holds for every route alike, driven by openapi.yaml."""

import pytest

import contract
from routes import GUEST, ID, SHORT, TEMPLATES, having, params, path

READER = "/read/{id}"  # has a test_pages.py of its own
EVERY = pytest.mark.parametrize("template", TEMPLATES)


@EVERY
def test_get(server, template):
    server.get(path(template), params(template))


@EVERY
def test_head_has_the_headers_of_get(server, template):
    target = path(template) + ("?q=clock" if "q" in params(template) else "")
    get, head = server.request("GET", target), server.request("HEAD", target)
    assert head.status == get.status == 200
    changing = {"Date", "Content-Length"} if template == "/metrics" else {"Date"}
    lasting = [{k: v for k, v in a.headers.items() if k not in changing} for a in (get, head)]
    assert lasting[0] == lasting[1]
    assert get.headers.keys() == head.headers.keys()
    assert int(get.headers["Content-Length"]) == len(get.body)


@EVERY
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "BREW"])
def test_other_methods(server, template, method):
    there = contract.methods(template)
    if method.lower() in there:
        pytest.skip("a method of its own")
    answer = server.request(method, path(template))
    assert answer.status == 405
    assert answer.headers["Allow"] == ", ".join(["GET", "HEAD", *map(str.upper, there[1:]), "OPTIONS"])
    assert answer.json()["type"].endswith(":method-not-allowed")


@pytest.mark.parametrize("template", [t for t in TEMPLATES if t != READER])
def test_unknown_parameter(server, template):
    problem = server.problem(path(template), 400, params(template, colour="green"))
    assert problem["parameter"] == "colour"
    known = [p["name"] for p in contract.parameters(template) if p["in"] == "query"]
    assert sorted(problem["accepts"].replace(",", " ").split()) == sorted(known)


@EVERY
def test_doubled_parameter(server, template):
    for parameter in contract.parameters(template):
        if parameter["in"] == "query":
            name = parameter["name"]
            problem = server.problem(path(template), 400, [(name, "1"), (name, "1")])
            assert problem["parameter"] == name and problem["accepts"]


def wrong_values(schema):
    schema = contract.resolved(schema)
    if schema["type"] == "integer":
        too_small = str(schema["minimum"] - 1)
        too_large = [str(schema["maximum"] + 1)] if "maximum" in schema else []
        return [too_small, "", "x", "1x", " 1", "1.0", "+1", "9" * 40, *too_large]
    if schema["type"] == "array":
        return ["", "nonsense", "content,", ",", "content,nonsense", "CONTENT"]
    return ["nonsense"] if "enum" in schema else []


@EVERY
def test_wrong_values(server, template):
    for parameter in contract.parameters(template):
        if parameter["in"] != "query":
            continue
        for value in wrong_values(parameter["schema"]):
            asked = params(template, **{parameter["name"]: value})
            problem = server.problem(path(template), 400, asked)
            assert problem["parameter"] == parameter["name"]
            assert problem["accepts"]


@pytest.mark.parametrize("template", having(304))
def test_not_modified(server, template):
    asked = params(template)
    etag = server.get(path(template), asked).headers["ETag"]
    for match in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        answer = server.get(path(template), asked, 304, headers={"If-None-Match": match})
        assert answer.headers["ETag"] == etag
    server.get(path(template), asked, 200, headers={"If-None-Match": '"other"'})


@pytest.mark.parametrize("template", [t for t in having("id") if t != READER])
@pytest.mark.parametrize("unknown", ["no-such-episode", "The-Tide-Clock", "%27%3B--", "%C3%A9",
                                     "."])
def test_unknown_episode(server, template, unknown):
    problem = server.problem(path(template, id=unknown), 404, params(template))
    assert problem["type"].endswith(":not-found")


@pytest.mark.parametrize("template", having("n"))
@pytest.mark.parametrize("n", ["0", "01", "-1", "1.0", "x", "99999", "18446744073709551617"])
def test_unknown_number(server, template, n):
    server.problem(path(template, n=n), 404)


@pytest.mark.parametrize("template", having("sid"))
@pytest.mark.parametrize("sid", ["nobody", "%2F", "%27"])
def test_unknown_speaker(server, template, sid):
    server.problem(path(template, sid=sid), 404)


@pytest.mark.parametrize("wrong", [
    "/v2", "/v1/", "/v1/episode", "/v1/episodes/", f"/v1/episodes/{ID}/", f"/v1/episodes/{ID}/x",
    f"/v1/episodes/{ID}/chapters/1/2", f"/v1/episodes/{ID}/transcript.pdf", "//", "/v1//episodes",
    "/summary/", "/document", "/source", "/metrics/", "/favicon.ico", "/..", "/%00x",
    "/" + "a/" * 40, "/" + "a" * 3000])
def test_no_such_address(server, wrong):
    answer = server.request("GET", wrong)
    assert answer.status == (400 if "%00" in wrong else 404)
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("target", ["/v1/episodes?q=%", "/v1/episodes?q=%4", "/v1/episodes?q=%zz",
                                    "/v1/episodes?q=%ff", "/v1/episodes?q=%00", "/v1/episodes?%ff",
                                    "/v1/episodes/%ff", "/v1/episodes/%c3%28",
                                    "/v1/episodes?q=%ed%a0%80", "/v1/episodes?q=%c0%af"])
def test_broken_escapes(server, target):
    assert server.request("GET", target).status == 400


def test_escapes_are_understood(server):
    plain = server.get(f"/v1/episodes/{ID}/summary")
    for same in (f"/v1/episodes/%74he-tide-clock/summary", f"/v1/episodes/{ID}/summar%79"):
        answer = server.get(same)
        assert answer.body == plain.body
    one = server.get("/v1/search?q=tide%20clock").body
    assert one == server.get("/v1/search?q=tide+clock").body
    assert one == server.get("/v1/search?%71=tide+clock").body
    # An escaped slash is no separator.
    server.problem(f"/v1/episodes/{ID}%2Fsummary", 404)


def test_empty_pairs_are_nothing(server):
    assert server.get("/v1/episodes?").body == server.get("/v1/episodes?&&").body


@pytest.mark.parametrize("value,indented", [("", True), ("1", True), ("true", True), ("0", False)])
def test_pretty(server, value, indented):
    plain = server.get(f"/v1/episodes/{ID}")
    pretty = server.get(f"/v1/episodes/{ID}", {"pretty": value})
    assert pretty.json() == plain.json()
    assert (b"\n  " in pretty.body) == indented and b"\n" not in plain.body.rstrip(b"\n")


@pytest.mark.parametrize("template", SHORT)
def test_short_routes_answer_for_the_default(server, template):
    short = server.get(path(template), params(template))
    where = short.headers["Content-Location"]
    assert where.startswith(f"/v1/episodes/{ID}/")
    long = server.get(where)
    if "json" in short.headers["Content-Type"]:
        assert short.json() == long.json()
        assert b"\n  " in short.body
    else:
        assert short.body == long.body


@pytest.mark.parametrize("template", SHORT)
def test_short_routes_without_a_default_list_what_there_is(library, template):
    problem = library.problem(path(template), 404, params(template))
    assert problem["type"].endswith(":no-default-episode")
    assert f"/v1/episodes/kite{path(template)}" in problem["episodes"]
    if template == "/summary":
        for url in problem["episodes"]:
            library.get(url)


@pytest.mark.parametrize("template", SHORT)
def test_short_routes_of_an_empty_library(empty, template):
    assert empty.problem(path(template), 404, params(template))["episodes"] == []


def test_default_by_option(serve, tmp_path_factory, sample):
    folder = tmp_path_factory.mktemp("default")
    (folder / "other.txt").write_text("Transcript\nCorin Ash\nNothing to add.\n")
    client = serve("--default", "other", sample, folder / "other.txt")
    assert client.json("/turns")["total"] == 1
    assert client.json("/")["default_episode"] == "/v1/episodes/other"
    client.get(f"/v1/episodes/{ID}/speakers/{GUEST}")


@pytest.mark.parametrize("text", ['"', "\\", "a\\\"b", "\x01\x1f\x7f", "\b\f\n\r\t", "/", "\u2028",
                                  "é, 𝄞, ‏ש"])
@pytest.mark.parametrize("pretty", ["0", "1"])
def test_any_text_is_told(server, text, pretty):
    asked = f"moon {text}."
    answer = server.get("/v1/search", {"q": asked, "pretty": pretty})
    assert answer.status == 200 and answer.json()["query"]["text"] == asked
