"""Search for what a transcript has written down as it was said."""

import pytest

PAGE = """\
Episode Chapters
1: Twenty fourteen in review
What the ice left.
Transcript
Ada Thrush
The harbour froze in nineteen sixty-eight, at the end of the nineteen sixties.
It did in 2009, too, and two thousand nine is not long ago.
The twenty first keeper watched the n f c final, on an old t v.
Nine of sixty eight lamps are nineteen feet high.
There was no ice in 2014.
"""


@pytest.fixture(scope="module")
def said(serve, tmp_path_factory):
    folder = tmp_path_factory.mktemp("said")
    (folder / "frost.txt").write_text(PAGE, "utf-8")
    return serve(folder)


@pytest.mark.parametrize("q,expected", [
    ("1968", {1: ["nineteen sixty-eight"]}),
    ("harbours 1968", {1: ["harbour", "nineteen sixty-eight"]}),
    ("1960s", {1: ["nineteen sixties"]}),
    ("2009", {2: ["2009", "two thousand nine"]}),
    ("21st", {3: ["twenty first"]}),
    ("NFC TV", {3: ["n f c", "t v"]}),
    ("two thousand nine", {2: ["2009", "two thousand nine"]}),
    ("1969", {}),
    ('"1968"', {})])
def test_as_it_was_said(said, q, expected):
    found = said.json("/v1/search", q=q)
    assert found["match"] == "all" and found["query"]["corrections"] == []
    marks = {hit["paragraph"]: {run["text"] for run in hit["snippet"] if run.get("mark")}
             for hit in found["items"]}
    assert marks == {n: set(texts) for n, texts in expected.items()}


@pytest.mark.parametrize("q", ["1968", "1960s", "21st", "nfc"])
def test_exact_is_as_it_is_written(said, q):
    assert said.json("/v1/search", q=q, exact=1)["total"] == 0


@pytest.mark.parametrize("q", ["2014", "twenty fourteen"])
def test_as_it_was_written_in_a_chapter(said, q):
    found = said.json("/v1/search", **{"q": q, "in": "transcript,chapters"})
    assert {hit["in"] for hit in found["items"]} == {"transcript", "chapters"}
