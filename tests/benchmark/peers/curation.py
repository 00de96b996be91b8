# SPDX-License-Identifier: Apache-2.0
"""Filtered and synthetic text as one would write it in numpy: equations (15) to (21) of docs/curation.md and docs/synthetic-data.md with
nothing taken from C++. Where the program has closed forms or Newton, this searches: passes, shares and sizes on grids, roots by bisection.

Usage: curation.py [EXECUTABLE]
Prints a CSV: variable,case,demand,at,value; it is kept as tests/published/curation-peer.csv. With the path of chokepoint, compares ceilings, shares and compute kept by year, every parameter at its
median, and the best share by compute, and fails where one differs by more than 0.2%.
"""
import csv
import io
import json
import subprocess
import sys

import numpy as np

EXECUTABLE = sys.argv[1] if len(sys.argv) > 1 else None
A, B, a, b = 482.01, 2085.43, 0.3478, 0.3658  # besiroglu
R = 15.387756


def seen_worth(passes, decay=R):
    return np.where(passes < 1, passes, 1 + decay * (1 - np.exp(-(np.maximum(passes, 1) - 1) / decay)))


def best_passes(kappa, decay=R):
    e = np.exp(np.linspace(0, np.log(1 + 60 * decay), 2_000_001))
    return e[np.argmax((kappa - 1) * np.log(e) + np.log(seen_worth(e, decay)))]


def best_run(compute, pool, kappa, smallest, most, share=None):
    """Size, tokens and share of the lowest loss: the size on a grid, and for each the share on another."""
    size = np.exp(np.linspace(np.log(compute) / 2 - 9, np.log(compute) / 2 + 3, 24_001))[:, None]
    tokens = compute / 6 / size
    shares = np.exp(np.linspace(np.log(smallest), 0, 1001))[None, :] if share is None else np.array([[share]])
    quality = np.minimum(shares**-kappa, most)
    best = (np.inf, 0, 0)
    for column in range(shares.shape[1]):
        kept = shares[0, column] * pool
        loss = A * size[:, 0]**-a + B * (quality[0, column] * kept * seen_worth(tokens[:, 0] / kept))**-b
        at = loss.argmin()
        best = min(best, (loss[at], shares[0, column], tokens[at, 0]))
    return best


def kept_compute(scarcity, law_a, law_b, decay=R, size_decay=5.309743):
    """What scarcity leaves of the compute of a run: a grid of sizes, in units of the best run on endless tokens."""
    scarcity = max(scarcity, 1.0)
    n = np.exp(np.linspace(-6, np.log(scarcity) + 6, 400_001))
    useful = np.minimum(n, scarcity**(-law_b / law_a))
    size = useful * seen_worth(n / useful, size_decay)
    tokens = seen_worth(scarcity / n, decay) / scarcity
    loss = law_b / (law_a + law_b) * size**-law_a + law_a / (law_a + law_b) * tokens**-law_b
    return min(1.0, loss.min()**(-(law_a + law_b) / (law_a * law_b)))


def bisect(function, low, high):
    for _ in range(200):
        middle = np.sqrt(low * high)
        low, high = (middle, high) if function(middle) < 0 else (low, middle)
    return low


class Data:
    """Medians of villalobos-2024, by the trend or by the law. Exponents of its law are equal: tokens grow as the root of compute."""
    pages, per_page, per_token = np.sqrt(75e9 * 1e12), np.sqrt(6100 * 8200), 4.0
    growth = np.sqrt(1.0 * 1.1) * np.sqrt(1.02 * 1.04)
    gain = np.sqrt(2 * 5)
    first, first_growth = np.sqrt(3e12 * 13e12), np.sqrt(1.884 * 3.055)

    def __init__(self, year, trend, keep=1.0, synthetic=0.0, quality=np.sqrt(0.1 * 0.4)):
        self.year, self.trend, self.synthetic = year, trend, synthetic
        self.run = 2.1e25 * 4.0**(year - (2023 + 73 / 365))
        self.pool = self.pages * self.per_page / self.per_token * self.growth**(year - 2024) * quality
        if keep == "best":
            self.share = self.best_share()
        elif keep == "betr":
            self.share = min(4e-7 * self.run**0.25, 1.0)
        else:
            self.share = keep
        self.worth = min(self.share**-0.35, 3.41)
        self.unique = self.share * self.pool

    def wanted(self, run, worth=1.0):
        by_law = 20 * np.sqrt(worth * run / 120)
        by_trend = self.first * self.first_growth**(self.year - 2024) * np.sqrt(worth * run / self.run)
        return (by_trend if self.trend else by_law) / worth

    def best_share(self):
        """The smallest share at which a run sees what is kept no more often than is best, or than it may."""
        passes = min(best_passes(0.35), self.gain)
        smallest = max(0.03, 3.41**(-1 / 0.35))
        for share in np.exp(np.linspace(np.log(smallest), 0, 200_001)):
            if self.wanted(self.run, min(share**-0.35, 3.41)) <= passes * share * self.pool:
                return share
        return 1.0

    def made(self, training, unique, worth):
        """Synthetic tokens at r = 1, omega = 0.7, cap = 2 and at most 0.35 of all."""
        if self.synthetic == 0.0:
            return 0.0
        effort = self.synthetic / (1 - self.synthetic)
        return min(effort * self.wanted(training, worth), unique * 0.35 / 0.65)

    def all_of(self, training, unique, worth):
        return training * (1 + self.made(training, unique, worth) / self.wanted(training, worth))

    def added(self, training, unique, worth):
        return 0.7 * 2 * unique * (1 - np.exp(-self.made(training, unique, worth) / unique / 2))

    def ceiling(self, best):
        """With the best share a run that is short of tokens keeps all."""
        unique, worth = (self.pool, 1.0) if best else (self.unique, self.worth)
        training = bisect(lambda run: self.wanted(run, worth) - self.gain * (unique + self.added(run, unique, worth)), 1e15, 1e45)
        return self.all_of(training, unique, worth)

    def compute_kept(self):
        training = bisect(lambda run: self.all_of(run, self.unique, self.worth) - self.run, self.run * 1e-3, self.run * 1.0001)
        unique = self.unique + self.added(training, self.unique, self.worth)
        by_law = 20 * np.sqrt(self.worth * training / 120) / self.worth
        return training / self.run * self.worth * kept_compute(by_law / unique, 0.3526596, 0.3526596)


