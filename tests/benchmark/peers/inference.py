# SPDX-License-Identifier: Apache-2.0
"""The best split of a fixed fleet of docs/inference-time-compute.md, by trying shares of training one by one, in numpy; nothing is taken
from C++.

Usage: inference.py
Prints a CSV: class,base_share,training_share,inference,worth.
"""
import numpy as np

CLASSES = {"general": (1.5, 1.3), "reasoning": (3.0, 1.1), "verified": (4.0, 1.4),
           "T37 general": (1.5, 1.2), "T37 reasoning": (3.0, 1.0), "T37 verified": (5.0, 1.2)}
BASES = (0.5, 0.2, 0.1, 0.03, 0.01, 0.003, 0.001)

print("class,base_share,training_share,inference,worth")
for name, (most, rate) in CLASSES.items():
    for base in BASES:
        share = np.linspace(0.0, 1.0 - base, 1_000_001)[1:]
        more = np.maximum(np.log10((1.0 - share) / base), 0.0)
        worth = np.log10(share) + most * (1.0 - np.exp(-more / (rate * most)))
        best = worth.argmax()
        print(f"{name},{base:g},{share[best]:.3f},{more[best]:.3f},{worth[best]:.3f}")
