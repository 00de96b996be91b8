# SPDX-License-Identifier: Apache-2.0
"""The model of scenarios/sevilla-2024.yaml as its users would write it in numpy: whole columns, no loop over draws.

Usage: sevilla_2024.py [--table] [DRAWS [SEED]]
Writes the long CSV of `chokepoint run --format csv` to standard output, or with --table the numbers of the table of `chokepoint run`
and nothing else, and to standard error the seconds from the end of the imports to the end of the output.
"""
import sys

TABLE = "--table" in sys.argv
sys.argv = [word for word in sys.argv if word != "--table"]

import numpy as np
from scipy.special import ndtr, ndtri

import time

START = time.perf_counter()
DRAWS = int(float(sys.argv[1])) if len(sys.argv) > 1 else 65536
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 1
YEARS = range(2024, 2031)
DAY, YEAR = 86400.0, 365.25 * 86400.0

# name: (p10, p50, p90, lower, upper); Sevilla et al. 2024, parameter table.
UNCERTAIN = {
    "training_duration": (5.18e6, 1.56e7, 2.33e7, 0, None),
    "largest_run_share": (0.16, 0.26, 0.40, 0, 1),
    "peak_performance": (1e15, 2e15, 4e15, 0, None),
    "utilization": (0.20, 0.375, 0.60, 0, 1),
    "performance_growth": (1.31, 1.44, 1.59, 1, None),
    "batch_size": (1.6e7, 6e7, 3.6e8, 0, None),
    "power_per_accelerator": (1527.9, 1704, 1846, 0, None),
    "energy_efficiency_growth": (1.16, 1.28, 1.42, 1, None),
    "us_datacenter_power": (33e9, 40e9, 50e9, 0, None),
    "campus_power": (0.96e9, 2.5e9, 5e9, 0, None),
    "datacenter_growth": (1.10, 1.15, 1.32, 1, None),
    "non_ai_growth": (1.07, 1.08, 1.10, 1, None),
    "network_length": (350e3, 2945.1e3, 10618.45e3, 0, None),
    "interconnect_bandwidth": (4.1e14, 8.19e14, 1.64e15, 0, None),
    "interconnect_growth": (1.4, 1.5, 1.6, 1, None),
    "initial_stock": (1.4e6, 2.2e6, 3.5e6, 0, None),
    "initial_production": (1e6, 1.85e6, 4.63e6, 0, None),
    "production_growth": (1.3, 1.7, 2.0, 1, None),
    "leading_edge_wafers": (1e5, 1.8e5, 3.33e5, 0, None),
    "capex_growth": (1.16, 1.23, 1.33, 1, None),
    "capex_elasticity": (0.25, 0.53, 0.75, 0, 1),
    "dies_per_wafer": (20, 28, 40, 0, None),
    "text_stock": (1.3e14, 5.1e14, 2.1e15, 0, None),
    "image_stock": (5e12, 1e13, 2e13, 0, None),
    "video_stock": (4.31e12, 8.63e12, 1.73e13, 0, None),
    "audio_stock": (4e11, 8e11, 1.6e12, 0, None),
    "stock_growth": (1.03, 1.07, 1.10, 1, None),
    "epochs": (3, 5, 15, 0, None),
    "quality_share": (0.1, 0.2, 0.4, 0, 1),
    "tokens_per_image": (2, 22, 290, 0, None),
    "tokens_per_audio_second": (2, 23, 280, 0, None),
    "layer_exponent": (0.21, 0.27, 0.33, 0, 1),
    "batch_exponent": (0.31, 0.36, 0.41, 0, 1),
}
CORRELATED = {
    ("datacenter_growth", "production_growth"): 0.5,
    ("datacenter_growth", "campus_power"): 0.5,
    ("interconnect_bandwidth", "datacenter_growth"): 0.3,
    ("training_duration", "datacenter_growth"): 0.5,
    ("training_duration", "production_growth"): 0.5,
    ("training_duration", "performance_growth"): -0.7,
    ("text_stock", "image_stock"): 0.7,
    ("image_stock", "video_stock"): 0.7,
    ("video_stock", "text_stock"): 0.7,
}


