# SPDX-License-Identifier: Apache-2.0
"""What chokepoint makes, once for all tests of a run. CHOKEPOINT is the executable."""

import functools
import json
import os
import pathlib
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
_scratch = tempfile.TemporaryDirectory(prefix="chokepoint-exchange-")
SCRATCH = pathlib.Path(_scratch.name)

# Together they have all that results can hold: events, ways around, post-training, views, couplings, constraints of
# one's own, values by year and words, other regions, other years, what was observed.
SCENARIOS = ("sevilla-2024", "supply-shocks", "post-training-share", "text-only", "water", "chips-need-power", "world-power")


def chokepoint(*arguments, status=0, cwd=ROOT, **environment):
    """Runs it in the root of the repository: (standard output, standard error)."""
    done = subprocess.run(
        [os.environ["CHOKEPOINT"], *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != status:
        raise AssertionError(f"chokepoint {' '.join(arguments)}: exit status {done.returncode}: {done.stderr}")
    return done.stdout, done.stderr


@functools.lru_cache(maxsize=None)
def folder(*arguments):
    """The folder of a report of these scenarios and options, with little effort."""
    place = SCRATCH / f"folder-{folder.cache_info().misses}"
    chokepoint("report", *arguments, "--draws", "300", "--out", str(place))
    return place


def results(*arguments):
    return json.loads((folder(*arguments) / "results.json").read_text())
