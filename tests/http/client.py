"""Requests exactly as a test writes them, each answer held against openapi.yaml."""

import http.client
import json
import urllib.parse

import contract
from daemon import PATIENCE


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def text(self):
        return self.body.decode("utf-8")

    def json(self):
        return json.loads(self.text)


class Client:
    def __init__(self, daemon):
        self.daemon = daemon
        self.connection = None

    def request(self, method, target, headers=None, body=None):
        """One request; target goes out as it stands."""
        answer = self.send(method, target, headers or {}, body)
        contract.check(method, target, answer)
        return answer

    def send(self, method, target, headers, body=None):
        """The bare request: for a thread of its own, which the contract's validator can't be in."""
        fresh = self.connection is None
        if fresh:
            self.connection = http.client.HTTPConnection(self.daemon.host, self.daemon.port,
                                                         timeout=PATIENCE)
        try:
            self.connection.request(method, target, body, headers)
            return Answer(self.connection.getresponse())
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            # An idle connection may be closed at any time; a fresh one may not.
            self.connection.close()
            self.connection = None
            if fresh:
                raise
            return self.send(method, target, headers, body)

    def get(self, path, params=None, status=200, accept=None, headers=None):
        """GETs path with params (a dict, or pairs) encoded, and expects status."""
        target = path
        if params:
            target += "?" + urllib.parse.urlencode(params)
        headers = dict(headers or {})
        if accept is not None:
            headers["Accept"] = accept
        answer = self.request("GET", target, headers)
        assert answer.status == status, f"{target}: {answer.status} {answer.text[:500]}"
        return answer

    def json(self, path, **params):
        """The JSON of a 200."""
        return self.get(path, params).json()

    def problem(self, path, status, params=None, accept=None):
        """The problem document of a refusal."""
        answer = self.get(path, params, status, accept)
        assert answer.headers["Content-Type"] == "application/problem+json"
        problem = answer.json()
        assert problem["status"] == status
        return problem

    def post(self, target, value, status=200):
        """POSTs value as JSON, and expects status."""
        answer = self.request("POST", target, {"Content-Type": "application/json"},
                              json.dumps(value).encode("ascii"))
        assert answer.status == status, f"{value}: {answer.status} {answer.text[:500]}"
        return answer.json()

    def pages(self, path, **params):
        """All items of a list, page by page along `next`."""
        items, target = [], path + "?" + urllib.parse.urlencode(params)
        while target:
            page = self.get(target).json()
            assert page["items"] or not items, "an empty page after others"
            items += page["items"]
            target = page["next"]
        return items
