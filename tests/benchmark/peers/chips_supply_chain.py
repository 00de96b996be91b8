# SPDX-License-Identifier: Apache-2.0
"""scenarios/baseline-2026-chips.yaml once more, in numpy and from the equations of docs/chips-supply-chain.md alone.

Usage: chips_supply_chain.py [DRAWS [SEED [powered]]]
Writes year,variable,statistic,value: P10, P50 and P90 of every series of chips in the unit of the column, and the share of the draws in which
a part is the lowest. tests/published/chips-supply-chain-peer.csv is what it gives, and a test compares.
With `powered` it writes instead what is installed, idle, and fed without accelerators, where 65% of the stock stands in a region in which
power for so many comes in a year (POWERED): tests/published/chips-powered-peer.csv.
"""
import sys

import numpy as np
from scipy.special import ndtr, ndtri

DRAWS = int(float(sys.argv[1])) if len(sys.argv) > 1 else 1000000
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 1
COUPLED = len(sys.argv) > 3 and sys.argv[3] == "powered"
POWERED, REGION = {2027: (6e6, 12e6, 20e6), 2031: (30e6, 70e6, 140e6), 2036: (60e6, 150e6, 300e6)}, 0.65
FIRST, LAST = 2026, 2036
DAY = 86400.0
VINTAGES = 16

# name: {year: (p10, p50, p90)}, or one of them for all years.
NEEDS = {
    "n5": {2026: (22.2, 31, 43.2), 2027: (21.5, 31, 44.8), 2028: (20.4, 31, 47.1), 2029: (19.2, 31, 50.2), 2030: (17.9, 31, 53.8), 2035: (12, 31, 80.4)},
    "n3": {2026: (28.7, 40, 55.8), 2027: (41.6, 60, 86.6), 2028: (43.4, 66, 100), 2029: (43.3, 70, 113), 2030: (43.2, 75, 130), 2035: (28.9, 75, 194)},
    "n2": {2026: (57.4, 80, 112), 2027: (55.4, 80, 115), 2028: (59.2, 90, 137), 2029: (64.9, 105, 170), 2030: (69.1, 120, 208), 2035: (74.4, 193, 500)},
    "interposer": {2026: (34.7, 38, 41.6), 2027: (43.3, 50, 57.7), 2028: (47.4, 58, 71), 2029: (52.2, 68, 88.6), 2030: (56.3, 78, 108), 2035: (66.2, 126, 240)},
    "memory": {2026: (685, 750, 821), 2027: (390, 450, 519), 2028: (327, 400, 490), 2029: (280, 365, 475), 2030: (238, 330, 458), 2035: (108, 205, 390)},
    "exposures": {2026: (0.574, 0.85, 1.26), 2027: (0.469, 0.71, 1.07), 2028: (0.415, 0.65, 1.02), 2029: (0.367, 0.6, 0.982), 2030: (0.319, 0.55, 0.947), 2035: (0.152, 0.36, 0.85)},
}
MADE = {
    "packaging": {2026: (1080e3, 1250e3, 1450e3), 2027: (1640e3, 2000e3, 2440e3), 2028: (2150e3, 2800e3, 3650e3), 2029: (2580e3, 3600e3, 5020e3), 2030: (3000e3, 4500e3, 6750e3)},
    "memory": {2026: (22.7e9, 27e9, 32.1e9), 2027: (36.2e9, 45e9, 55.9e9), 2028: (45.5e9, 60e9, 79.2e9), 2029: (55.3e9, 78e9, 110e9), 2030: (64.8e9, 98e9, 148e9)},
}
WAFERS = {"n5": [2904e3, 2700e3, 2400e3, 2160e3, 1920e3], "n3": [1536e3, 1848e3, 2100e3, 2160e3, 2160e3], "n2": [0, 1440e3, 1800e3, 2460e3, 3120e3]}
SHARES = {"n5": [0.35, 0.30, 0.25, 0.20, 0.15], "n3": [0.60, 0.86, 0.86, 0.86, 0.86], "n2": [0, 0.10, 0.35, 0.45, 0.55], "euv": [0.30, 0.38, 0.45, 0.52, 0.58]}
DELIVERIES = [60, 80, 88, 95, 100]
INTO_BASE = {"logic": 1.96, "packaging": 1.81, "memory": 1.59}
AFTER_2030 = {"logic": (1.05, 1.08, 1.2), "packaging": (1.05, 1.1, 1.2), "memory": (1.05, 1.1, 1.2)}

rng = np.random.default_rng(SEED)


def metalog(u, p10, p50, p90, lower=0.0, upper=None):
    if upper is None:
        to, back = lambda x: np.log(x - lower), lambda y: lower + np.exp(y)
    else:
        to = lambda x: np.log((x - lower) / (upper - x))
        back = lambda y: lower + (upper - lower) / (1 + np.exp(-y))
    q10, q50, q90 = to(p10), to(p50), to(p90)
    a2 = (q90 - q10) / (2 * np.log(9.0))
    a3 = (q90 + q10 - 2 * q50) / (0.8 * np.log(9.0))
    return back(q50 + (a2 + a3 * (u - 0.5)) * np.log(u / (1 - u)))


def draw(p10, p50, p90, lower=0.0, upper=None):
    return metalog(rng.random(DRAWS), p10, p50, p90, lower, upper)


def by_year(u, given):
    """Columns of all years: evenly in growth between those given, the last one held."""
    points = {year: metalog(u, *quantiles) for year, quantiles in given.items()}
    years = sorted(points)
    columns = {}
    for year in range(FIRST, LAST + 1):
        a = max(y for y in years if y <= year)
        b = min((y for y in years if y > year), default=a)
        columns[year] = points[a] if a == b else points[a] * (points[b] / points[a]) ** ((year - a) / (b - a))
    return columns


