# SPDX-License-Identifier: Apache-2.0
"""scenarios/villalobos-2024.yaml as one would write it in numpy: whole columns of draws, D1 to D8 of docs/data-stock.md with the paper's own
distributions (tokens of a byte as 6 less a lognormal number), and nothing taken from C++. The best split on few tokens is found on a grid.

Usage: human_text.py [EXECUTABLE [DRAWS [SEED]]]
Prints a CSV: quantity,year,statistic,value. With the path of chokepoint, runs the scenario and fails where a median differs by more than 2%,
another percentile by more than 4%, or a share of draws by more than 0.01.
"""
import csv
import io
import subprocess
import sys

import numpy as np
from scipy.special import ndtri

EXECUTABLE = sys.argv[1] if len(sys.argv) > 1 else None
DRAWS = int(float(sys.argv[2])) if len(sys.argv) > 2 else 200_000
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else 1
rng = np.random.default_rng(SEED)
YEARS = range(2024, 2037)


def lognormal(low, high, level=0.95):
    z = ndtri(0.5 + level / 2)
    middle, width = (np.log(low) + np.log(high)) / 2, (np.log(high) - np.log(low)) / (2 * z)
    return np.exp(middle + width * rng.standard_normal(DRAWS))


pages, per_page = lognormal(75e9, 1e12), lognormal(6100, 8200)
per_token = np.maximum(6 - lognormal(1, 4), 0.5)
growth = lognormal(1.02, 1.04) * lognormal(1.00, 1.10)
quality, gain = lognormal(0.1, 0.4), lognormal(2, 5)
first = lognormal(3e12, 13e12, 0.9)
slope = 0.38 + 0.105 / ndtri(0.975) * rng.standard_normal(DRAWS)  # orders of magnitude a year
trend = rng.random(DRAWS) < 0.5


def of_year(year, overtraining=1.0):
    """Unique and effective tokens, the demand for them, and the run that they are enough for."""
    unique = pages * per_page / per_token * growth**(year - 2024) * quality
    run = 2.1e25 * 4.0**(year - (2023 + 73 / 365))
    by_trend = first * 10**(slope * (year - 2024)) * np.sqrt(overtraining)
    by_law = 20 * np.sqrt(run / 120) * np.sqrt(overtraining)
    demand = np.where(trend, by_trend, by_law)
    return unique, unique * gain, demand, run * (unique * gain / demand)**2


rows = []
never = {1.0: np.ones(DRAWS, bool), 5.0: np.ones(DRAWS, bool)}
for year in YEARS:
    unique, effective, demand, ceiling = of_year(year)
    for name, values in (("data/unique_tokens", unique), ("data/effective_tokens", effective), ("data/demand", demand), ("ceiling/data", ceiling)):
        for level in (10, 50, 90):
            rows.append((name, year, f"p{level}", np.percentile(values, level)))
    for overtraining in never:
        _, effective, demand, _ = of_year(year, overtraining)
        never[overtraining] &= demand <= effective
        rows.append(("stopped/data" + ("" if overtraining == 1 else ", overtrained"), year, "probability", 1 - never[overtraining].mean()))


def lost(scarcity, decay, size_decay, a=0.3478, b=0.3658):
    """Orders of magnitude of compute that a run loses that wants so many times the unique tokens; everything in units of the best run."""
    n = np.exp(np.linspace(-8, 8, 400_001))
    passes = scarcity / n
    tokens = (np.minimum(passes, 1) + decay * (1 - np.exp(-np.maximum(passes - 1, 0) / decay))) / scarcity
    useful = np.minimum(n, scarcity**(-b / a))
    size = n if np.isinf(size_decay) else useful * (1 + size_decay * (1 - np.exp(-(n / useful - 1) / size_decay)))
    loss = b / (a + b) * size**-a + a / (a + b) * tokens**-b
    return np.log10(loss.min()) * (a + b) / (a * b)


for scarcity in (2, 4, 8, 10, 16, 32):
    for name, decay, size_decay in (("once", 1e-9, np.inf), ("pessimistic", 2.9157, np.inf), ("passes alone", 15.387756, np.inf), ("full", 15.387756, 5.309743)):
        rows.append((f"orders of magnitude lost, {name}", scarcity, "value", lost(scarcity, decay, size_decay)))

print("quantity,year,statistic,value")
for row in rows:
    print(",".join(f"{part:.6g}" if isinstance(part, float) else str(part) for part in row))

if EXECUTABLE:
    worst = {"p50": 0.0, "other percentiles": 0.0, "probability": 0.0}
    for overtraining in (1, 5):
        command = [EXECUTABLE, "run", "scenarios/villalobos-2024.yaml", "--format", "csv", "--set", f"data.demand.overtraining={overtraining}"]
        said = {(r["variable"], int(r["year"]), r["statistic"]): float(r["value"])
                for r in csv.DictReader(io.StringIO(subprocess.run(command, check=True, capture_output=True, text=True).stdout))}
        for name, year, statistic, value in rows:
            if name.startswith("orders") or (overtraining == 5) != name.endswith(", overtrained"):
                continue
            found = said[name.removesuffix(", overtrained"), year, statistic]
            kind = statistic if statistic in worst else "other percentiles"
            worst[kind] = max(worst[kind], abs(found - value) if statistic == "probability" else abs(found / value - 1))
    print("largest difference: " + ", ".join(f"{value:.2g} of {kind}" for kind, value in worst.items()), file=sys.stderr)
    sys.exit(int(worst["p50"] > 0.02 or worst["other percentiles"] > 0.04 or worst["probability"] > 0.01))
