"""Streams records into a served lake at a fixed rate and says what stays flat.

run.py TANDEM [--nats] [--minutes 10] [--rate 2000] [--each 50] [--later 0.1] [--within 60] [--senders 64]

Deliveries of `each` records are handed in over HTTP, or published to NATS JetStream (--nats), on a schedule, whatever the answers take, so that a stall shows as latency
and not as a lower rate. A share `later` of the records are later versions of records sent in the last `within` seconds. Once a
second a query is asked until it shows what was acknowledged last: from that acknowledgement to the answer is how long it took to be
visible. Figures are printed by the minute, and as JSON at the end. It fails where a record is lost or counted twice, where what
was acknowledged is not visible within two seconds, and, from ten minutes on, where memory, latency or the files of the table are not
about the same in the last third as in the first. (Files on the disk grow with the versions that are kept, up to 10,000.)
"""
import argparse
import http.client
import json
import os
import pathlib
import queue
import random
import subprocess
import sys
import tempfile
import threading
import time

import nats

ask = argparse.ArgumentParser()
ask.add_argument("tandem")
ask.add_argument("--nats", action="store_true")
ask.add_argument("--minutes", type=float, default=10)
ask.add_argument("--rate", type=int, default=2000)
ask.add_argument("--each", type=int, default=50)
ask.add_argument("--later", type=float, default=0.1)
ask.add_argument("--within", type=float, default=60)
ask.add_argument("--senders", type=int, default=64)
asked = ask.parse_args()
charter = pathlib.Path(__file__).parent / "charter"
work = pathlib.Path(tempfile.mkdtemp(prefix="tandem-stream-"))
data = work / "data"
PASSWORD = "a password for one run"
VISIBLE_MAX_SECONDS = 2
chance = random.Random(1)

folders = ["--charter", str(charter), "--data", str(data)]
subprocess.run([asked.tandem, "accounts", "set-password", *folders, "ana"], input=PASSWORD + "\n", text=True, check=True, capture_output=True)
log = open(work / "log", "w")
broker = nats.Server(work) if asked.nats else None
stream = ["--stream", broker.url] if broker else []
server = subprocess.Popen([asked.tandem, "serve", *folders, *stream, "--listen", "127.0.0.1:0"], stderr=log, stdout=log)
for _ in range(600):
    said = (work / "log").read_text()
    if "served at http://" in said:
        break
    time.sleep(0.1)
    if server.poll() is not None:
        sys.exit(said)
address = said.split("served at http://")[1].split()[0]


def call(connection, method, path, body=None, headers=None):
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read()


door = http.client.HTTPConnection(address)
status, headers, body = call(door, "POST", "/api/session", json.dumps({"email": "ana@bench.example", "password": PASSWORD}), {"Content-Type": "application/json"})
assert status == 200, (status, body)
cookie = headers["Set-Cookie"].split(";")[0]
signed = {"Cookie": cookie, "Content-Type": "application/x-ndjson", "X-CSRF-Token": json.loads(body)["csrf_token"]}


def record(number, rev, at):
    pick = random.Random(number)
    return json.dumps({
        "id": f"c{number:09}", "rev": rev, "party": pick.choice(["altiva", "beacon"]), "site": f"site {pick.randrange(6)}", "team": f"team {pick.randrange(40)}",
        "agent": f"agent {pick.randrange(900)}", "customer": f"w{pick.randrange(200_000)}", "channel": pick.choice(["voice", "chat", "email"]),
        "topic": f"topic {pick.randrange(30)}", "language": pick.choice(["en", "nl", "pt"]),
        "opened": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at)), "waited": pick.randrange(300), "handled": pick.randrange(30, 900) if rev > 1 else "",
        "resolved": "true" if rev > 1 else "",
    })


waiting = queue.Queue()
lock = threading.Lock()
latencies, refused, acknowledged = [], [0], [0]
# What was acknowledged last, and when: the version of the lake, or how many contacts were published by then.
newest = [0, 0.0]
failures = []


def hand_in(connection, number, body):
    """Hands a delivery in until it is taken. Gives the connection that stands, records received and the lake's version."""
    while True:
        try:
            status, headers, answer = call(connection, "POST", "/api/feeds/contacts/records", body, {**signed, "Idempotency-Key": f"d{number}"})
        except OSError as error:
            connection = http.client.HTTPConnection(address, timeout=60)
            failures.append(str(error))
            continue
        if status == 429:
            refused[0] += 1
            time.sleep(float(headers.get("Retry-After", 1)))
            continue
        if status != 200:
            raise ValueError(f"{status} {answer[:200]}")
        told = json.loads(answer)
        return connection, told["received"], told["batch"]


def send():
    connection = nats.Publisher(broker, "tandem.contacts") if broker else http.client.HTTPConnection(address, timeout=60)
    while (next_one := waiting.get()) is not None:
        due, number, body, contacts = next_one
        try:
            if broker:
                connection.publish(body)
                received, reached = body.count(b"\n") + 1, contacts
            else:
                connection, received, reached = hand_in(connection, number, body)
        except (OSError, ValueError) as error:
            failures.append(str(error))
            if len(failures) == 1:
                print(failures[0], file=sys.stderr)
            continue
        done = time.monotonic()
        with lock:
            latencies.append((done, done - due))
            acknowledged[0] += received
            if reached > newest[0]:
                newest[:] = [reached, done]


def rss():
    for line in open(f"/proc/{server.pid}/status"):
        if line.startswith("VmRSS"):
            return int(line.split()[1]) // 1024


def quantile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))] if values else None


visible = []


