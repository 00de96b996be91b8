# SPDX-License-Identifier: Apache-2.0
"""Growth of what was observed as one would fit it in numpy, with nothing taken from C++: ranks by counting, least squares by polyfit, quantile regression by trying every pair of points,
the median of all slopes, one break by trying every date, resamples by numpy's own random numbers.

Usage: fit.py [EXECUTABLE]
Reads the downloads in tests/data/imports, not what was made of them. Prints a CSV: case,of,points,quantity,value; it is kept as tests/published/fit-peer.csv. With the path of chokepoint, compares, and
fails where a figure differs by more than 1e-9, the end of an interval of resamples by more than 1.5%, or the loss of a quantile regression is not the least.
"""
import csv
import datetime
import json
import subprocess
import sys
from statistics import NormalDist

import numpy as np

EXECUTABLE = sys.argv[1] if len(sys.argv) > 1 else None
RESAMPLES = 200_000


def year_of(text):
    day = datetime.date.fromisoformat(text)
    start, end = datetime.date(day.year, 1, 1), datetime.date(day.year + 1, 1, 1)
    return day.year + (day - start).days / (end - start).days


def read(name, date, value, factor=1.0):
    rows = list(csv.DictReader(line for line in open(f"tests/data/imports/{name}", encoding="utf-8") if not line.startswith("#")))
    rows.sort(key=lambda row: row[date])
    return np.array([year_of(row[date]) for row in rows]), np.log10([float(row[value]) * factor for row in rows])


def ranks(t, y):
    return np.array([1 + sum((t <= t[i]) & (y > y[i])) for i in range(len(t))])


def records(t, y):
    return np.array([i == 0 or y[i] > y[:i].max() for i in range(len(t))])


