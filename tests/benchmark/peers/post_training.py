# SPDX-License-Identifier: Apache-2.0
"""The split of docs/post-training.md as one would write it in numpy, with nothing taken from C++: power and data in round numbers, those of
tests/simulation/post_training_test.cpp, so that only the ratio and the slowdown are drawn.

Usage: post_training.py [EXECUTABLE]
Prints a CSV: series,year,quantile,value. With the path of chokepoint, asks it the same and fails where the two differ by more than 1%,
which are two samples of a million and 65,536 draws.
"""
import csv
import io
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

RATIO = {2024: (0.01, 0.02, 0.06), 2026: (0.2, 1.0, 3.0)}  # p10, p50, p90
SLOWDOWN = (3.0, 5.0, 8.0)                                 # above 1
AT_MOST = 2.5
SCENARIO = """
years: 2024..2027
trajectory:
  anchor: 6e27 FLOP
  anchor_date: 2024-01-01
  growth: 4x/yr
  post_training:
    ratio: {2024: {p10: 0.01, p50: 0.02, p90: 0.06}, 2026: {p10: 0.2, p50: 1, p90: 3}}
    slowdown: {p10: 3, p50: 5, p90: 8}
    at_most: 2.5
shared: {training_duration: 1e7 s, largest_run_share: 25 %, peak_performance: 1e15 FLOP/s/H100e, utilization: 50 %, batch_size: 60e6 token,
  tokens_per_parameter: 20 token/parameter, training_compute: 6 FLOP/token/parameter}
power: {power_per_accelerator: 1000 W/H100e, energy_efficiency_growth: 1.25x/yr, us_ai_datacenter_power: 10 GW, us_datacenter_power: 40 GW,
  campus_power: 5 GW, us_generating_capacity: 1000 GW, datacenter_growth: 1.1x/yr, non_ai_growth: 1.1x/yr, network_length: 3000 km,
  fibre_speed: 200000 km/s, interconnect_bandwidth: 1e9 Tbit/s, interconnect_growth: 1.5x/yr, gradient_size: 1 byte/parameter}
data: {text_stock: 500e12 token, image_stock: 10e12 image, video_stock: 8e12 s, audio_stock: 1e12 s, stock_growth: 1.1x/yr, epochs: 5,
  quality_share: 20 %, tokens_per_image: 20 token/image, images_per_video_second: 1 image/s, tokens_per_audio_second: 25 token/s}
"""


def metalog(u, p10, p50, p90, lower=0.0):
    low, mid, high = np.log(np.array((p10, p50, p90)) - lower)
    odds = np.log(u / (1.0 - u))
    a2 = (high - low) / (2.0 * np.log(9.0))
    a3 = (high + low - 2.0 * mid) / (0.8 * np.log(9.0))
    return lower + np.exp(mid + odds * (a2 + a3 * (u - 0.5)))


def peer():
    generator = np.random.default_rng(1)
    u, v = generator.uniform(size=(2, 1_000_000))
    given = {year: metalog(u, *levels) for year, levels in RATIO.items()}
    slowdown = metalog(v, *SLOWDOWN, lower=1.0)
    rows = {}
    for year in range(2024, 2028):
        part = min(max((year - 2024) / 2.0, 0.0), 1.0)
        ratio = np.minimum(given[2024] ** (1.0 - part) * given[2026] ** part, AT_MOST)
        run = 6e27 * 4.0 ** (year - 2024)
        per_watt = 5e18 * 1.25 ** (year - 2024)
        series = {"trajectory/pre_training": run / (1.0 + ratio),
                  "trajectory/post_training": run * ratio / (1.0 + ratio),
                  "ceiling/power": 5e9 * per_watt * (1.0 + ratio) / (1.0 + ratio * slowdown),
                  "ceiling/data": 0.3 * (885e12 * 1.1 ** (year - 2024)) ** 2 * (1.0 + ratio),
                  "need/power": run * (1.0 + ratio * slowdown) / (1.0 + ratio) / per_watt,
                  "need/data": np.sqrt(run / (1.0 + ratio) / 0.3)}
        for name, values in series.items():
            for quantile in (10, 50, 90):
                rows[name, year, f"p{quantile}"] = float(np.quantile(values, quantile / 100.0))
    return rows


def of_program(executable):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "round.yaml"
        path.write_text(SCENARIO)
        text = subprocess.run([executable, "run", path, "--needs", "--format", "csv"], check=True, capture_output=True, text=True).stdout
    return {(row["variable"], int(row["year"]), row["statistic"]): float(row["value"]) for row in csv.DictReader(io.StringIO(text))}


def main():
    rows = peer()
    print("series,year,quantile,value")
    for (name, year, quantile), value in rows.items():
        print(f"{name},{year},{quantile},{value:.6g}")
    if len(sys.argv) < 2:
        return
    theirs = of_program(sys.argv[1])
    worst = max(abs(theirs[key] / value - 1.0) for key, value in rows.items())
    print(f"largest difference: {worst:.4f}", file=sys.stderr)
    if worst > 0.01:
        sys.exit("the two differ")


main()
