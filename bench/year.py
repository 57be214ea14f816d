"""A year of an operation with over a million contacts: how long it takes to simulate, and to found a demo of it with all tables.

year.py TANDEM [--times 2]

The operation is Harbor with so many times the contacts, agents and shifts.
"""
import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ask = argparse.ArgumentParser()
ask.add_argument("tandem")
ask.add_argument("--times", type=int, default=2)
asked = ask.parse_args()
harbor = pathlib.Path(__file__).parent.parent / "charters/harbor"


def times(match):
    return re.sub(r"\d+", lambda number: str(int(number[0]) * asked.times), match[0])


def peak_mib(process):
    """The most memory of a process that still runs."""
    lines = pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


with tempfile.TemporaryDirectory(prefix="tandem-year-") as work:
    work = pathlib.Path(work)
    charter = shutil.copytree(harbor, work / "charter")
    scenario = charter / "scenario.yaml"
    text = re.sub(r"(contacts_per_week|customers|agents): (\d+|\[.*?\])", times, scenario.read_text())
    scenario.write_text(text)

    began = time.monotonic()
    running = subprocess.Popen([asked.tandem, "simulate", "--charter", charter, "--out", work / "exports", "--days", "365"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    memory = 0
    while running.poll() is None:
        try:
            memory = max(memory, peak_mib(running))
        except (OSError, StopIteration):
            pass
        time.sleep(0.05)
    simulated = time.monotonic() - began
    if running.returncode != 0:
        sys.exit(running.stderr.read())
    counts = json.loads((work / "exports/truth.json").read_text())["counts"]
    print("| what | s | memory MiB |\n|---|---:|---:|")
    print(f"| simulated, with its exports | {simulated:.1f} | {memory} |")

    said = work / "said"
    began = time.monotonic()
    with open(said, "w") as log:
        demo = subprocess.Popen([asked.tandem, "demo", "--still", "--charter", charter, "--data", work / "demo", "--days", "365", "--listen", "127.0.0.1:0"], stdout=log, stderr=log)
    try:
        while "http://" not in said.read_text():
            if demo.poll() is not None:
                sys.exit(said.read_text())
            time.sleep(0.05)
        print(f"| simulated, taken in and served, all tables | {time.monotonic() - began:.1f} | {peak_mib(demo)} |")
    finally:
        demo.kill()
        demo.wait()
    print(f"\n{counts['contacts']:,} contacts, {counts['surveys']:,} answers to surveys, {counts['evaluations']:,} evaluations")