def look(stop):
    connection = http.client.HTTPConnection(address, timeout=60)
    while not stop.wait(1):
        with lock:
            wanted, since = newest
        if wanted == 0:
            continue
        while True:
            status, _, body = call(connection, "GET", "/api/query?kpis=contacts&by=party", headers=signed)
            if status != 200:
                failures.append(f"query {status} {body[:200]}")
                break
            answer = json.loads(body)
            counted = sum(row["values"][0]["value"] or 0 for row in answer["rows"]) if broker else int(answer["basis"].split("·")[0])
            if counted >= wanted:
                visible.append((time.monotonic(), time.monotonic() - since))
                break


senders = [threading.Thread(target=send) for _ in range(asked.senders)]
stop = threading.Event()
looker = threading.Thread(target=look, args=(stop,))
for thread in senders:
    thread.start()
looker.start()
begin = time.monotonic()
recent, next_id, minutes, deliveries, corrected = [], 0, [], 0, 0
table = data / "lake/tables/contact"


def files():
    there = [path.name for path in table.glob("*.parquet")]
    logs = len(list((table / "_delta_log").iterdir())) if table.exists() else 0
    return len(there), logs


def close_minute(since, until):
    took = [seconds for at, seconds in latencies if since <= at < until]
    seen = [seconds for at, seconds in visible if since <= at < until]
    on_disk, logs = files()
    status = json.loads(subprocess.run([asked.tandem, "lake", "status", *folders, "--format", "json"], capture_output=True, text=True, check=True).stdout)
    contact = next(one for one in status["tables"] if one["table"] == "contact")
    minutes.append({
        "minute": len(minutes) + 1, "acknowledged": acknowledged[0], "rss_mb": rss(), "deliveries": len(took), "p50_ms": round(1000 * (quantile(took, 0.5) or 0)),
        "p99_ms": round(1000 * (quantile(took, 0.99) or 0)), "max_ms": round(1000 * max(took, default=0)), "visible_p50_ms": round(1000 * (quantile(seen, 0.5) or 0)),
        "visible_max_ms": round(1000 * max(seen, default=0)), "files": contact["files"], "small": contact["small_files"], "files_on_disk": on_disk, "log_files": logs,
        "waiting": waiting.qsize(), "refused": refused[0],
    })
    print(json.dumps(minutes[-1]), flush=True)


minute, closing = 0, []
between = asked.each / asked.rate
while time.monotonic() - begin < asked.minutes * 60:
    due = begin + deliveries * between
    pause = due - time.monotonic()
    if pause > 0:
        time.sleep(pause)
    lines, now = [], time.time()
    for _ in range(asked.each):
        if recent and chance.random() < asked.later:
            # One of those that came lately, each once.
            place = chance.randrange(len(recent))
            recent[place], recent[-1] = recent[-1], recent[place]
            number, at = recent.pop()
            lines.append(record(number, 2, at))
            corrected += 1
        else:
            next_id += 1
            lines.append(record(next_id, 1, now))
            recent.append((next_id, now))
    if len(recent) > asked.within * asked.rate:
        recent = [one for one in recent if one[1] >= now - asked.within]
    waiting.put((due, deliveries, "\n".join(lines).encode(), next_id))
    deliveries += 1
    if time.monotonic() - begin >= 60 * (minute + 1):
        since = begin + 60 * minute
        closing.append(threading.Thread(target=close_minute, args=(since, since + 60)))
        closing[-1].start()
        minute += 1
for _ in senders:
    waiting.put(None)
for thread in senders:
    thread.join()
stop.set()
looker.join()
for thread in closing:
    thread.join()
sent = deliveries * asked.each
# What was published is in the stream, and from there it comes within a moment.
time.sleep(VISIBLE_MAX_SECONDS if broker else 0)
door = http.client.HTTPConnection(address)
status, _, body = call(door, "GET", "/api/query?kpis=contacts", headers=signed)
counted = json.loads(body)["rows"][0]["values"][0]["value"]
server.terminate()
server.wait()
if broker:
    broker.stop()
took = [seconds for _, seconds in latencies]
seen = [seconds for _, seconds in visible]
print(json.dumps({
    "sent": sent, "acknowledged": acknowledged[0], "records": next_id, "corrected": corrected, "counted": counted, "seconds": round(time.monotonic() - begin, 1),
    "p50_ms": round(1000 * quantile(took, 0.5)), "p99_ms": round(1000 * quantile(took, 0.99)), "max_ms": round(1000 * max(took)),
    "visible_p50_ms": round(1000 * quantile(seen, 0.5)), "visible_p99_ms": round(1000 * quantile(seen, 0.99)), "visible_max_ms": round(1000 * max(seen)),
    "refused": refused[0], "failures": failures[:5], "data": str(work),
}))
wrong = []
if acknowledged[0] != sent or counted != next_id or failures:
    wrong.append("records were lost, refused or counted twice")
if max(seen) > VISIBLE_MAX_SECONDS:
    wrong.append(f"what was acknowledged took up to {max(seen):.2f} s to be visible")
if len(minutes) >= 10:
    third = len(minutes) // 3
    # What begins small may end a little larger: a few small files more or less, a megabyte of a busy machine.
    for name, slack in [("rss_mb", 100), ("p50_ms", 50), ("visible_p50_ms", 250), ("files", 30)]:
        first, last = (quantile([minute[name] for minute in part], 0.5) for part in (minutes[:third], minutes[-third:]))
        if last > 1.5 * first + slack:
            wrong.append(f"{name} is not flat: {first} in the first third, {last} in the last")
for one in wrong:
    print(one, file=sys.stderr)
sys.exit(1 if wrong else 0)