def metalog(p10, p50, p90, lower, upper):
    """Quantile function of logit(u): a1 + a2 l + a3 (u - 1/2) l, in the logarithm or logit of the bounded value."""
    if upper is None:
        to, back = lambda x: np.log(x - lower), lambda y: lower + np.exp(y)
    else:
        to = lambda x: np.log((x - lower) / (upper - x))
        back = lambda y: lower + (upper - lower) / (1 + np.exp(-y))
    q10, q50, q90 = to(p10), to(p50), to(p90)
    logit90 = np.log(9.0)
    a2 = (q90 - q10) / (2 * logit90)
    a3 = (q90 + q10 - 2 * q50) / (0.8 * logit90)
    return lambda u, logit: back(q50 + (a2 + a3 * (u - 0.5)) * logit)


def sample():
    rng = np.random.default_rng(SEED)
    uniforms = {name: rng.random(DRAWS) for name in UNCERTAIN}
    names = [name for name in UNCERTAIN if any(name in pair for pair in CORRELATED)]
    pearson = np.eye(len(names))
    for (a, b), rho in CORRELATED.items():
        i, j = names.index(a), names.index(b)
        pearson[i, j] = pearson[j, i] = 2 * np.sin(np.pi * rho / 6)
    normals = np.linalg.cholesky(pearson) @ ndtri(np.array([uniforms[name] for name in names]))
    for name, z in zip(names, normals):
        uniforms[name] = ndtr(z)
    draws = {}
    for name, u in uniforms.items():
        draws[name] = metalog(*UNCERTAIN[name])(u, np.log(u / (1 - u)))
    return draws


def latency_run(p, speedup):
    """Newton on y = ln N: layer_time(y) L(y) 20 N / B(y) = duration."""
    reference, layers, layer_reference = 1e14, 120.0, 1.8e12
    matmuls, base, intra, inter, ranks_per_node, micro = 8.0, 7.4e-6, 0.6e-6, 5e-6, 2.75, 330.0
    one_node = matmuls * (base + 2 * ranks_per_node * intra)
    per_log = matmuls * 2 * inter / np.log(2)
    slope = 1 + p["layer_exponent"] - p["batch_exponent"]
    budget = np.log(p["training_duration"] * p["batch_size"] / (one_node * layers * 20 * reference))
    budget -= p["layer_exponent"] * np.log(reference / layer_reference)
    accelerators = 120 * reference**2 / (p["training_duration"] * p["peak_performance"] * speedup * p["utilization"])
    node_slope = 1 - p["batch_exponent"] / 2
    knee = -0.5 * np.log(accelerators * micro / p["batch_size"] / ranks_per_node**2) / node_slope
    steep = per_log / one_node * node_slope
    y = budget / slope
    for _ in range(50):
        inner = 1 + steep * np.maximum(y - knee, 0)
        step = (slope * y + np.log(inner) - budget) / (slope + np.where(y > knee, steep / inner, 0))
        y -= step
        if np.max(np.abs(step)) < 1e-11:
            break
    size = reference * np.exp(y)
    return 120 * size**2, size, one_node + per_log * node_slope * np.maximum(y - knee, 0)


