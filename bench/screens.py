"""Fifty screens follow one operation while records come: how long until each shows what was acknowledged.

screens.py TANDEM [--screens 50] [--rate 500] [--each 50] [--seconds 60] [--days 60]

Founds the demo's partnership and hands changed tickets of its last days in over HTTP, `each` a delivery, on a schedule. Each screen does what a
browser with the board open does: it follows the server-sent events, and asks for the board again when something newer was told and
nothing of its own is under way. A third of them are signed in as a provider's director, the others as people of the client. Of every
delivery counts the screen that shows it last: from its acknowledgement to the answer that was computed from it or from what came later.
"""
import argparse
import atexit
import http.client
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import threading
import time

import pyarrow

ask = argparse.ArgumentParser()
ask.add_argument("tandem")
ask.add_argument("--screens", type=int, default=50)
ask.add_argument("--rate", type=int, default=500)
ask.add_argument("--each", type=int, default=50)
ask.add_argument("--seconds", type=int, default=60)
ask.add_argument("--days", type=int, default=60)
asked = ask.parse_args()
charter = pathlib.Path(__file__).parent.parent / "charters/harbor"
SHOWN_WITHIN_SECONDS = 2
chance = random.Random(1)
FAILURES = []


def call(connection, method, path, body=None, headers=None):
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read()


class Screen(threading.Thread):
    """One browser with the board open."""

    def __init__(self, address, cookie):
        super().__init__(daemon=True)
        self.address, self.cookie = address, {"Cookie": cookie, "X-Unattended": "1"}
        self.told, self.news, self.stopped = None, threading.Condition(), False
        # When it showed which version of the lake, in order.
        self.shown, self.tooks = [], []

    def follow(self):
        line = http.client.HTTPConnection(self.address, timeout=30)
        line.request("GET", "/api/live", headers=self.cookie)
        answer = line.getresponse()
        assert answer.status == 200, answer.status
        while not self.stopped:
            text = answer.readline().decode()
            if text.startswith("data:"):
                with self.news:
                    self.told = json.loads(text[5:])["basis"]
                    self.news.notify()

    def run(self):
        threading.Thread(target=self.follow, daemon=True).start()
        connection, last = http.client.HTTPConnection(self.address, timeout=30), None
        while not self.stopped:
            with self.news:
                self.news.wait_for(lambda: self.stopped or self.told != last, timeout=1)
                if self.stopped or self.told == last:
                    continue
            began = time.monotonic()
            status, _, body = call(connection, "GET", "/api/boards/partnership?basis=" + self.told.replace("·", "-"), headers=self.cookie)
            if status != 200:
                FAILURES.append(f"board {status} {body[:200]}")
                return
            last = re.search(rb'"basis":"([^"]+)"', body).group(1).decode()
            self.shown.append((time.monotonic(), int(last.split("·")[0])))
            self.tooks.append(time.monotonic() - began)


def quantile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))]


