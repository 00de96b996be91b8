# SPDX-License-Identifier: Apache-2.0
"""The model `buildout` of power on the stack of scenarios/baseline-2026-power.yaml, as one would write it in numpy: whole columns of
draws, sums over years of orders in the closed form of docs/power-buildout.md, V1 to V9, and nothing taken from C++.

Usage: power_buildout.py [DRAWS [SEED [FAMILY [GW,DECIDED,OVER,LEAD [GROWTH]]]]]
Prints a CSV: series,year,p10,p50,p90 in GW, by start of year; shares of draws in which demand, interconnection or generation binds; and
when the run of a trajectory passes what the network of data centers can do, between two years where it does.
FAMILY is `metalog` (as the scenario has it) or `two-piece` (lognormal halves through the same percentiles). The fourth argument is a
programme of reactors beside the rest: so much in all, decided from a year on, over so many years, with a lead time (`-` for that of the
stack). GROWTH is one of the trajectory, the same in all draws, in place of that of the scenario.
"""
import sys

import numpy as np
from scipy.special import ndtri

DRAWS = int(float(sys.argv[1])) if len(sys.argv) > 1 else 100_000
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 1
FAMILY = sys.argv[3] if len(sys.argv) > 3 else "metalog"
PROGRAMME = sys.argv[4].split(",") if len(sys.argv) > 4 and sys.argv[4] != "-" else None
GROWTH = float(sys.argv[5]) if len(sys.argv) > 5 else None
BASE, LAST = 2026, 2041
rng = np.random.default_rng(SEED)


def uncertain(p10, p50, p90, kind="positive"):
    """Through three percentiles; growths as their excess over one, shares in the logit (metalog) or cut at one (two-piece)."""
    u = rng.random(DRAWS)
    there = {"positive": np.log, "growth": lambda x: np.log(x - 1), "share": lambda x: np.log(x / (1 - x))}[kind]
    back = {"positive": np.exp, "growth": lambda x: 1 + np.exp(x), "share": lambda x: 1 / (1 + np.exp(-x))}[kind]
    if FAMILY == "two-piece":
        if kind == "share":
            there, back = np.log, lambda x: np.minimum(np.exp(x), 1)
        a, b, c = there(np.array([p10, p50, p90]))
        z = ndtri(u) / ndtri(0.9)
        return back(b + np.where(z < 0, (b - a) * z, (c - b) * z))
    a, b, c = there(np.array([p10, p50, p90]))
    logit = np.log(u / (1 - u))
    ratio = (b - a) / (c - a)
    return back(b + (c - a) / (2 * np.log(9)) * logit + (1 - 2 * ratio) * (c - a) / (0.8 * np.log(9)) * (u - 0.5) * logit)


def constant(value):
    return np.full(DRAWS, float(value))


def one(value, kind="positive"):
    return uncertain(*value, kind) if isinstance(value, tuple) else constant(value)


def growing(first, growth, limit, since):
    """Orders by year, from `since` years before the base year on."""
    r, g = one(first), one(growth, "growth")

    def of(year):
        part = min(max(since - (BASE - year) + 1, 0), 1) if year < BASE else 1
        return np.minimum(r * g ** (year - BASE), limit) * part

    return of


def as_of(first, date, growth, limit, since):
    """The same, the first orders holding at another date."""
    r, g = one(first), one(growth, "growth")

    def of(year):
        part = min(max(since - (BASE - year) + 1, 0), 1) if year < BASE else 1
        return np.minimum(r * g ** (year - date), limit) * part

    return of


def listed(orders, after=0.0, since=0.0):
    def of(year):
        if year < BASE:
            return constant(orders[BASE] * min(max(since - (BASE - year) + 1, 0), 1))
        return constant(orders.get(year, after))

    return of


def steps(orders):
    return lambda year: constant(0 if year < BASE else orders[max(y for y in orders if y <= year)])


# name: orders, lead time, firm share, completion, through the grid
STACK = {
    "gas_committed": (listed({2026: 2.2, 2027: 2.5, 2028: 4.9, 2029: 6.3, 2030: 7.7}), 0, (.85, .90, .93), (.7, 1, 1.35), True),
    "gas_turbines": (growing((5, 8, 12), (1.03, 1.08, 1.15), 16, 0), (3.5, 5, 7), (.85, .90, .93), 1, True),
    "gas_fast": (as_of((2.5, 4, 6.5), 2025, (1.1, 1.2, 1.35), 10, 1), (1.25, 1.75, 2.5), (.70, .80, .88), 1, False),
    "fuel_cells": (as_of((.7, 1.2, 2), 2025, (1.15, 1.3, 1.5), 6, 1), (.6, 1, 1.5), (.85, .90, .95), 1, False),
    "nuclear_restarts": (listed({2026: 0, 2027: 0.835, 2028: 0, 2029: 0.615}), (.3, .75, 1.75), .92, 1, True),
    "nuclear_uprates": (growing((.15, .4, .9), (1.02, 1.1, 1.2), 1.5, 0), (3, 4, 6), (.90, .92, .94), 1, True),
    "nuclear_large": (steps({2026: 0, 2027: 1.1, 2030: 2.2}), (8, 10, 14), (.90, .92, .94), 1, True),
    "nuclear_small": (listed({2026: .3, 2027: .6, 2028: 1.0, 2029: 1.3, 2030: 1.6, 2031: 2.0}, 2.4, 1.15), (6, 7.5, 11), (.85, .90, .93), 1, True),
    "solar_storage": (as_of((2.5, 6.5, 13), 2024, (1.01, 1.06, 1.12), 40, 2), (1.5, 2.5, 4.5), (.08, .17, .22), 1, True),
    "wind": (as_of((.4, .9, 2), 2023, (1.005, 1.03, 1.08), 6, 3), (2.5, 3.5, 6), (.08, .12, .18), 1, True),
    "geothermal": (as_of((.07, .15, .3), 2025, (1.25, 1.5, 1.8), 4, 1), (2.5, 3.5, 5), (.85, .90, .95), 1, True),
}


