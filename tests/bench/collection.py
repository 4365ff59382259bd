"""Collections with relevance judgements, and nDCG.

A collection is a folder:
    about.json     {"name", "source", "licence", "spoken": whether its texts were spoken}
    corpus.jsonl   {"id", "text", "group"?}: documents; those of one group stand together and are
                   the paragraphs of one page, in order; one without a group is a page of its own
    queries.jsonl  {"id", "text", "group"?}: with a group only its page is searched
    qrels.tsv      query, document, grade (1 and more: relevant), separated by tabs
"""
import json
import math
from itertools import groupby


class Collection:
    """pages: lists of documents, in order; queries: those that have a relevant document;
    grades: {query: {document: grade}}."""

    def __init__(self, folder):
        self.about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        corpus = read_lines(folder / "corpus.jsonl")
        self.pages = [list(page) for _, page in groupby(corpus, page_of)]
        self.grades = read_grades(folder / "qrels.tsv", {d["id"] for d in corpus})
        self.queries = [q for q in read_lines(folder / "queries.jsonl") if q["id"] in self.grades]


def page_of(document):
    """What documents of one page have in common; no group is equal to a document's own."""
    return document.get("group", (document["id"],))


def read_lines(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read_grades(path, documents):
    """What is judged relevant among the documents."""
    grades = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        query, document, grade = line.split("\t")
        if int(grade) > 0 and document in documents:
            grades.setdefault(query, {})[document] = int(grade)
    return grades


def gain(grades):
    return sum(grade / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))


def ndcg(grades, ranked, depth=10):
    """How good the first places of ranked are, from 0 to 1: each grade counts the less the later
    it comes, beside the best order there is. grades: {document: grade above 0}, not empty;
    ranked: documents, best first, none of them twice."""
    best = sorted(grades.values(), reverse=True)
    return gain(grades.get(d, 0) for d in ranked[:depth]) / gain(best[:depth])
