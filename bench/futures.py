"""A hundred futures of a day of Harbor, each with six more agents and without: medians of three runs.

futures.py BINARY CHARTER
"""
import json
import statistics
import subprocess
import sys

runs = [json.loads(subprocess.run(sys.argv[1:3], check=True, capture_output=True, text=True).stdout) for _ in range(3)]

print("| what | |")
print("|---|---:|")
for what, key, digits, unit in [
    ("a fortnight, simulated", "simulated_s", 2, "s"),
    (f"{runs[0]['replications']} futures of the next day, each in two ways", "futures_s", 2, "s"),
    ("a copy of the operation at its present", "copy_ms", 2, "ms"),
]:
    print(f"| {what} | {statistics.median(run[key] for run in runs):.{digits}f} {unit} |")
