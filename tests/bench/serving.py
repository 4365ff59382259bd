"""How fast answers go out: beside nginx, which serves the same bytes from files, and beside a
fastify server that has them in SQLite. Also what a long run leaves in memory and descriptors."""

import contextlib
import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from harness import (BUILD, ROOT, ROUNDS, episoded, free_port, get, line, resident, running,
                     section)

SECONDS = int(os.environ.get("SECONDS_EACH", "2"))
REQUESTS = int(os.environ.get("REQUESTS", "100000"))  # of the run that is to leave nothing behind
DOCUMENTS = ("/quotes/1", "/summary", "/chapters")  # up to 8 KB with the real page
TRANSCRIPT = "/transcript"
SEARCH = "/search?q=people"
CONNECTIONS = (1, 16, 64)
GZIP = {"Accept-Encoding": "gzip"}
FASTIFY = ROOT / "tests/bench/fastify"

NGINX = """
daemon off; worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/nginx.errors;
{user}
events {{ worker_connections 1024; }}
http {{
    access_log off; sendfile on; tcp_nopush on; gzip_static on;
    open_file_cache max=1000 inactive=600s; open_file_cache_valid 600s;
    keepalive_requests 1000000000;
    client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
    uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
    types {{ }} default_type application/json;
    server {{ listen 127.0.0.1:{port}; root {folder}/files; }}
}}
"""


