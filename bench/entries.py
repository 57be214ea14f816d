"""A ledger of a million entries: how long a start takes with and without a snapshot, and a note over HTTP.

entries.py TANDEM [--entries 1000000] [--notes 200] [--starts 3]

The entries are notes, chained here as the ledger chains them, and taken in with `tandem ledger import`, which checks each. A start is
`tandem ledger log --limit 1`, from the process's beginning to its end; the first one without a snapshot writes it as well. A note is
one POST to a server on the same machine: signed in, decided, written with a full sync, folded and answered. With TANDEM_LEDGER_URL set,
to an empty database, all of this is measured there.
"""
import argparse
import hashlib
import http.client
import json
import os
import pathlib
import re
import resource
import statistics
import struct
import subprocess
import sys
import tempfile
import time

ask = argparse.ArgumentParser()
ask.add_argument("tandem")
ask.add_argument("--entries", type=int, default=1_000_000)
ask.add_argument("--notes", type=int, default=200)
ask.add_argument("--starts", type=int, default=3)
asked = ask.parse_args()
PASSWORD = "the password of a benchmark"
FIELDS = ("actor", "role", "party", "kind", "subject", "payload")


def run(*args, env=None, **more):
    return subprocess.run([asked.tandem, *map(str, args)], check=True, capture_output=True, text=True, env=env, **more)


def chained(first, many):
    """The first entry, and notes after it."""
    yield first
    entry = json.loads(first)
    previous, at = bytes.fromhex(entry["hash"]), entry["at"]
    for position in range(2, many + 1):
        payload = {"kpi": "contacts_handled", "party": None, "rows": "everything", "at": "2026-03-14",
                   "text": f"What was known of the {position}th point: the queue was longer than usual, and two agents were ill.",
                   "author_name": "Manager of Orchard"}
        entry = {"actor": "manager", "role": "client.manager", "party": "client", "kind": "note_pinned",
                 "subject": "contacts_handled", "payload": json.dumps(payload, separators=(",", ":"))}
        digest = hashlib.sha256()
        for field in ("1", str(position), at, *(entry[name] for name in FIELDS)):
            digest.update(struct.pack(">Q", len(field.encode())) + field.encode())
        digest.update(struct.pack(">Q", 32) + previous)
        line = {"position": position, "format_version": 1, "at": at, **entry,
                "previous_hash": previous.hex(), "hash": digest.hexdigest()}
        previous = digest.digest()
        yield json.dumps(line, separators=(",", ":")) + "\n"


def took(work):
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    charter, seed, data = folder / "charter", folder / "seed", folder / "data"
    run("init", charter, *"--client Orchard --provider Lighthouse --zone Europe/Amsterdam --currency EUR --countries nl".split())
    alone = {name: value for name, value in os.environ.items() if name != "TANDEM_LEDGER_URL"}
    run("ingest", "--charter", charter, "--data", seed, "contacts", charter / "example.csv", env=alone)
    first = run("ledger", "export", "-", "--data", seed, env=alone).stdout.splitlines(keepends=True)[0]
    with open(folder / "export.ndjson", "w") as export:
        export.writelines(chained(first, asked.entries))
    seconds = took(lambda: run("ledger", "import", folder / "export.ndjson", "--data", data))
    print(f"import of {asked.entries:,} entries: {seconds:.1f} s")

    def start():
        """Seconds by the clock, and of the processors: on a busy machine the latter tell more."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = took(lambda: run("ledger", "log", "--limit", 1, "--data", data))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def middle(starts):
        clock, processors = (statistics.median(of) for of in zip(*starts))
        return f"{clock:.2f} s ({processors:.2f} s of the processors)"

    snapshot = data / "ledger.snapshot"
    without, with_it = [], []
    for _ in range(asked.starts):
        snapshot.unlink(missing_ok=True)
        without.append(start())
        with_it.append(start())
    print(f"start without a snapshot, which writes it: {middle(without)}")
    print(f"start from the snapshot of {snapshot.stat().st_size >> 20} MiB: {middle(with_it)}")
    seconds = took(lambda: run("verify", "--data", data))
    print(f"tandem verify: {seconds:.1f} s")

    run("accounts", "set-password", "--charter", charter, "--data", data, "manager", input=PASSWORD + "\n")
    serving = subprocess.Popen([asked.tandem, "serve", "--charter", charter, "--data", data, "--listen", "127.0.0.1:0"],
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        for line in serving.stdout:
            if found := re.search(r"served at http://(\S+)", line):
                break
        else:
            sys.exit("the server ended before it served")
        server = http.client.HTTPConnection(found.group(1), timeout=120)

        def call(method, path, body, headers):
            server.request(method, path, json.dumps(body), {"Content-Type": "application/json", **headers})
            answer = server.getresponse()
            text = answer.read()
            assert answer.status == 200, (answer.status, text)
            return answer.headers, json.loads(text)

        people = run("accounts", "list", "--charter", charter, "--data", data).stdout
        email = next(word for line in people.splitlines() if line.startswith("manager") for word in line.split() if "@" in word)
        headers, session = call("POST", "/api/session", {"email": email, "password": PASSWORD}, {})
        signed = {"Cookie": headers["set-cookie"].split(";")[0], "X-CSRF-Token": session["csrf_token"]}
        note = {"kpi": "contacts_handled", "at": "2026-03-14", "text": "known"}
        tooks = [took(lambda: call("POST", "/api/notes", note, signed)) * 1000 for _ in range(asked.notes)]
        print(f"a note: {statistics.median(tooks):.1f} ms in the middle, {max(tooks):.1f} ms at most, of {asked.notes}")
    finally:
        serving.terminate()
        serving.wait()