with tempfile.TemporaryDirectory(prefix="tandem-screens-") as work:
    work = pathlib.Path(work)
    said, log = "", open(work / "log", "w")
    demo = [asked.tandem, "demo", "--still", "--charter", charter, "--data", work / "demo", "--days", str(asked.days), "--listen", "127.0.0.1:0"]
    server = subprocess.Popen(demo, stdout=log, stderr=log)
    atexit.register(server.kill)
    while "http://" not in said:
        time.sleep(0.2)
        said = (work / "log").read_text()
        if server.poll() is not None:
            sys.exit(said)
    subprocess.run([asked.tandem, "simulate", "--charter", charter, "--out", work / "again", "--days", "21", "--seed", "2"], check=True, capture_output=True)
    export = next((work / "again").glob("contacts.*"))
    with pyarrow.input_stream(str(export), compression="detect") as lines:
        tickets = [json.loads(line) for line in lines.read().splitlines()]
    address = re.search(r"http://(\S+?)/?\s", said).group(1)
    passwords = json.loads((work / "demo/demo.json").read_text())["passwords"]
    people = (charter / "partnership.yaml").read_text()
    emails = dict(re.findall(r"person: (\w+),.*?email: ([^,\s]+)", people))

    def sign_in(person):
        door = http.client.HTTPConnection(address)
        body = json.dumps({"email": emails[person], "password": passwords[person]})
        status, headers, answer = call(door, "POST", "/api/session", body, {"Content-Type": "application/json"})
        assert status == 200, (person, status, answer)
        return headers["Set-Cookie"].split(";")[0], json.loads(answer)["csrf_token"]

    # The steward hands in; the others look.
    steward, csrf_token = sign_in("daan_vos")
    looking = [sign_in(person)[0] for person in ("mara_roos", "hanneke_smit", "ines_carvalho")]
    screens = [Screen(address, looking[number % len(looking)]) for number in range(asked.screens)]
    for screen in screens:
        screen.start()
    while not all(screen.shown for screen in screens) and not FAILURES:
        time.sleep(0.1)
    if FAILURES:
        sys.exit(FAILURES[0])

    signed = {"Cookie": steward, "X-CSRF-Token": csrf_token, "Content-Type": "application/x-ndjson"}
    due, lock, acknowledged = iter(range(asked.rate * asked.seconds // asked.each)), threading.Lock(), []
    begin = time.monotonic()

    def send():
        connection = http.client.HTTPConnection(address, timeout=30)
        while True:
            with lock:
                number = next(due, None)
                if number is None:
                    return
                lines = []
                for _ in range(asked.each):
                    ticket = dict(chance.choice(tickets))
                    ticket["ticket"] = f"{ticket['ticket']}-{number}-{len(lines)}"
                    lines.append(json.dumps(ticket))
            time.sleep(max(0, begin + number * asked.each / asked.rate - time.monotonic()))
            key = {**signed, "Idempotency-Key": f"screens-{number}"}
            status, headers, answer = call(connection, "POST", "/api/feeds/contacts/records", "\n".join(lines).encode(), key)
            told = json.loads(answer)
            if status != 200 or told["added"] != asked.each:
                FAILURES.append(f"{status} {answer[:300]}")
                return
            with lock:
                acknowledged.append((time.monotonic(), told["batch"]))

    senders = [threading.Thread(target=send) for _ in range(16)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    took = time.monotonic() - begin
    newest = max((batch for _, batch in acknowledged), default=0)
    while not FAILURES and any(screen.shown[-1][1] < newest for screen in screens) and time.monotonic() - begin < took + 30:
        time.sleep(0.1)
    for screen in screens:
        screen.stopped = True
    memory = next(int(line.split()[1]) // 1024 for line in open(f"/proc/{server.pid}/status") if line.startswith("VmHWM"))
    server.terminate()
    server.wait()
    if FAILURES:
        sys.exit(FAILURES[0])

    def shown_after(screen, at, batch):
        return next(when for when, version in screen.shown if version >= batch) - at

    slowest = [max(shown_after(screen, at, batch) for screen in screens) for at, batch in acknowledged]
    every = [shown_after(screen, at, batch) for screen in screens for at, batch in acknowledged]
    answers = [seconds for screen in screens for seconds in screen.tooks]
    print("| what | median | 99 of 100 | at most |\n|---|---:|---:|---:|")
    for what, values in [("to a screen, s", every), ("to the last of all screens, s", slowest), ("the board's answer, s", answers)]:
        print(f"| {what} | {quantile(values, 0.5):.2f} | {quantile(values, 0.99):.2f} | {max(values):.2f} |")
    print(f"\n{len(acknowledged) * asked.each:,} records in {took:.0f} s, {len(screens)} screens, {len(answers):,} boards, at most {memory} MiB")
    if max(slowest) > SHOWN_WITHIN_SECONDS:
        sys.exit(f"a screen showed a record only after {max(slowest):.2f} s")