def ask(port, target, headers):
    """Status, headers and the bytes of one answer, as they came."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{target}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:  # a 304 is one to urllib
        return error.code, error.headers, error.read()


def wrk(port, target, connections, headers=None, seconds=SECONDS):
    """Requests a second, and how many there were."""
    url = f"http://127.0.0.1:{port}{target}"
    command = ["wrk", f"-t{min(2, connections)}", f"-c{connections}", f"-d{seconds}s",
               "--timeout", "20s"]
    for name, value in (headers or {}).items():
        command += ["-H", f"{name}: {value}"]
    out = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out or "Socket errors" in out:
        sys.exit(f"bench: {url} was not answered well:\n{out}")
    return (float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]),
            int(re.search(r"(\d+) requests in", out)[1]))


def h2load(port, target, connections, headers):
    """Requests a second that are answered by 304. wrk can't tell: its parser waits for a body where
    a 304 has the Content-Length of what it is about, as RFC 9110, 8.6, has it and ours does."""
    url = f"http://127.0.0.1:{port}{target}"
    command = ["h2load", "--h1", f"-t{min(2, connections)}", f"-c{connections}", "-D", str(SECONDS)]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    out = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    done, failed = re.search(r"(\d+) done, \d+ succeeded, (\d+) failed", out).groups()
    if failed != "0" or f" {done} 3xx" not in out:
        sys.exit(f"bench: {url} was not answered by 304s alone:\n{out}")
    return float(re.search(r"([\d.]+) req/s", out)[1]), int(done)


def compare(sides, target, connections, load=wrk):
    """The median rate of each side, a (port, headers): A B A B."""
    rounds = [[load(port, target, connections, headers)[0] for port, headers in sides]
              for _ in range(ROUNDS)]
    return [statistics.median(side) for side in zip(*rounds)]


def nginx(stack, folder, port):
    """nginx over the files of ours: each answer plain, and as gzip where there is one."""
    files = folder / "files"
    for target in (*DOCUMENTS, TRANSCRIPT):
        file = files / target.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(ask(port, target, {})[2])
        _, headers, body = ask(port, target, GZIP)
        if headers["Content-Encoding"] == "gzip":
            file.with_name(file.name + ".gz").write_bytes(body)
    folder.chmod(0o755)
    theirs = free_port()
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=theirs, user=user),
                                       encoding="utf-8")
    binary = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    command = [binary, "-e", folder / "nginx.errors", "-p", folder, "-c", folder / "nginx.conf"]
    stack.enter_context(running(command, theirs))
    return theirs


def same(sides, target):
    """The body of what both sides answer; what is not the same is not compared."""
    answers = [ask(port, target, headers) for port, headers in sides]
    told = {(status, h["Content-Encoding"], body) for status, h, body in answers}
    if len(told) > 1:
        sys.exit(f"bench: {target} is not the same on both sides: "
                 f"{[(s, e, len(b)) for s, e, b in told]}")
    return answers[0][2]


def compare_all(sides, targets, name, least, load=wrk):
    """One line for each target and number of connections; least is the ratio wanted from 16 on."""
    for target in targets:
        body = same(sides, target)
        for connections in CONNECTIONS:
            ours, theirs = compare(sides, target, connections, load)
            mark = (f"at least {least}", ours >= least * theirs) if connections >= 16 else None
            line(f"{target}{name}, {len(body):,} bytes, {connections} open", ours, theirs, "/s",
                 mark)


def with_tags(ports, target):
    """The sides, each with the header by which it answers 304."""
    sides = [(p, {"If-None-Match": ask(p, target, {})[1]["ETag"]}) for p in ports]
    if {ask(port, target, headers)[0] for port, headers in sides} != {304}:
        sys.exit(f"bench: {target} with its ETag is not answered by a 304")
    return sides


def beside_nginx(ports):
    section("requests a second", "nginx")
    plain, packed = [(p, {}) for p in ports], [(p, GZIP) for p in ports]
    compare_all(plain, DOCUMENTS, "", 1.2)
    compare_all(plain, [TRANSCRIPT], "", 0.9)
    for target in ("/summary", TRANSCRIPT):
        compare_all(with_tags(ports, target), [target], " 304", 1.0, h2load)
    if ask(ports[0], TRANSCRIPT, GZIP)[1]["Content-Encoding"] != "gzip":
        print("gzip: left out, ours gives none")
        return
    compare_all(packed, DOCUMENTS, " gzip", 1.2)
    compare_all(packed, [TRANSCRIPT], " gzip", 0.9)


def install_fastify():
    """The folder of fastify with what it needs, installed once; or None, and why is printed."""
    place = BUILD / "bench" / "fastify"
    if not shutil.which("npm"):
        print("\nfastify: left out, there is no npm")
        return None
    place.mkdir(parents=True, exist_ok=True)
    for file in FASTIFY.iterdir():
        shutil.copy(file, place)
    ready = ["node", "-e", "require('fastify'); new (require('better-sqlite3'))(':memory:')"]
    if subprocess.run(ready, cwd=place, capture_output=True, check=False).returncode == 0:
        return place
    done = subprocess.run(["npm", "install", "--no-audit", "--no-fund"], cwd=place,
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(f"\nfastify: left out, npm can't install it: {done.stderr.strip()[-200:]}")
        return None
    return place


def fastify(stack, folder, place, ours):
    """fastify over a database of our answers."""
    database, port = folder / "answers.db", free_port()
    with contextlib.closing(sqlite3.connect(database)) as answers, answers:
        answers.execute("CREATE TABLE answer (target TEXT PRIMARY KEY, etag TEXT, body BLOB)")
        for target in (*DOCUMENTS, TRANSCRIPT):
            _, headers, body = ask(ours, target, {})
            answers.execute("INSERT INTO answer VALUES (?, ?, ?)", (target, headers["ETag"], body))
    stack.enter_context(running(["node", place / "server.js", database, port], port))
    return port


def beside_fastify(ports):
    section("requests a second", "fastify")
    compare_all([(p, {}) for p in ports], (*DOCUMENTS, TRANSCRIPT), "", 4)


def uncached(page, folder, cached):
    """A search that is made anew for each request, beside an answer that is kept."""
    port = free_port()
    with episoded(folder / "bench.db", port, "--cache", "0", page):
        section("16 open", "/summary")
        for target in (SEARCH, "/summary"):
            ours, theirs = compare([(port, {}), (cached, {})], target, 16)
            line(f"{target}, made anew each time", ours, theirs, "/s")


def descriptors(process):
    return len(list(Path(f"/proc/{process.pid}/fd").iterdir()))


def descriptors_left(process, most):
    """Those that stay open; of clients that have just left, some are until a worker comes to them."""
    until = time.monotonic() + 5
    while descriptors(process) > most and time.monotonic() < until:
        time.sleep(0.1)
    return descriptors(process)


def long_run(process, port):
    """What at least REQUESTS requests of all kinds leave behind."""
    before, held = resident(process)[0], descriptors(process)
    targets = [(t, h) for t in (*DOCUMENTS, TRANSCRIPT, SEARCH) for h in ({}, GZIP)]
    sent = 0
    while sent < REQUESTS:
        target, headers = targets[0]
        targets = targets[1:] + targets[:1]
        sent += wrk(port, target, 64, headers, 1)[1]
    after, most = resident(process)
    section(f"{sent:,} requests", "before")
    line("resident memory", after, before, "MiB", ("under 20", after < 20))
    line("resident memory at most", most, None, "MiB", ("under 20", most < 20))
    left = descriptors_left(process, held)
    line("open descriptors", left, held, "", ("no more than before", left <= held))


def measure(folder, page):
    with contextlib.ExitStack() as stack:
        ours = free_port()
        process = stack.enter_context(episoded(folder / "bench.db", ours, page))
        get(f"http://127.0.0.1:{ours}/summary")
        beside_nginx([ours, nginx(stack, folder, ours)])
        place = install_fastify()
        if place:
            beside_fastify([ours, fastify(stack, folder, place, ours)])
        uncached(page, folder, ours)
        long_run(process, ours)
