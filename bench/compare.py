"""Prints the ratios of the ten queries, peer over peer, and the largest difference between the answers.

compare.py TANDEM.json PEER.json TANDEM_ANSWERS.json PEER_ANSWERS.json
"""
import json
import math
import sys

tandem, peer = (json.load(open(path)) for path in sys.argv[1:3])
ours, theirs = (json.load(open(path)) for path in sys.argv[3:5])


def normal(cell):
    """Numbers as floats, times as text to the second."""
    if isinstance(cell, bool):
        return float(cell)
    if isinstance(cell, (int, float)):
        return float(cell)
    if cell is None:
        return "null"
    text = str(cell).replace("T", " ").lower()
    try:
        return float(text)
    except ValueError:
        return text + " 00:00:00" if len(text) == 10 and text[4] == "-" else text[:19]


def difference(mine, other):
    """Largest relative difference between numbers; infinite when rows or labels differ."""
    rows = [sorted(([normal(c) for c in row] for row in table), key=lambda row: [c for c in row if isinstance(c, str)]) for table in (mine, other)]
    if len(rows[0]) != len(rows[1]):
        return math.inf
    worst = 0.0
    for a, b in zip(*rows):
        if len(a) != len(b):
            return math.inf
        for x, y in zip(a, b):
            if isinstance(x, float) and isinstance(y, float) and math.isnan(x) != math.isnan(y):
                return math.inf
            if isinstance(x, float) and isinstance(y, float):
                worst = max(worst, abs(x - y) / max(abs(y), 1e-12) if x != y else 0.0)
            elif x != y:
                return math.inf
    return worst


print(f"| query | Tandem ms | {peer['engine']} {peer['version']} ms | ratio | largest difference |")
print("|---|---:|---:|---:|---:|")
ratios = []
for name in [f"Q{i}" for i in range(1, 11)]:
    mine, other = tandem["queries"][name]["median_ms"], peer["queries"][name]["median_ms"]
    ratios.append(mine / other)
    print(f"| {name} | {mine:.0f} | {other:.0f} | {ratios[-1]:.2f} | {difference(ours[name], theirs[name]):.1e} |")
mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
print(f"\nGeometric mean of the ratios: {mean:.2f} (below 1: Tandem is faster). "
      f"Peak memory: Tandem {tandem['peak_rss_mb']} MB, {peer['engine']} {peer['peak_rss_mb']} MB.")
worst = max(difference(ours[name], theirs[name]) for name in tandem["queries"])
if not worst <= 0.01:
    sys.exit("The answers differ by more than the sketch of quantiles explains.")
