"""Takes a million contacts in, beside a peer's bare reading of the same file into Parquet, without checks, keys or versions.

ingest.py TANDEM PEER_SCRIPT DATA [--runs 3]

Of each the median of so many runs, by turns, since a machine may be slow for a while; of the peer, which stays in memory, the
median of three each time. Tandem's lake begins empty each time, and its commit is durable.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ask = argparse.ArgumentParser()
ask.add_argument("tandem")
ask.add_argument("peer")
ask.add_argument("data", type=pathlib.Path)
ask.add_argument("--runs", type=int, default=3)
asked = ask.parse_args()
charter = pathlib.Path(__file__).parent / "charter"
ROWS = 1_000_000


def once(form):
    """Seconds, and the most memory in MiB, of one run."""
    with tempfile.TemporaryDirectory(dir=asked.data) as folder:
        command = [asked.tandem, "ingest", "--charter", charter, "--data", folder, f"contacts_{form}", asked.data / f"contacts_1m.{form}"]
        began = time.perf_counter()
        running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        said = running.stdout.read()
        _, status, used = os.wait4(running.pid, 0)
        took = time.perf_counter() - began
    if status != 0 or f"{ROWS} added" not in said:
        sys.exit(f"not all of them were added: {said}")
    return took, used.ru_maxrss / 1024


def peer(form):
    """Seconds of the peer."""
    told = subprocess.run([sys.executable, asked.peer, "duckdb", f"clean_{form}", "--dir", asked.data], capture_output=True, text=True, check=True)
    return json.loads(told.stdout.splitlines()[-1])["median_s"]


print("| format | Tandem s | DuckDB s | share of its rate | memory MiB |")
print("|---|---:|---:|---:|---:|")
for form in ["ndjson", "csv"]:
    runs, peers = [], []
    for _ in range(asked.runs):
        runs.append(once(form))
        peers.append(peer(form))
    ours, theirs = statistics.median(took for took, _ in runs), statistics.median(peers)
    print(f"| {form} | {ours:.2f} | {theirs:.2f} | {theirs / ours:.2f} | {max(memory for _, memory in runs):.0f} |")
for left in asked.data.glob("tmp_duckdb_*.parquet"):
    left.unlink()