def step(p):
    """Every series, by year: {name: [column of draws of each year]}."""
    series = {}

    def put(name, value):
        series.setdefault(name, []).append(value)

    per_chip = p["peak_performance"] * p["utilization"] * p["training_duration"]
    power = p["us_datacenter_power"]
    non_ai = p["us_datacenter_power"] - 3.04e9
    non_ai_growth = np.minimum(p["non_ai_growth"], p["datacenter_growth"])
    watts, link = p["power_per_accelerator"], p["interconnect_bandwidth"]
    wafer_growth = 1 + (p["capex_growth"] - 1) * p["capex_elasticity"]
    production = p["initial_production"] * np.sqrt(p["production_growth"])
    wafers = p["leading_edge_wafers"] * 12 * np.sqrt(wafer_growth)
    performance, speedup = np.sqrt(p["performance_growth"]), np.ones(DRAWS)
    stock = stock_made = stock_etched = p["initial_stock"]
    etched = np.zeros(DRAWS)
    tokens = p["text_stock"] + (p["image_stock"] + p["video_stock"]) * p["tokens_per_image"]
    tokens = (tokens + p["audio_stock"] * p["tokens_per_audio_second"]) * p["quality_share"] * p["epochs"]
    for year in YEARS:
        put("trajectory", np.full(DRAWS, 2.1e25 * 4.0 ** (year - 2023 - 73 / 365)))
        us = np.minimum(power, 1160e9)
        ai = np.maximum(us - non_ai, 0)
        network_power = ai * p["largest_run_share"]
        network, campus = network_power / watts * per_chip, p["campus_power"] / watts * per_chip
        updates = 20 / p["batch_size"]
        a, b = 2 * 8 / link * updates, 2 * p["network_length"] / 2e8 * updates
        size = 2 * p["training_duration"] / (b + np.sqrt(b * b + 4 * a * p["training_duration"]))
        bandwidth = 120 * size**2
        distributed = np.minimum(network, bandwidth)
        put("ceiling/power", np.maximum(distributed, campus))
        put("ceiling/power/campus", campus)
        put("ceiling/power/network", network)
        put("ceiling/power/bandwidth", bandwidth)
        put("power/us_datacenter_power", us)
        put("power/us_ai_datacenter_power", ai)
        put("power/network_power", network_power)
        put("power/distributed_run", distributed)
        share = p["largest_run_share"]
        put("ceiling/chips", stock * share * per_chip)
        put("ceiling/chips/production", stock_made * share * per_chip)
        put("ceiling/chips/wafers", stock_etched * share * per_chip)
        put("chips/accelerators", stock * share)
        put("chips/stock", stock)
        put("chips/cumulative_wafers", etched)
        put("ceiling/data", 6 * tokens**2 / 20)
        put("data/effective_tokens", tokens)
        run, size, layer_time = latency_run(p, speedup)
        put("ceiling/latency", run)
        put("latency/model_size", size)
        put("latency/layer_time", layer_time)
        possible = wafers * p["dies_per_wafer"]
        stock = stock + np.minimum(production, possible) * performance
        stock_made = stock_made + production * performance
        stock_etched = stock_etched + possible * performance
        etched = etched + wafers
        production, wafers = production * p["production_growth"], wafers * wafer_growth
        performance, speedup = performance * p["performance_growth"], speedup * p["performance_growth"]
        power, non_ai = power * p["datacenter_growth"], non_ai * non_ai_growth
        watts, link = watts / p["energy_efficiency_growth"], link * p["interconnect_growth"]
        tokens = tokens * p["stock_growth"]
    return series


LEVELS = (5, 10, 25, 50, 75, 90, 95)
CONSTRAINTS = ("power", "chips", "data", "latency")
PARTS = {"power": ("campus", "network", "bandwidth"), "chips": ("production", "wafers")}
UNITS = {
    "power/us_datacenter_power": "W",
    "power/us_ai_datacenter_power": "W",
    "power/network_power": "W",
    "chips/accelerators": "H100e",
    "chips/stock": "H100e",
    "chips/cumulative_wafers": "wafer",
    "data/effective_tokens": "token",
    "latency/model_size": "parameter",
    "latency/layer_time": "s",
}


