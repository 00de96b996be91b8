# SPDX-License-Identifier: Apache-2.0
"""The money of scenarios/capital-2026.yaml once more, without its events, in numpy and from the equations of docs/capital.md alone.

Usage: capital.py [DRAWS [SEED]]
Writes year,variable,statistic,value: P10, P50 and P90 of every series of capital in the unit of the column (a rate is of a year), the share of
the draws in which a part is the lowest, and in which the output of the world limits investment. tests/published/capital-peer.csv is what it
gives, and a test compares.
"""
import sys

import numpy as np

DRAWS = int(float(sys.argv[1])) if len(sys.argv) > 1 else 1000000
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 1
FIRST, LAST = 2026, 2036
DAY = 86400.0
PER_YEAR = 365.25 * DAY * 1.979e15

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


def paid_in_a_year(lifetime, rate=0.07):
    return rate / (1 - (1 + rate) ** -lifetime)


investment, investment_growth = draw(650e9, 800e9, 1000e9), draw(1.15, 1.35, 1.6, lower=1.0)
most = 118e12 * draw(0.012, 0.02, 0.04, upper=1.0)
price, price_growth = draw(22e3, 27e3, 33e3), draw(0.67, 0.77, 0.86)
paid = 0.68 * paid_in_a_year(draw(3, 5, 7)) + 0.32 * paid_in_a_year(14)
bill, bill_growth = draw(40e9, 50e9, 65e9), draw(1.3, 1.6, 2, lower=1.0)
of_developer, of_run = draw(0.15, 0.25, 0.4, upper=1.0), draw(0.25, 0.4, 0.6, upper=1.0)
of_cluster = draw(0.06, 0.16, 0.3, upper=1.0)
stock = draw(17.6e6, 20e6, 22.7e6)
utilization = draw(0.22, 0.34, 0.48, upper=1.0)
u = rng.random(DRAWS)
durations = {2027: metalog(u, 88 * DAY, 120 * DAY, 178 * DAY), 2031: metalog(u, 135 * DAY, 213 * DAY, 272 * DAY, upper=300 * DAY),
             2034: metalog(u, 172 * DAY, 255 * DAY, 280 * DAY, upper=300 * DAY)}


def duration(year):
    year = min(max(year, 2027), 2034)
    a, b = (2027, 2031) if year < 2031 else (2031, 2034)
    return durations[a] * (durations[b] / durations[a]) ** ((year - a) / (b - a))


def put(year, name, column):
    for statistic, value in zip(("p10", "p50", "p90"), np.quantile(column, (0.1, 0.5, 0.9))):
        print(f"{year},{name},{statistic},{value:.6g}")


print(f"# /usr/bin/python3 tests/benchmark/peers/capital.py {DRAWS} {SEED}")
print("year,variable,statistic,value")
for year in range(FIRST, LAST + 1):
    t = year - 1 - 2026  # what is there at the start of a year was paid for in the year before
    limit = most * 1.05**t
    spent = np.minimum(investment * investment_growth**t, limit)
    each = price * price_growth**t
    cost = each * paid + 750 * 0.78**t
    billed = np.minimum(bill * bill_growth**t, of_developer * spent)
    budget = of_run * billed / cost * PER_YEAR * utilization
    up_front = of_cluster * spent / each * 1.979e15 * utilization * duration(year)
    put(year, "ceiling/capital", np.minimum(budget, up_front))
    put(year, "ceiling/capital/budget", budget)
    put(year, "ceiling/capital/up_front", up_front)
    put(year, "capital/investment", spent)
    put(year, "capital/affordable", limit)
    put(year, "capital/price", each)
    put(year, "capital/yearly_cost", cost)
    put(year, "capital/bill", billed)
    put(year, "capital/paid_for", spent / each)
    if year > FIRST:
        stock = stock + spent / each
    put(year, "capital/stock", stock)
    print(f"{year},lowest/capital/up_front,share,{np.mean(up_front < budget):.5f}")
    print(f"{year},output_limits,share,{np.mean(spent == limit):.5f}")