CASES = {
    "kept 0.1": (["data.curation.keep_share=0.1"], {"keep": 0.1}),
    "betr": (["data.curation.keep_share=betr"], {"keep": "betr"}),
    "best": (["data.curation.keep_share=best"], {"keep": "best"}),
    "synthetic": (["data.synthetic.compute_share=0.2", "data.synthetic.cost=1", "data.synthetic.worth=0.7", "data.synthetic.at_most=2",
                   "data.synthetic.largest_share=0.35"], {"synthetic": 0.2}),
    "both": (["data.curation.keep_share=0.1", "data.synthetic.compute_share=0.2", "data.synthetic.cost=1", "data.synthetic.worth=0.7",
              "data.synthetic.at_most=2", "data.synthetic.largest_share=0.35"], {"keep": 0.1, "synthetic": 0.2}),
}
MEDIANS = ["data.curation.quality_exponent=0.35", "data.curation.smallest_share=0.03", "data.repetition.parameter_decay=5.309743"]
YEARS = (2024, 2027, 2029, 2031)

rows = []
for name, (_, options) in CASES.items():
    for trend in (True, False):
        for year in YEARS:
            data = Data(year, trend, **options)
            label = f"{name}, {'trend' if trend else 'law'}"
            rows.append((f"ceiling/data, {label}", year, data.ceiling(name == "best")))
            rows.append((f"data/keep_share, {label}", year, data.share))
            rows.append((f"data/compute_kept, {label}", year, data.compute_kept()))
for power in range(26, 32):
    loss, share, tokens = best_run(10.0**power, 2.4e14, 0.35, 0.0301, 3.41)
    rows.append(("best share", power, share))
    rows.append(("tokens", power, tokens))
    rows.append(("gain over all", power, np.log10(best_run(10.0**power, 2.4e14, 0.35, 0.03, 3.41, 1.0)[0] / loss) * (a + b) / (a * b)))

print("variable,case,demand,at,value")
for name, at, value in rows:
    variable, case, demand = (name.split(", ") + ["curate", ""])[:3]
    print(f"{variable},{case},{demand},{at},{value:.7g}")

if EXECUTABLE:
    said = {}
    for name, (sets, _) in CASES.items():
        for trend in (True, False):
            command = [EXECUTABLE, "run", "scenarios/villalobos-2024.yaml", "--point", "--format", "csv"]
            for one in [*sets, *(MEDIANS if "keep_share" in sets[0] else MEDIANS[2:]), f"data.demand.by_history={int(trend)}"]:
                command += ["--set", one]
            out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            for r in csv.DictReader(io.StringIO(out)):
                if r["statistic"] == "p50":
                    said[f"{r['variable']}, {name}, {'trend' if trend else 'law'}", int(r["year"])] = float(r["value"])
    out = subprocess.run([EXECUTABLE, "curate", "scenarios/curated-small-data.yaml", "--format", "json"], check=True, capture_output=True, text=True).stdout
    for r in json.loads(out)["best_share"]["by_compute"]:
        power = round(np.log10(r["compute"]))
        said["best share", power], said["tokens", power], said["gain over all", power] = r["share"], r["tokens"], r["gain_over_all"]
    worst = ("", 0, 0.0)
    for name, at, value in rows:
        found = said[name, at]
        # Shares are on a grid of 0.35%; gains and pools near nothing are compared as they are.
        difference = abs(found - value) if name == "gain over all" else abs(found / value - 1) / (4 if name in ("best share", "tokens") else 1)
        worst = max(worst, (name, at, difference), key=lambda one: one[2])
    print(f"largest difference: {worst[2]:.2g}, of {worst[0]} at {worst[1]}", file=sys.stderr)
    sys.exit(int(worst[2] > 2e-3))