def held(values, year):
    return values[min(year - FIRST, len(values) - 1)]


# The nodes of logic move together: Spearman 0.98, through a Gaussian copula.
rho = 2 * np.sin(np.pi * 0.98 / 6)
normals = np.linalg.cholesky(np.full((3, 3), rho) + (1 - rho) * np.eye(3)) @ rng.standard_normal((3, DRAWS))
needs = {name: by_year(ndtr(z), NEEDS[name]) for name, z in zip(("n5", "n3", "n2"), normals)}
for name in ("interposer", "memory", "exposures"):
    needs[name] = by_year(rng.random(DRAWS), NEEDS[name])
growth = {name: draw(*quantiles, lower=1.0) for name, quantiles in AFTER_2030.items()}

made = {name: by_year(rng.random(DRAWS), given) for name, given in MADE.items()}
for name, columns in made.items():
    for year in range(2031, LAST + 1):
        columns[year] = columns[year - 1] * growth[name]
made["logic"] = {}
for year in range(FIRST, LAST + 1):
    more = growth["logic"] ** max(year - 2030, 0)
    made["logic"][year] = sum(held(WAFERS[n], year) * held(SHARES[n], year) * needs[n][year] for n in ("n5", "n3", "n2")) * more
for name, factor in INTO_BASE.items():
    made[name][FIRST - 1] = made[name][FIRST] / factor

lag = draw(0.2, 0.3, 0.45, upper=360 / 365.25)
package_yield = draw(0.85, 0.9, 0.95, upper=1.0)
share = {name: draw(0.86, 0.9, 0.94, upper=1.0) for name in ("packaging", "memory")}
used = lambda name, year: made[name][year] ** (1 - lag) * made[name][year - 1] ** lag

deployment = rng.triangular(0.0, 0.25, 0.5, DRAWS)
life = 5.0
in_use = [np.clip(np.minimum(k + 1, deployment + life) - np.maximum(k, deployment), 0, None) for k in range(VINTAGES)]
sold_before, stock_growth = draw(17.6e6, 20e6, 22.7e6), draw(2.83, 3.33, 3.91, lower=1.0)
sold = [sold_before * (stock_growth**-k - stock_growth ** -(k + 1)) for k in range(VINTAGES - 1)]
sold.append(sold_before * stock_growth ** -(VINTAGES - 1))

u = rng.random(DRAWS)
duration_points = {2027: metalog(u, 88 * DAY, 120 * DAY, 178 * DAY), 2031: metalog(u, 135 * DAY, 213 * DAY, 272 * DAY, upper=300 * DAY),
                   2034: metalog(u, 172 * DAY, 255 * DAY, 280 * DAY, upper=300 * DAY)}
run_share, utilization = draw(0.16, 0.26, 0.4, upper=1.0), draw(0.22, 0.34, 0.48, upper=1.0)


def duration(year):
    year = min(max(year, 2027), 2034)
    a, b = (2027, 2031) if year < 2031 else (2031, 2034)
    return duration_points[a] * (duration_points[b] / duration_points[a]) ** ((year - a) / (b - a))


powered = by_year(rng.random(DRAWS), {2026: POWERED[2027]} | POWERED) if COUPLED else None
print(f"# /usr/bin/python3 tests/benchmark/peers/chips_supply_chain.py {DRAWS} {SEED}{' powered' if COUPLED else ''}")
print("year,variable,statistic,value")


def put(year, name, column):
    for statistic, value in zip(("p10", "p50", "p90"), np.quantile(column, (0.1, 0.5, 0.9))):
        print(f"{year},{name},{statistic},{value:.6g}")


tools, allowed = 277.0, None
NAMES = ("logic", "packaging", "memory", "lithography")
for year in range(FIRST, LAST + 1):
    supply = {
        "logic": used("logic", year),
        "packaging": used("packaging", year) * share["packaging"] * package_yield * needs["interposer"][year],
        "memory": used("memory", year) * share["memory"] * package_yield / needs["memory"][year],
        "lithography": (tools + held(DELIVERIES, year) / 2) * 591e3 * held(SHARES["euv"], year) / needs["exposures"][year],
    }
    lowest = np.minimum.reduce([supply[name] for name in NAMES])
    stock = sum(s * w for s, w in zip(sold, in_use))
    per_chip = 1.979e15 * utilization * duration(year)
    if COUPLED:
        there = REGION * stock
        fed = there if year == FIRST else fed + powered[year]
        working = np.minimum(there, fed) + (1 - REGION) * stock
        put(year, "ceiling/chips", working * run_share * per_chip)
        put(year, "chips/installed", working)
        put(year, "chips/idle", stock - working)
        put(year, "chips/unused_power", fed - np.minimum(there, fed))
        sold = [lowest] + sold[:-1]
        tools += held(DELIVERIES, year)
        continue
    put(year, "ceiling/chips", stock * run_share * per_chip)
    if allowed is not None:
        older = stock - sold[0] * in_use[0]
        for name in NAMES:
            put(year, f"ceiling/chips/{name}", (older + allowed[name] * in_use[0]) * run_share * per_chip)
            print(f"{year},lowest/chips/{name},share,{np.mean(allowed[name] == sold[0]):.5f}")
    put(year, "chips/stock", stock)
    put(year, "chips/accelerators", stock * run_share)
    put(year, "chips/made", lowest)
    for name in NAMES:
        put(year, f"chips/{name}_supply", supply[name])
    allowed, sold = supply, [lowest] + sold[:-1]
    tools += held(DELIVERIES, year)
