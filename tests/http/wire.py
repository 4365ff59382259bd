"""Connections byte by byte, for what no client library would send."""

import json
import socket

from daemon import PATIENCE


def request(target, *fields):
    return "\r\n".join([f"GET {target} HTTP/1.1", "Host: localhost", *fields, "", ""]).encode("ascii")


class Wire:
    """One connection; answers are read as HTTP/1.1 frames them."""

    def __init__(self, daemon):
        self.socket = socket.create_connection((daemon.host, daemon.port), timeout=PATIENCE)
        self.file = self.socket.makefile("rb")

    def send(self, data):
        self.socket.sendall(data)

    def answer(self, body=True):
        """Status, headers by lower-case name, and body."""
        line = self.file.readline()
        assert line.startswith(b"HTTP/1.1 ") and line.endswith(b"\r\n"), line
        headers = {}
        while (field := self.file.readline()) != b"\r\n":
            name, value = field.decode("ascii").split(":", 1)
            assert name.lower() not in headers, f"{name} is there twice"
            headers[name.lower()] = value.strip()
        length = int(headers["content-length"]) if body else 0
        content = self.file.read(length)
        assert len(content) == length
        return int(line.split()[1]), headers, content

    def ask(self, target, method="GET", *fields, body=True):
        lines = [f"{method} {target} HTTP/1.1", "Host: localhost", *fields, "", ""]
        self.send("\r\n".join(lines).encode("latin-1"))
        return self.answer(body)

    def at_end(self):
        """Whether the server closed the connection."""
        try:
            return self.file.read(1) == b""
        except ConnectionResetError:
            return True

    def close(self):
        self.file.close()
        self.socket.close()

    def refusal(self):
        """The status of the only answer there is, a problem document, before the end."""
        status, headers, body = self.answer()
        assert headers["content-type"] == "application/problem+json"
        assert headers["connection"].lower() == "close"
        assert json.loads(body)["status"] == status
        assert self.at_end(), "more than one answer"
        return status