def print_row(name, year, values):
    print(f"{name},{year}," + ",".join(f"{q:.4f}" for q in np.quantile(values, [0.1, 0.5, 0.9])))


def main():
    power = one((12.2, 17, 22.8))
    demand = one((1.3, 1.5, 1.78), "growth")
    headroom = one((35, 59, 90))
    connections = one((4.5, 8, 13))
    connection_growth = one((1.03, 1.10, 1.20), "growth")
    new_power = one((0.88, 1.0, 1.19))
    efficiency = one((1.15, 1.28, 1.41), "growth")
    fleet = one((1.4, 1.5, 1.6))
    accelerators = power / fleet  # GW over kW: millions
    # Of the trajectory and of a run; where the scenario has a duration by year, its median here, which moves the date and hardly what changes it.
    anchor, growth = one((5.8e26, 1e27, 2.9e27)), one((3.25, 4.4, 5.6), "growth")
    growth = growth if GROWTH is None else constant(GROWTH)
    share, utilization = one((.16, .26, .40), "share"), one((.22, .34, .48), "share")
    duration = [120 * min(1.15 ** max(year - 2027, 0), 270 / 120) * 86400 for year in range(BASE, LAST + 1)]
    rooms = []

    def keep_room(year):
        run = share * accelerators * 1e6 * 1.979e15 * utilization * duration[year - BASE]
        rooms.append(np.log(run / (anchor * growth ** (year - 2026.67))))

    supply, queue = power.copy(), np.zeros(DRAWS)
    built = {}
    for name, (orders, lead, firm, completion, grid) in STACK.items():
        lead, k = one(lead), one(firm, "share") * one(completion)
        ordered = {year: orders(year) for year in range(BASE - 10, LAST)}
        total = {year: sum(ordered[u] * np.clip(year - u - lead + 1, 0, 1) for u in ordered if u <= year) for year in range(BASE - 1, LAST)}
        built[name] = ({year: k * (total[year] - total[year - 1]) for year in range(BASE, LAST)}, grid)
    if PROGRAMME:
        gw, decided, over = float(PROGRAMME[0]), int(PROGRAMME[1]), int(PROGRAMME[2])
        lead = one((8, 10, 14)) if PROGRAMME[3] == "-" else constant(PROGRAMME[3])
        total = {
            year: sum(gw / over * np.clip(year - u - lead + 1, 0, 1) for u in range(decided, decided + over) if u <= year)
            for year in range(BASE - 1, LAST)
        }
        total = {year: values + np.zeros(DRAWS) for year, values in total.items()}
        built["programme"] = ({year: 0.92 * (total[year] - total[year - 1]) for year in range(BASE, LAST)}, True)
    print("series,year,p10,p50,p90")
    sums = {name: np.zeros(DRAWS) for name in built}
    print_row("ai_datacenter_power", BASE, power)
    keep_room(BASE)
    for year in range(BASE, LAST):
        added = {name: arrived[year] for name, (arrived, _) in built.items()}
        for name in added:
            sums[name] += added[name]
        ready = queue + sum(added[name] for name in added if built[name][1])
        site = sum(added[name] for name in added if not built[name][1])
        limit = connections * connection_growth ** (year - BASE)
        connected = np.minimum(ready + headroom, limit)
        short = ready + headroom > limit
        headroom = headroom - np.maximum(connected - ready, 0)
        queue = np.maximum(ready - connected, 0)
        supply = supply + connected + site
        wanted = power * demand
        by_demand = wanted < supply
        new = np.minimum(wanted, supply)
        accelerators = accelerators + (new - power) / (new_power / efficiency ** (year - BASE))
        power = new
        print_row("ai_datacenter_power", year + 1, power)
        print_row("supply", year + 1, supply)
        print_row("waiting", year + 1, queue)
        print_row("headroom", year + 1, headroom)
        print_row("accelerators", year + 1, accelerators)
        for name in built:
            print_row(name, year + 1, sums[name])
        keep_room(year + 1)
        print(f"binds,{year + 1},{by_demand.mean():.4f},{(~by_demand & short).mean():.4f},{(~by_demand & ~short).mean():.4f}")
    rooms = np.array(rooms)
    below = rooms < 0
    first = np.where(below.any(axis=0), below.argmax(axis=0), len(rooms))
    date = np.full(DRAWS, np.inf)
    for i in range(1, len(rooms)):
        here = first == i
        date[here] = BASE + i - 1 + rooms[i - 1][here] / (rooms[i - 1][here] - rooms[i][here])
    print("passes,," + ",".join(f"{q:.3f}" for q in np.quantile(date, [0.1, 0.5, 0.9], method="lower")))


main()
