# SPDX-License-Identifier: Apache-2.0
"""Events once more, in numpy and from docs/events.md alone: those of scenarios/taiwan-disruption.yaml and supply-shocks.yaml.

Usage: events.py [DRAWS [SEED]]
Writes event,year,statistic,value: of each event the share of the draws in which it lasts in a year (active) or has begun by its end (begun)
and the mean part of the year inside it (overlap); the mean of what each leaves of a capacity (left); and, of the capacities that several
act on, the mean of the product (capacity). tests/published/events-peer.csv is what it gives, and a test compares.
"""
import sys

import numpy as np

DRAWS = int(float(sys.argv[1])) if len(sys.argv) > 1 else 400000
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 1
FIRST, LAST = 2026, 2036
YEARS = np.arange(FIRST, LAST + 1)
rng = np.random.default_rng(SEED)


def metalog(p10, p50, p90, lower, upper=np.inf):
    """Keelin 2016: three terms through the percentiles, in ln(x - lower), or in the log odds between two bounds; of one uniform number."""
    def to(x):
        return np.log(x - lower) if np.isinf(upper) else np.log((x - lower) / (upper - x))

    def back(z):
        return lower + np.exp(z) if np.isinf(upper) else lower + (upper - lower) / (1 + np.exp(-z))

    z = [to(np.float64(x)) for x in (p10, p50, p90)]
    spread = np.log(9.0)
    a = (z[1], (z[2] - z[0]) / (2 * spread), (z[0] + z[2] - 2 * z[1]) / (0.8 * spread))

    def quantile(u):
        logit = np.log(u / (1 - u))
        return back(a[0] + a[1] * logit + a[2] * (u - 0.5) * logit)
    return quantile


def constant(value):
    return lambda u: np.full_like(u, value)


def triangular(low, mode, high):
    def quantile(u):
        at = (mode - low) / (high - low)
        return np.where(u < at, low + np.sqrt(u * (high - low) * (mode - low)), high - np.sqrt((1 - u) * (high - low) * (high - mode)))
    return quantile


def by_year(values):
    """Evenly in growth between the years that are given, and held behind the last."""
    years = sorted(values)
    return np.exp(np.interp(YEARS, years, [np.log(values[year]) for year in years]))


def percent(p10, p50, p90):
    return metalog(p10 / 100, p50 / 100, p90 / 100, 0.0, 1.0)


def lasting(p10, p50, p90):
    return metalog(p10, p50, p90, 0.0)


def left(p10, p50, p90):
    return metalog(p10, p50, p90, 0.0, 1.0)


TAIWAN = by_year({2026: 0.08, 2028: 0.15, 2030: 0.25, 2035: 0.35})
# name: (hazard, or the year of a start; duration; {capacity: what is left})
DATED = {"taiwan": (2028.0, constant(3.0), {"logic": constant(0.15), "packaging": constant(0.15), "memory": constant(0.8)})}
SHOCKS = {
    "taiwan_war": (percent(1, 2.5, 6), lasting(2, 4, 8), {"logic": TAIWAN, "packaging": TAIWAN, "memory": constant(0.8)}),
    "taiwan_blockade": (percent(1, 2, 5), lasting(0.25, 0.5, 1.5), {"logic": left(0.2, 0.4, 0.7), "packaging": left(0.2, 0.4, 0.7)}),
    "quake": (constant(0.5), constant(0.02), {"logic": constant(0.8)}),
    "great_quake": (percent(1, 2, 4), lasting(0.25, 0.35, 0.5), {"logic": left(0.3, 0.5, 0.7)}),
    "gases": (percent(5, 10, 20), constant(0.5), {"logic": constant(0.98), "memory": constant(0.95)}),
    "export_rules": (percent(20, 35, 50), lasting(1, 1.5, 2), {name: constant(0.97) for name in ("logic", "packaging", "memory")}),
    "materials": (percent(3, 6, 12), lasting(0.5, 0.75, 1), {"deliveries": constant(0.85), "logic": constant(0.95)}),
    "memory_maker": (percent(5, 10, 20), constant(0.5), {"memory": constant(0.85)}),
    "state_moratoria": (triangular(0.1, 0.6, 1.0), constant(1.0), {"connections": constant(0.97)}),
    "connection_pause": (percent(1, 3, 8), lasting(1, 1.5, 2), {"connections": constant(0.5)}),
    "turbine_defect": (percent(2, 3, 6), constant(1.0), {"gas": constant(0.7)}),
    "transformers": (percent(5, 10, 20), constant(1.0), {"connections": constant(0.85)}),
}


def overlaps(when, duration):
    """The part of each year inside: of a hazard a coin for every year, and a moment of it where it falls."""
    inside = np.zeros((len(YEARS), DRAWS))
    over = np.full(DRAWS, -np.inf)
    hazard = when(rng.random(DRAWS)) if callable(when) else None
    for year in YEARS:
        if hazard is None:
            begins, comes = np.full(DRAWS, when), np.full(DRAWS, np.floor(when) == year)
        else:
            begins = year + rng.random(DRAWS)
            comes = (rng.random(DRAWS) < hazard) & (begins >= over)
        for i, other in enumerate(YEARS):
            part = np.minimum(begins + duration, other + 1) - np.maximum(begins, other)
            inside[i] += np.where(comes, np.clip(part, 0, 1), 0)
        over = np.where(comes, begins + duration, over)
    return inside


def main():
    print(f"# /usr/bin/python3 tests/benchmark/peers/events.py {DRAWS} {SEED}")
    print("event,year,statistic,value")
    for name, events in (("taiwan-disruption", DATED), ("supply-shocks", SHOCKS)):
        capacities = {}
        for event, (when, duration, factors) in events.items():
            inside = overlaps(when, duration(rng.random(DRAWS)))
            grave = rng.random(DRAWS)
            begun = np.maximum.accumulate(inside > 0)
            for i, year in enumerate(YEARS):
                print(f"{event},{year},active,{np.mean(inside[i] > 0):.6g}")
                print(f"{event},{year},begun,{np.mean(begun[i]):.6g}")
                print(f"{event},{year},overlap,{np.mean(inside[i]):.6g}")
            for capacity, factor in factors.items():
                phi = factor[:, None] if isinstance(factor, np.ndarray) else factor(grave)[None, :]
                capacities[capacity] = capacities.get(capacity, 1.0) * (1 - (1 - phi) * inside)
        for capacity, of in capacities.items():
            for i, year in enumerate(YEARS):
                print(f"{name}/{capacity},{year},capacity,{np.mean(of[i]):.6g}")


main()