def slopes_of_resamples(t, y, random):
    found = []
    for _ in range(RESAMPLES // 2000):
        pick = random.integers(0, len(t), (2000, len(t)))
        x, h = t[pick], y[pick]
        x = x - x.mean(axis=1, keepdims=True)
        found.append((x * h).sum(axis=1) / (x * x).sum(axis=1))
    return np.concatenate(found)


def check_loss(off, quantile):
    return np.where(off >= 0, quantile * off, (quantile - 1) * off).sum(axis=-1)


def least_check_loss(t, y, quantile):
    i, j = np.triu_indices(len(t), 1)
    keep = t[i] != t[j]
    i, j = i[keep], j[keep]
    slope = (y[j] - y[i]) / (t[j] - t[i])
    least = np.inf
    for part in np.array_split(np.arange(len(slope)), 40):
        off = y[None, :] - y[i[part], None] - slope[part, None] * (t[None, :] - t[i[part], None])
        least = min(least, check_loss(off, quantile).min())
    return least


def theil_sen(t, y, level=0.9):
    i, j = np.triu_indices(len(t), 1)
    keep = t[i] != t[j]
    slopes = np.sort((y[j] - y[i])[keep] / (t[j] - t[i])[keep])
    n = len(t)

    def ties(values):
        counts = np.unique(values, return_counts=True)[1]
        return (counts * (counts - 1) * (2 * counts + 5)).sum()

    width = NormalDist().inv_cdf(0.5 + level / 2) * np.sqrt((n * (n - 1) * (2 * n + 5) - ties(t) - ties(y)) / 18)
    low, high = int(max(np.round((len(slopes) - width) / 2) - 1, 0)), int(min(np.round((len(slopes) + width) / 2), len(slopes) - 1))
    return np.median(slopes), slopes[low], slopes[high]


def one_break(t, y):
    n, side = len(t), max(3, int(np.ceil(0.15 * len(t))))
    straight = np.polynomial.Polynomial.fit(t, y, 1)
    rss = ((y - straight(t))**2).sum()
    best = None
    for date in np.unique(t):
        if (t < date).sum() < side or (t > date).sum() < side:
            continue
        design = np.column_stack([np.ones(n), t - date, np.maximum(t - date, 0)])
        solved = np.linalg.lstsq(design, y, rcond=None)[0]
        squares = ((y - design @ solved)**2).sum()
        if best is None or squares < best[0]:
            best = (squares, date, solved[1], solved[1] + solved[2])
    return best[1], best[2], best[3], n * np.log(rss / best[0]) - 2 * np.log(n)


CASES = {
    "runs": ("frontier-models.csv", "date", "training_flop", 1.0, (2010, 2018, 2020), ("records", "top:10", "all")),
    "datasets": ("dataset-sizes.csv", "date", "dataset", 0.8, (2010, 2011), ("all",)),
}
rows = []
random = np.random.default_rng(1)
for series, (name, date, value, factor, starts, choices) in CASES.items():
    t, y = read(name, date, value, factor)
    marks = {"records": records(t, y), "top:10": ranks(t, y) <= 10, "all": np.ones(len(t), bool)}
    for since in starts:
        for of in choices:
            keep = marks[of] & (t >= since)
            x, h = t[keep], y[keep]
            add = lambda quantity, value: rows.append((f"{series} since {since}", of, len(x), quantity, value))
            slope, level = np.polyfit(x - x.mean(), h, 1)
            off = h - slope * (x - x.mean()) - level
            add("slope", slope)
            add("scatter", np.sqrt((off**2).sum() / (len(x) - 2)))
            resampled = slopes_of_resamples(x, h, random)
            for share in (2.5, 5, 50, 95, 97.5):
                add(f"slope p{share:g}", np.percentile(resampled, share))
            for label, found in zip(("", " low", " high"), theil_sen(x, h)):
                add("theil-sen" + label, found)
            for quantile in (0.1, 0.5, 0.9):
                add(f"loss {quantile}", least_check_loss(x, h, quantile))
            for label, found in zip(("at", "before", "after", "gain"), one_break(x, h)):
                add("break " + label, found)

print("# /usr/bin/python3 tests/benchmark/peers/fit.py")
print("case,of,points,quantity,value")
for case, of, points, quantity, value in rows:
    print(f"{case},{of},{points},{quantity},{value:.12g}")

if EXECUTABLE:
    worst = 0.0
    for case, of in dict.fromkeys((row[0], row[1]) for row in rows):
        series, since = case.split(" since ")
        name, date, value, factor, *_ = CASES[series]
        t, y = read(name, date, value, factor)
        made = {"runs": "frontier-models", "datasets": "dataset-sizes"}[series]
        command = [EXECUTABLE, "fit", f"scenarios/data/{made}.csv", "--series", series, "--of", of, "--since", since, "--format", "json"]
        document = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        group = next(one for one in document["groups"] if one["of"] == of)
        line, sen, kink = group["least_squares"], document["theil_sen"], document["break"]
        keep = {"records": records(t, y), "top:10": ranks(t, y) <= 10, "all": np.ones(len(t), bool)}[of] & (t >= float(since))
        said = {"slope": line["slope"], "scatter": group["scatter"], "slope p5": line["slope_interval"]["low"], "slope p95": line["slope_interval"]["high"], "theil-sen": sen["slope"],
                "theil-sen low": sen["slope_interval"]["low"], "theil-sen high": sen["slope_interval"]["high"], "break at": kink["at"], "break before": kink["slope_before"],
                "break after": kink["slope_after"], "break gain": kink["bic_gain"]}
        for one in document["quantiles"]:
            said[f"loss {one['quantile']}"] = check_loss(y[keep] - one["level"] - one["slope"] * (t[keep] - one["at"]), one["quantile"])
        for _, _, _, quantity, value in (row for row in rows if row[0] == case and row[1] == of):
            if quantity not in said:
                continue
            difference = abs(said[quantity] / value - 1) / (1.5e-2 if quantity.startswith("slope p") else 1e-9)
            if difference > 1:
                print(f"{case}, {of}, {quantity}: {said[quantity]}, not {value}", file=sys.stderr)
            worst = max(worst, difference)
    print(f"largest difference: {worst:.2g} of what is allowed", file=sys.stderr)
    sys.exit(int(worst > 1))