def report(series, out):
    out.write("scenario,year,variable,unit,statistic,value\n")
    short_from = np.full((len(CONSTRAINTS), DRAWS), len(YEARS))
    short_at = np.full((len(CONSTRAINTS), DRAWS), np.inf)
    for t, year in enumerate(YEARS):

        def row(variable, unit, statistic, value):
            out.write(f"sevilla-2024,{year},{variable},{unit},{statistic},{value!r}\n")

        trajectory = series["trajectory"][t]
        ceilings = np.array([series[f"ceiling/{name}"][t] for name in CONSTRAINTS])
        lowest = ceilings.min(axis=0)
        series.setdefault("attainable", []).append(np.minimum(trajectory, lowest))
        for k, name in enumerate(CONSTRAINTS):
            series.setdefault(f"headroom/{name}", []).append(ceilings[k] / trajectory)
        for name, columns in series.items():
            unit = "1" if name.startswith("headroom") else UNITS.get(name, "FLOP")
            for level, value in zip(LEVELS, np.percentile(columns[t], LEVELS)):
                row(name, unit, f"p{level}", value)
            row(name, unit, "mean", columns[t].mean())
        binding = ceilings.argmin(axis=0)
        for k, name in enumerate(CONSTRAINTS):
            binds = binding == k
            row(f"lowest/{name}", "1", "probability", binds.mean())
            below = ceilings[k] < trajectory
            row(f"below/{name}", "1", "probability", below.mean())
            if name in PARTS:
                distance = np.abs([series[f"ceiling/{name}/{part}"][t] - ceilings[k] for part in PARTS[name]])
                governing = distance.argmin(axis=0)
                for i, part in enumerate(PARTS[name]):
                    row(f"lowest/{name}/{part}", "1", "probability", (binds & (governing == i)).mean())
            new = below & (short_from[k] == len(YEARS))
            short_from[k][new] = t
            short_at[k][new] = ceilings[k][new]
        row("feasible", "1", "probability", (lowest >= trajectory).mean())
    # The first to fall short; in the same year, the lowest.
    earliest = short_from.min(axis=0)
    first = np.where(short_from == earliest, short_at, np.inf).argmin(axis=0)
    first[earliest == len(YEARS)] = -1
    for t, year in enumerate(YEARS):
        for k, name in enumerate(CONSTRAINTS):
            value = ((first == k) & (earliest <= t)).mean()
            out.write(f"sevilla-2024,{year},stopped/{name},1,probability,{value!r}\n")
        out.write(f"sevilla-2024,{year},stopped/none,1,probability,{(earliest > t).mean()!r}\n")
    for k, name in enumerate(CONSTRAINTS + ("none",)):
        value = (first == (k if name != "none" else -1)).mean()
        out.write(f"sevilla-2024,{YEARS[-1]},binds_first/{name},1,probability,{value!r}\n")


def table(series, out):
    """Medians and intervals of the ceilings, medians of the headroom, what has stopped the trajectory by each year, what would once
    the likeliest are lifted, and the lowest ceiling of the last year with its parts."""
    ceilings = np.array([series[f"ceiling/{name}"] for name in CONSTRAINTS])  # [constraint][year][draw]
    trajectory = np.array(series["trajectory"])
    below = ceilings < trajectory
    short_from = np.where(below.any(axis=1), below.argmax(axis=1), len(YEARS))
    short_at = np.take_along_axis(ceilings, np.minimum(short_from, len(YEARS) - 1)[:, None, :], axis=1)[:, 0, :]

    def first_of(left):
        earliest = short_from[left].min(axis=0)
        first = np.where(short_from[left] == earliest, short_at[left], np.inf).argmin(axis=0)
        return np.where(earliest == len(YEARS), -1, np.array(left)[first]), earliest

    first, earliest = first_of(list(range(len(CONSTRAINTS))))
    for t, year in enumerate(YEARS):
        row = [year, np.median(trajectory[t])]
        for k in range(len(CONSTRAINTS)):
            row += [*np.percentile(ceilings[k][t], (10, 50, 90)), np.median(ceilings[k][t] / trajectory[t])]
            row.append(((first == k) & (earliest <= t)).mean())
        out.write(" ".join(f"{value:.3g}" for value in row) + "\n")
    left = list(range(len(CONSTRAINTS)))
    while left:
        shares = [(first_of(left)[0] == k).mean() for k in left]
        out.write(f"{CONSTRAINTS[left.pop(int(np.argmax(shares)))]} {max(shares):.3g}\n")
    binding = ceilings[:, -1].argmin(axis=0)
    for k, name in enumerate(CONSTRAINTS):
        out.write(f"lowest {name} {(binding == k).mean():.3g}\n")
        if name in PARTS:
            distance = np.abs([series[f"ceiling/{name}/{part}"][-1] - ceilings[k, -1] for part in PARTS[name]])
            for i, part in enumerate(PARTS[name]):
                out.write(f"through {part} {((binding == k) & (distance.argmin(axis=0) == i)).mean():.3g}\n")


(table if TABLE else report)(step(sample()), sys.stdout)
sys.stdout.flush()
print(f"{time.perf_counter() - START:.6f}", file=sys.stderr)
