# SPDX-License-Identifier: Apache-2.0
"""The scaling laws of docs/scaling-laws.md as one would write them in numpy, with no closed form and nothing taken from C++: the best run
of a budget and the cheapest run of a loss are searched for, and the scatter is that of drawn constants.

Usage: scaling_laws.py [EXECUTABLE]
Prints a CSV: case,quantity,value. With the path of chokepoint, asks it the same and fails where the two differ by more than 0.01% (5% for
quantiles of drawn laws, which are other draws).
"""
import csv
import io
import subprocess
import sys

import numpy as np
from scipy.optimize import brentq, minimize_scalar

FITS = {"besiroglu": (1.8172, 482.01, 2085.43, 0.3478, 0.3658), "hoffmann": (1.69, 406.4, 410.7, 0.34, 0.28),
        "hoffmann_tex": (1.6934, 406.4, 410.7, 0.3392, 0.2849), "sardana": (1.69, 406.4, 410.7, 0.336, 0.283),
        "muennighoff": (np.exp(0.6254804), np.exp(6.255414), np.exp(7.3049974), 0.3526596, 0.3526596)}
BUDGETS = (1e22, 5.76e23, 3.8e25, 2e29)
SERVED = (1e11, 5e12, 1e15)


def reducible(fit, n, d):
    _, A, B, a, b = fit
    return A / n**a + B / d**b


def best(fit, c):
    """By searching over the size."""
    found = minimize_scalar(lambda ln: np.log(reducible(fit, np.exp(ln), c / 6 / np.exp(ln))), bounds=(np.log(c) / 2 - 8, np.log(c) / 2 + 8),
                            method="bounded", options={"xatol": 1e-12})
    return np.exp(found.x), c / 6 / np.exp(found.x)


def cheapest(fit, c, served):
    """By searching over the size, tokens from the loss, until the slope of the cost is 0."""
    _, A, B, a, b = fit
    n0, d0 = best(fit, c)
    loss = reducible(fit, n0, d0)
    tokens = lambda n: (B / (loss - A / n**a))**(1 / b)
    slope = lambda ln: (np.log(cost(np.exp(ln + 1e-6))) - np.log(cost(np.exp(ln - 1e-6))))
    cost = lambda n: 6 * n * tokens(n) + 2 * n * served
    low = np.log((A / loss)**(1 / a))
    n = np.exp(brentq(slope, low + 1e-4, np.log(n0) + 1e-3, xtol=1e-13))
    return n, tokens(n), 1 - cost(n) / cost(n0)


def drawn(count, rng):
    """Constants of besiroglu: 1,500 bootstraps, in short."""
    za, zb = rng.standard_normal((2, count))
    zb = -0.233 * za + np.sqrt(1 - 0.233**2) * zb
    za, zb = 0.0152 * za, 0.0206 * zb
    A = np.exp(np.log(482.01) + 16.76 * za + 0.0092 * rng.standard_normal(count))
    B = np.exp(np.log(2085.43) + 20.46 * zb + 0.0107 * rng.standard_normal(count))
    E = np.exp(np.log(1.8172) + 0.736 * za + 0.555 * zb + 0.0026 * rng.standard_normal(count))
    return E, A, B, 0.3478 + za, 0.3658 + zb


rows = []
for name, fit in FITS.items():
    for c in BUDGETS:
        n, d = best(fit, c)
        rows += [(name, c, 0, "optimum", "parameters", "value", n), (name, c, 0, "optimum", "tokens", "value", d),
                 (name, c, 0, "optimum", "reducible_loss", "value", reducible(fit, n, d))]
        for served in SERVED:
            n, d, saved = cheapest(fit, c, served)
            rows += [(name, c, served, "cheapest", "parameters", "value", n), (name, c, served, "cheapest", "tokens", "value", d)]
            if saved > 1e-3:
                rows += [(name, c, served, "cheapest", "saved", "value", saved)]
laws = drawn(400_000, np.random.default_rng(1))
for c in BUDGETS:
    E, A, B, a, b = laws
    G = (a * A / (b * B))**(1 / (a + b))
    n = G * (c / 6)**(b / (a + b))
    d = c / 6 / n
    for quantity, values in (("parameters", n), ("tokens", d), ("tokens_per_parameter", d / n), ("reducible_loss", A / n**a + B / d**b)):
        for level in (10, 50, 90):
            rows.append(("besiroglu", c, 0, "optimum", quantity, f"p{level}", np.percentile(values, level)))

print("fit,compute,served,run,quantity,statistic,value")
for row in rows:
    print(",".join(f"{part:.8g}" if isinstance(part, float) else str(part) for part in row))

if len(sys.argv) > 1:
    known, worst = {}, {"value": 0.0, "quantile": 0.0}
    for name, c, served, run, quantity, statistic, value in rows:
        key = (name, c, served)
        if key not in known:
            command = [sys.argv[1], "optimum", "--compute", repr(c), "--fit", name, "--format", "csv"]
            command += ["--inference-tokens", repr(float(served))] if served else []
            said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            known[key] = {(r["run"], r["quantity"], r["statistic"]): float(r["value"]) for r in csv.DictReader(io.StringIO(said))}
        off = abs(known[key][run, quantity, statistic] / value - 1)
        kind = "value" if statistic == "value" else "quantile"
        worst[kind] = max(worst[kind], off)
    print(f"largest difference: {worst['value']:.2g} of values, {worst['quantile']:.2g} of quantiles", file=sys.stderr)
    sys.exit(int(worst["value"] > 1e-4 or worst["quantile"] > 0.05))
