# SPDX-License-Identifier: Apache-2.0
"""What scenarios/sevilla-2024.yaml says once it has seen the stock of accelerators, once more, in numpy and from docs/evidence-learn.md and
docs/models.md alone: draws of the parameters of chips, weighted by the likelihood of the rows chips/stock of 2024 and later in
scenarios/data/observed-2026.csv.

Usage: learn.py [DRAWS [SEED]]
Writes quantity,p10,p50,p90 after learning, and the effective number per draw. tests/evidence/learn_test.cpp has what it gives.
"""
import csv
import datetime
import os
import sys

import numpy as np
from scipy.special import ndtr, ndtri

DRAWS = int(float(sys.argv[1])) if len(sys.argv) > 1 else 4000000
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 1
SCENARIOS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "scenarios")

# name: (p10, p50, p90, lower, upper); Sevilla et al. 2024, parameter table. The last three only move others along.
UNCERTAIN = {
    "initial_stock": (1.4e6, 2.2e6, 3.5e6, 0, None),
    "initial_production": (1e6, 1.85e6, 4.63e6, 0, None),
    "production_growth": (1.3, 1.7, 2.0, 1, None),
    "leading_edge_wafers": (12 * 1e5, 12 * 1.8e5, 12 * 3.33e5, 0, None),  # a year
    "capex_growth": (1.16, 1.23, 1.33, 1, None),
    "capex_elasticity": (0.25, 0.53, 0.75, 0, 1),
    "dies_per_wafer": (20, 28, 40, 0, None),
    "performance_growth": (1.31, 1.44, 1.59, 1, None),
    "training_duration": (5.18e6, 1.56e7, 2.33e7, 0, None),
    "datacenter_growth": (1.10, 1.15, 1.32, 1, None),
}
CORRELATED = {
    ("datacenter_growth", "production_growth"): 0.5,
    ("training_duration", "datacenter_growth"): 0.5,
    ("training_duration", "production_growth"): 0.5,
    ("training_duration", "performance_growth"): -0.7,
}


def metalog(p10, p50, p90, lower, upper):
    if upper is None:
        to, back = lambda x: np.log(x - lower), lambda y: lower + np.exp(y)
    else:
        to = lambda x: np.log((x - lower) / (upper - x))
        back = lambda y: lower + (upper - lower) / (1 + np.exp(-y))
    q10, q50, q90 = to(p10), to(p50), to(p90)
    a2 = (q90 - q10) / (2 * np.log(9.0))
    a3 = (q90 + q10 - 2 * q50) / (0.8 * np.log(9.0))
    return lambda u: back(q50 + (a2 + a3 * (u - 0.5)) * np.log(u / (1 - u)))


def sample(rng):
    names = list(UNCERTAIN)
    pearson = np.eye(len(names))
    for (a, b), rho in CORRELATED.items():
        i, j = names.index(a), names.index(b)
        pearson[i, j] = pearson[j, i] = 2 * np.sin(np.pi * rho / 6)
    normals = np.linalg.cholesky(pearson) @ rng.standard_normal((len(names), DRAWS))
    return {name: metalog(*UNCERTAIN[name])(ndtr(z)) for name, z in zip(names, normals)}


def stock_by_year(p, years):
    """At the start of 2024 and of each of the years after it: docs/models.md, chips."""
    wafer_growth = 1 + (p["capex_growth"] - 1) * p["capex_elasticity"]
    stock = [p["initial_stock"]]
    for k in range(years):
        made = p["initial_production"] * p["production_growth"] ** (k + 0.5)
        possible = p["leading_edge_wafers"] * wafer_growth ** (k + 0.5) * p["dies_per_wafer"]
        stock.append(stock[-1] + np.minimum(made, possible) * p["performance_growth"] ** (k + 0.5))
    return stock


def year_of(text):
    day = datetime.date.fromisoformat(text)
    start, end = datetime.date(day.year, 1, 1), datetime.date(day.year + 1, 1, 1)
    return day.year + (day - start) / (end - start)


def observed():
    with open(os.path.join(SCENARIOS, "data", "observed-2026.csv"), encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    for row in rows:
        if row["series"] != "chips/stock" or year_of(row["date"]) < 2024:
            continue
        width = 2 * ndtri(0.5 + 0.5 * float(row["interval"]))
        yield (year_of(row["date"]) - 2024, np.log10(float(row["value"])),
               np.log10(float(row["high"]) / float(row["low"])) / width, np.log10(float(row["discrepancy"])))


def quantiles(values, weights):
    order = np.argsort(values)
    below = np.cumsum(weights[order])
    return values[order][np.searchsorted(below, np.array([0.1, 0.5, 0.9]) * below[-1])]


draws = sample(np.random.default_rng(SEED))
stock = stock_by_year(draws, 3)
rows = list(observed())
off, said = [], []
for at, value, _, _ in rows:
    year, part = int(at), at - int(at)
    said.append(stock[year] * (stock[year + 1] / stock[year]) ** part)
    off.append(value - np.log10(said[-1]))
# One offset in common: the whole covariance matrix, inverted.
covariance = np.diag([row[2] ** 2 for row in rows]) + rows[0][3] ** 2
off = np.array(off)
logs = -0.5 * np.einsum("in,ij,jn->n", off, np.linalg.inv(covariance), off)
weights = np.exp(logs - logs.max())
print("quantity,p10,p50,p90")
for name in ("initial_stock", "initial_production", "production_growth", "performance_growth", "datacenter_growth"):
    print(name, *(f"{x:.6g}" for x in quantiles(draws[name], weights)), sep=",")
for i, (at, *_) in enumerate(rows):
    print(f"stock {at + 2024:.4f}", *(f"{x:.6g}" for x in quantiles(said[i], weights)), sep=",")
print("effective share,,", f"{weights.sum() ** 2 / (weights ** 2).sum() / DRAWS:.5f},", sep="")
