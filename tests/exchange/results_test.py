# SPDX-License-Identifier: Apache-2.0
"""results.json against docs/results.schema.json: what chokepoint writes passes, what is changed does not."""

import copy
import hashlib
import json
import unittest

import jsonschema
from made import ROOT, SCENARIOS, SCRATCH, chokepoint, folder, results

SCHEMA = json.loads((ROOT / "docs" / "results.schema.json").read_text())
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)

# Keys that are there only where they have something to say: docs/json.md.
OPTIONAL = {
    "views", "events", "relief", "observed", "pre_training", "post_training", "post_training_share", "levers",
    "record", "mean", "year", "steps", "added", "confidence", "default", "word", "of", "model", "region", "equations",
    "couplings", "needs", "low", "high", "interval",
}  # fmt: skip

FURTHER = """\
extends: sevilla-2024.yaml
trajectory: {scatter: 0.25}
chips_open:
  of: chips
  title: Chips, were there no export rules
  initial_stock: {output: chips/stock}
  initial_production: 1e6 H100e/yr
  production_growth: 1.5x/yr
  leading_edge_wafers: 20e3 wafer/month
  capex_growth: 20 %/yr
  capex_elasticity: 0.2
  dies_per_wafer: 28 H100e/wafer
"""


def run(*arguments):
    return json.loads(chokepoint("run", *arguments, "--format", "json")[0])


def complaints(document):
    return [f"{'/'.join(map(str, one.absolute_path))}: {one.message[:200]}" for one in VALIDATOR.iter_errors(document)]


def shortened(value):
    """With one element of each list, which is as valid and quicker to look at; the one that says most."""
    if isinstance(value, dict):
        return {key: shortened(one) for key, one in value.items()}
    if isinstance(value, list):
        return [shortened(max(value, key=lambda one: len(one) if isinstance(one, dict) else 0))] if value else value
    return value


def places(value, path=()):
    """Every object and every value of a document, by the keys that lead to it."""
    yield path, value
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in steps:
        yield from places(one, (*path, key))


def at(document, path):
    for key in path:
        document = document[key]
    return document


class Results(unittest.TestCase):
    def test_the_schema_is_one(self):
        jsonschema.Draft7Validator.check_schema(SCHEMA)
        self.assertEqual(SCHEMA["$schema"], "http://json-schema.org/draft-07/schema#")

    def test_reports_pass(self):
        seen = set()
        further = SCRATCH / "further.yaml"  # a constraint once more, and single runs about the trajectory
        further.write_text(FURTHER)
        for name in (*SCENARIOS, str(further)):
            document = results(name)
            self.assertEqual(complaints(document), [], name)
            seen |= {key for _, value in places(document) if isinstance(value, dict) for key in value}
        # All that may be left out is somewhere.
        self.assertEqual(sorted(OPTIONAL - seen), [])

    def test_several_scenarios_pass(self):
        self.assertEqual(complaints(results("sevilla-2024", "baseline-2026", "--compare")), [])

    def test_runs_pass(self):
        for arguments in (
            ("sevilla-2024",),
            ("baseline-2026", "--needs"),
            ("sevilla-2024", "--sampler", "latin"),
            ("sevilla-2024", "sevilla-2024-trend"),
            ("sevilla-2024", "--set", "power.campus_power=2 to 6 GW"),
        ):
            self.assertEqual(complaints(run(*arguments, "--draws", "200")), [], arguments)

    def test_never(self):
        document = run("sevilla-2024", "--draws", "64", "--set", "trajectory.growth=0.9x/yr")
        verdict = document["runs"][0]["verdict"]
        self.assertEqual([verdict["never"], verdict["standing"], verdict["p50_year"]], [1, "nothing", None])
        self.assertEqual(complaints(document), [])

    def test_one_draw(self):
        for how in (("--draws", "1"), ("--point",)):
            document = run("sevilla-2024", *how)
            self.assertEqual(document["runs"][0]["ensemble"]["draws"], 1)
            self.assertIsNone(document["runs"][0]["verdict"]["headroom"]["relative_standard_error"])
            self.assertEqual(complaints(document), [])

    # What no draw can make up for is far above all else, and no infinity, of which JSON has none.
    def test_zero_and_without_bound(self):
        document = results("text-only")
        numbers = [value for _, value in places(document) if isinstance(value, float)]
        self.assertIn(0.0, numbers)
        self.assertGreater(max(numbers), 1e50)
        for text in ("Infinity", "NaN"):
            self.assertNotIn(text, (folder("text-only") / "results.json").read_text())

    def test_says_where_it_is_from(self):
        document = run("scenarios/sevilla-2024.yaml", "--draws", "200")
        provenance = document["provenance"]
        self.assertIn("--draws 200 --seed 1", provenance["command"])
        read = {one["path"]: one["sha256"] for one in provenance["files"]}
        self.assertIn("scenarios/sevilla-2024.yaml", read)
        for path, digest in read.items():
            self.assertEqual(digest, hashlib.sha256((ROOT / path).read_bytes()).hexdigest())
        self.assertEqual(document["chokepoint"], chokepoint("--version")[0].split()[1])
        # The command makes the same results again.
        again = chokepoint(*provenance["command"].split()[1:], "--format", "json")[0]
        self.assertEqual(json.loads(again), document)

    def test_what_is_changed_does_not_pass(self):
        tried = 0
        for name in ("sevilla-2024", "water"):
            document = shortened(results(name))
            self.assertEqual(complaints(document), [], name)
            for path, value in list(places(document)):
                for changed in self.changes(document, path, value):
                    tried += 1
                    self.assertFalse(VALIDATOR.is_valid(changed), (name, path))
        self.assertGreater(tried, 1000)

    @staticmethod
    def changes(document, path, value):
        """A key more, a key less, and a value of another type or out of its range."""
        if isinstance(value, dict):
            more = copy.deepcopy(document)
            at(more, path)["no such key"] = "text"
            yield more
            if path[-1:] in (("sources",), ("binds_first",), ("stopped_by",)):
                return
            for key in value:
                if key not in OPTIONAL:
                    less = copy.deepcopy(document)
                    del at(less, path)[key]
                    yield less
        elif path:
            wrong = ["text"] if isinstance(value, (int, float)) or value is None else [7]
            if path[-1] == "as_of":  # a date or null
                wrong = [7]
            if path[-1] in ("stopped", "feasible") or (path[-1] == "p50" and "years" in path):
                wrong.append(-1e300)
            for one in wrong:
                if path[-1] in ("binds_first", "p10_year", "p50_year", "p90_year") and one == "text":
                    one = "No Name"
                other = copy.deepcopy(document)
                at(other, path[:-1])[path[-1]] = one
                yield other

    def test_other_formats_and_versions_do_not_pass(self):
        for key, value in (("format", "chokepoint-sweep"), ("format_version", 3), ("runs", [])):
            self.assertFalse(VALIDATOR.is_valid({**results("sevilla-2024"), key: value}), key)


if __name__ == "__main__":
    unittest.main()
