"""The simulation's engine beside SimPy and Ciw on the same M/M/50+M model, one after the other in one run.

simulation.py BINARY PEERS_SCRIPT: medians of three of Tandem; the peers once, with fewer customers, since they take long.
"""
import json
import statistics
import subprocess
import sys

binary, script = sys.argv[1:3]
PEERS = {"simpy": 200_000, "ciw": 100_000}


def figures(*command):
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


runs = [figures(binary) for _ in range(3)]
own = statistics.median(run["events_per_s"] for run in runs)
peers = {tool: figures(sys.executable, script, tool, str(customers)) for tool, customers in PEERS.items()}
exact = next(iter(peers.values()))["erlang_a"]

print("| tool | customers | events a second | Tandem is faster by | abandoned | waited | mean wait, minutes |")
print("|---|---:|---:|---:|---:|---:|---:|")
for name, run in [("Tandem", runs[0]), *peers.items()]:
    rate = own if name == "Tandem" else run["events_per_s"]
    times = "" if name == "Tandem" else f"{own / rate:.0f} ×"
    print(f"| {name} | {run['customers']:,} | {rate:,.0f} | {times} | {run['p_abandon']:.4f} | {run['p_wait']:.4f} | {run['mean_wait_min']:.4f} |")
print(f"| Erlang A | | | | {exact['p_abandon']:.4f} | {exact['p_wait']:.4f} | {exact['mean_wait_min']:.4f} |")
