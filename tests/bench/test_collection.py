"""What the search's marks are measured with."""
import json
import math

import pytest
from collection import Collection, ndcg


def test_best_order_is_one():
    assert ndcg({"a": 4, "b": 2, "c": 1}, ["a", "b", "c", "x"]) == pytest.approx(1)


def test_by_hand():
    # 1 at the second place, 3 at the fourth, beside 3 and 1 at the first two.
    got = 1 / math.log2(3) + 3 / math.log2(5)
    best = 3 + 1 / math.log2(3)
    assert ndcg({"a": 3, "b": 1}, ["x", "b", "y", "a"]) == pytest.approx(got / best)


def test_only_ten_places_count():
    assert ndcg({"a": 1}, [str(n) for n in range(10)] + ["a"]) == 0


def test_more_relevant_than_places():
    assert ndcg({str(n): 1 for n in range(50)}, [str(n) for n in range(10)]) == pytest.approx(1)


def test_nothing_found():
    assert ndcg({"a": 1}, []) == 0


def test_reads_a_folder(tmp_path):
    def lines(*rows):
        return "".join(json.dumps(row) + "\n" for row in rows)

    (tmp_path / "about.json").write_text('{"name": "n", "spoken": true}')
    (tmp_path / "corpus.jsonl").write_text(lines(
        {"id": "1", "text": "a", "group": "g"}, {"id": "2", "text": "b", "group": "g"},
        {"id": "3", "text": "c"}, {"id": "4", "text": "d"}))
    (tmp_path / "queries.jsonl").write_text(lines({"id": "q", "text": "a"},
                                                  {"id": "unjudged", "text": "b"}))
    (tmp_path / "qrels.tsv").write_text("q\t2\t3\nq\t3\t0\nq\tgone\t1\nunjudged\tgone\t1\n")
    c = Collection(tmp_path)
    assert [[d["id"] for d in page] for page in c.pages] == [["1", "2"], ["3"], ["4"]]
    assert c.grades == {"q": {"2": 3}}
    assert [q["id"] for q in c.queries] == ["q"]
