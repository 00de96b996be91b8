# SPDX-License-Identifier: Apache-2.0
"""scenarios/text-only.yaml without its other constraints, as one would write it in numpy: whole columns of draws, the equations of
docs/data-stock.md and the ways around of `chokepoint explain relief`, and nothing taken from C++. What scarce tokens cost is searched for in
one dimension, draw by draw.

Usage: data_wall.py [DRAWS [SEED]]
Prints a CSV: scenario,variable,year,statistic,value; tests/published/data-wall-peer.csv is that of 1000000 draws.
"""
import sys

import numpy as np
from scipy.special import ndtri

DRAWS = int(float(sys.argv[1])) if len(sys.argv) > 1 else 100_000
rng = np.random.default_rng(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
YEARS = range(2026, 2037)


def lognormal(low, high, level):
    z = ndtri(0.5 + level / 2)
    return np.exp((np.log(low) + np.log(high)) / 2 + (np.log(high) - np.log(low)) / (2 * z) * rng.standard_normal(DRAWS))


def metalog(p10, p50, p90, lower=None, upper=None):
    """The curve with three terms through P10, P50 and P90 (Keelin 2016), within bounds where there are any."""
    def bent(x):
        if lower is None:
            return x
        return np.log(x - lower) if upper is None else np.log((x - lower) / (upper - x))

    low, middle, high = bent(p10), bent(p50), bent(p90)
    u = rng.random(DRAWS)
    logit = np.log(u / (1 - u))
    y = middle + logit * ((high - low) / (2 * np.log(9)) + ((high - middle) - (middle - low)) / (0.8 * np.log(9)) * (u - 0.5))
    if lower is None:
        return y
    return lower + np.exp(y) if upper is None else lower + (upper - lower) / (1 + np.exp(-y))


# The trajectory: the third of September is the 245th day after the first of January of 2026, counted from 0.
anchor, growth = metalog(5.8e26, 1e27, 2.9e27, lower=0), metalog(3.25, 4.4, 5.6, lower=1)

# The stock, of 2024, and the demand of the start of 2026.
raw = lognormal(75e9, 1e12, 0.95) * lognormal(6100, 8200, 0.95) / metalog(2.853, 4, 4.729, 0.5, 6)
stock_growth = lognormal(1.0, 1.1, 0.95) * lognormal(1.02, 1.04, 0.95)
quality = lognormal(0.1, 0.4, 0.95)
token_decay, size_decay = lognormal(8, 25, 0.9), lognormal(3, 9, 0.9)
tokens, token_growth = metalog(22e12, 33e12, 50e12, lower=0), lognormal(1.884, 3.055, 0.95)
trend = rng.random(DRAWS) < 0.5
overtrained = lognormal(21, 60, 0.9)

a, b = 0.3478, 0.3658  # exponents of parameters and tokens
reference = 5.76e23
limit = (b / (a + b) * (1 + size_decay)**-a + a / (a + b) * (1 + token_decay)**-b)**(-1 / b)  # equation (14)


def best_tokens(run, ratio):
    return np.sqrt(ratio * reference / 6) * (run / reference)**(a / (a + b))


def loss_of(log_size, scarcity, decay, decay_of_size):
    """Equations (10) to (12) at the compute of the best run on endless tokens, everything in units of that run."""
    size = np.exp(log_size)
    unique = 1 / scarcity
    passes = 1 / size / unique
    tokens_worth = unique * (np.minimum(passes, 1) + decay * (1 - np.exp(-np.maximum(passes - 1, 0) / decay)))
    useful = np.minimum(size, unique**(b / a))
    size_worth = useful * (1 + decay_of_size * (1 - np.exp(-(size / useful - 1) / decay_of_size)))
    return b / (a + b) * size_worth**-a + a / (a + b) * tokens_worth**-b


def kept(scarcity, decay=15.387756, decay_of_size=5.309743):
    """The share of its compute that a run is worth that wants so many times the unique tokens: ternary search."""
    low, high = np.full_like(scarcity, -12.0), np.full_like(scarcity, 12.0)
    for _ in range(90):
        left, right = low + (high - low) / 3, high - (high - low) / 3
        better = loss_of(left, scarcity, decay, decay_of_size) < loss_of(right, scarcity, decay, decay_of_size)
        low, high = np.where(better, low, left), np.where(better, right, high)
    loss = loss_of((low + high) / 2, scarcity, decay, decay_of_size)
    return np.minimum(loss, np.inf)**(-(a + b) / (a * b))


# The ways around, as orders of magnitude of compute.
most, rate, affordable = metalog(0.8, 1.5, 2.5, lower=0), metalog(1, 1.3, 2, lower=0), metalog(0.5, 1, 2, lower=0)
thinking = most * (1 - np.exp(-affordable / (rate * most)))
curation = np.maximum(metalog(0, 0.18, 0.4), 0)
synthetic = np.maximum(metalog(0, 0.2, 0.6), 0)
post_training = metalog(0.05, 0.25, 0.6, lower=0)
interference = metalog(0.5, 0.7, 0.9, 0, 1)

rows = []


def say(scenario, variable, year, values):
    for level in (10, 50, 90):
        rows.append((scenario, variable, year, f"p{level}", np.percentile(values, level)))


def share(scenario, variable, year, holds):
    rows.append((scenario, variable, year, "probability", holds.mean()))


used_up = {"text-only": np.full(DRAWS, 9999), "overtrained": np.full(DRAWS, 9999)}
for year in YEARS:
    wanted = anchor * growth**(year - (2026 + 245 / 365))
    unique = raw * stock_growth**(year - 2024) * quality
    for scenario, more in (("text-only", np.ones(DRAWS)), ("overtrained", overtrained)):
        by_trend = tokens * token_growth**(year - 2026) * np.sqrt(more)
        by_law = best_tokens(wanted, 20) * np.sqrt(more)
        demand = np.where(trend, by_trend, by_law)
        ceiling = np.where(trend, wanted * (limit * unique / by_trend)**2, wanted * (limit * unique / by_law)**((a + b) / a))
        used_up[scenario] = np.where((demand >= unique) & (used_up[scenario] == 9999), year, used_up[scenario])
        say(scenario, "ceiling/data", year, ceiling)
        share(scenario, "exhaustion_year/by", year, used_up[scenario] <= year)
        # All tokens of the run for each parameter of it: a model trained on D tokens with C FLOP has C / (6 D).
        share(scenario, "more than 1000 tokens per parameter", year, 6 * demand**2 / wanted > 1000)
        if scenario == "overtrained":
            continue
        say(scenario, "data/unique_tokens", year, unique)
        say(scenario, "data/demand", year, demand)
        attainable = np.minimum(wanted, ceiling)
        short = attainable < wanted
        shortfall = np.log10(wanted / attainable)
        worth = wanted * kept(best_tokens(wanted, 18.39) / unique)
        scarce = np.where(short, np.maximum(np.log10(worth / attainable), 0), 0)
        relief = np.minimum(interference * (thinking + curation + synthetic + post_training + scarce), 3)
        say(scenario, "relief/scarce_data", year, scarce)
        say(scenario, "relief", year, relief)
        share(scenario, "short", year, short)
        share(scenario, "left short", year, shortfall > relief)
for scenario, years in used_up.items():
    for level in (10, 50, 90):
        rows.append((scenario, "exhaustion_year", 2036, f"p{level}", float(np.sort(years)[int(np.ceil(level / 100 * DRAWS)) - 1])))

print(f"# /usr/bin/python3 tests/benchmark/peers/data_wall.py {DRAWS} {sys.argv[2] if len(sys.argv) > 2 else 1}")
print("scenario,variable,year,statistic,value")
for row in rows:
    print(",".join(f"{part:.6g}" if isinstance(part, float) else str(part) for part in row))
