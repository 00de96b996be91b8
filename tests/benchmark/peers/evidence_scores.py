# SPDX-License-Identifier: Apache-2.0
"""Scores of forecasts as one would write them in numpy: docs/evidence-scores.md with nothing taken from C++. Where the program has closed
forms, this integrates: CRPS is the integral of (F(x) - [x >= y])^2, binomial intervals are roots by bisection, the line is
np.polyfit, percentiles of a forecast with errors are means of normal distributions.

Usage: evidence_scores.py
Prints a CSV: what,case,value. tests/evidence quote it.
"""
from math import comb, erf

import numpy as np

normal = np.vectorize(lambda z: 0.5 * (1 + erf(z / np.sqrt(2))))


def crps(cdf, y, low, high, count=2_000_001):
    below, above = np.linspace(low, y, count), np.linspace(y, high, count)
    return np.trapz(cdf(below) ** 2, below) + np.trapz((1 - cdf(above)) ** 2, above)


def crps_of_steps(values, y):
    """The same, of a distribution that is flat between its values."""
    ends = np.sort(np.append(values, y))
    middles = (ends[1:] + ends[:-1]) / 2
    share = np.array([np.mean(values <= x) for x in middles])
    return np.sum((share - (middles >= y)) ** 2 * np.diff(ends))


def density(z):
    return np.exp(-z * z / 2) / np.sqrt(2 * np.pi)


def mixture_log(values, deviation, y):
    return -np.log(np.mean(density((y - values) / deviation) / deviation))


def bound(hits, count, share, upper):
    """Clopper and Pearson: of p the value at which so many hits, or more, or fewer, have this probability."""
    low, high = 0.0, 1.0
    for _ in range(200):
        p = (low + high) / 2
        terms = [comb(count, k) * p**k * (1 - p) ** (count - k) for k in range(count + 1)]
        tail = sum(terms[: hits + 1]) if upper else 1 - sum(terms[hits:])
        low, high = (p, high) if (tail > (share if upper else 1 - share)) else (low, p)
    return low


def line(dates, values, at):
    slope, start = np.polyfit(dates, values, 1)
    residuals = values - (start + slope * dates)
    variance = np.sum(residuals**2) / (len(dates) - 2)
    about = np.sum((dates - dates.mean()) ** 2)
    return start + slope * at, np.sqrt(variance * (1 + 1 / len(dates) + (at - dates.mean()) ** 2 / about))


def show(what, case, value):
    print(f"{what},{case},{value:.10g}")


print("what,case,value")
sample = np.array([((37 * i) % 101) / 50 - 0.8 for i in range(101)])
for y in (0.3, 2.5):
    show("crps of a sample", y, crps_of_steps(sample, y))
    show("log score, error 0.2", y, mixture_log(sample, 0.2, y))
low, high = np.quantile(sample, 0.25), np.quantile(sample, 0.75)
width = 0.9 * min(sample.std(ddof=1), (high - low) / 1.34) * len(sample) ** -0.2
show("kernel", "", width)
show("log score, kernel", 1.1, mixture_log(sample, width, 1.1))
show("crps of a normal", "0.4 0.3 at 1.1", crps(lambda x: normal((x - 0.4) / 0.3), 1.1, -3, 5))
for hits, count in ((0, 7), (3, 10), (8, 12), (12, 12)):
    show("clopper-pearson low", f"{hits} of {count}", 0.0 if hits == 0 else 1 - bound(count - hits, count, 0.05, True))
    show("clopper-pearson high", f"{hits} of {count}", 1.0 if hits == count else bound(hits, count, 0.05, True))
dates = np.array([2020.0, 2021.0, 2022.5, 2023.25])
values = np.log10(np.array([1e3, 6e3, 2e4, 1.5e5]))
mean, deviation = line(dates, values, 2026.0)
show("line", "mean", mean)
show("line", "deviation", deviation)
show("line", "crps at 8e6", crps(lambda x: normal((x - mean) / deviation), np.log10(8e6), mean - 8, mean + 8))
show("line", "log score at 8e6", -np.log(density((np.log10(8e6) - mean) / deviation) / deviation))
