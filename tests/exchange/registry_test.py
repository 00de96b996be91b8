# SPDX-License-Identifier: Apache-2.0
"""What explain, units and check say to programs, against the schemas in docs/: all of it, and broken input as well."""

import copy
import json
import re
import unittest

import jsonschema
from made import ROOT, SCRATCH, chokepoint


def validator(name):
    schema = json.loads((ROOT / "docs" / f"{name}.schema.json").read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


VALIDATORS = {name: validator(name) for name in ("explain", "units", "check")}


def asked(verb, *arguments, status=0):
    out, err = chokepoint(verb, *arguments, "--format", "json", status=status)
    document = json.loads(out)
    wrong = [f"{'/'.join(map(str, one.absolute_path))}: {one.message[:200]}" for one in VALIDATORS[verb].iter_errors(document)]
    if wrong or err:
        raise AssertionError(f"{verb} {arguments}: {wrong[:5]} {err}")
    return document


def parameter(document, name, model=None):
    return next(one for one in document["parameters"] if one["name"] == name and model in (None, one["model"]))


class Explain(unittest.TestCase):
    def test_all_that_the_reference_has(self):
        document = asked("explain")
        reference = (ROOT / "docs" / "parameters.md").read_text()
        rows = [line for line in reference.splitlines() if re.match(r"\| `[a-z0-9_.]+` \|.*\|.*\|.*\|.*\|.*\|", line)]
        self.assertEqual(len(document["parameters"]), len(rows))
        self.assertEqual([one["name"].split(".", 1)[1] for one in document["parameters"][:3]],
                         re.findall(r"^\| `([a-z0-9_.]+)` \|", reference, re.MULTILINE)[:3])  # fmt: skip
        campus = parameter(document, "power.campus_power", "fleet")
        self.assertEqual([campus["unit"], campus["dimension"], campus["effect"]], ["W", "power", "raises"])
        self.assertEqual(campus["bounds"], {"lower": 0, "lower_allowed": True, "upper": None, "upper_allowed": False})
        self.assertNotIn("values", campus)
        self.assertTrue(any(one["default"] for one in document["parameters"]))
        self.assertTrue(any(one["words"] for one in document["parameters"]))
        power = next(one for one in document["blocks"] if one["name"] == "power")
        self.assertEqual(power["models"][0], power["model"])
        self.assertGreater(len(power["models"]), 1)

    def test_one_in_a_scenario_by_its_name(self):
        document = asked("explain", "us_datacenter_power", "sevilla-2024")
        self.assertEqual([one["name"] for one in document["parameters"]], ["power.us_datacenter_power"])
        (value,) = document["parameters"][0]["values"]
        # scenarios/sevilla-2024.yaml: {p10: 33 GW, p50: 40 GW, p90: 50 GW, source: sevilla-2024}
        self.assertEqual([round(value[p] / 1e9, 6) for p in ("p10", "p50", "p90")], [33, 40, 50])
        self.assertEqual([value["source"], value["default"], value["scenario"]], ["sevilla-2024", False, "sevilla-2024"])

    def test_defaults_couplings_and_years_in_scenarios(self):
        document = asked("explain", "baseline-2026")
        values = [value for one in document["parameters"] for value in one["values"]]
        self.assertTrue(any(one["default"] for one in values))
        self.assertTrue(any("year" in one for one in values))
        self.assertTrue(any(one["reads"] for one in document["parameters"]))
        for name in ("text-only", "water", "supply-shocks", "post-training-share"):
            asked("explain", name)

    def test_what_is_no_name_is_an_error_as_ever(self):
        out, err = chokepoint("explain", "campus_powr", "--format", "json", status=2)
        self.assertEqual(out, "")
        self.assertIn("did you mean campus_power?", err)


    def test_what_would_change_nothing(self):
        for words in (("explain", "--set", "a=3"), ("explain", "--realised"), ("cite", "--set", "power.campus_power=3 GW")):
            self.assertIn("has no scenario to change", chokepoint(*words, status=2)[1])
        self.assertIn("two forms of one answer", chokepoint("explain", "--markdown", "--format", "json", status=2)[1])


class Units(unittest.TestCase):
    def test_factors(self):
        document = asked("units")
        units = {spelling: one for one in document["units"] for spelling in one["spellings"]}
        # By definition: a day is 86,400 s, a watt-hour 3600 J, a percent a hundredth.
        for spelling, factor, unit in (("day", 86400, "s"), ("Wh", 3600, "J"), ("%", 0.01, "1"), ("W", 1, "W")):
            self.assertEqual([units[spelling]["factor"], units[spelling]["unit"]], [factor, unit], spelling)
        self.assertEqual([units["W"]["kind"], units["W"]["dimension"]], ["power", {"length": 2, "mass": 1, "time": -3}])
        self.assertEqual([units["W"]["prefixes"], units["bit"]["prefixes"], units["day"]["prefixes"]],
                         ["all", "above one", "none"])  # fmt: skip
        # Each base of a dimension, by a unit that is no more than that.
        for spelling, base in (("s", "time"), ("m", "length"), ("kg", "mass"), ("FLOP", "compute"), ("token", "token"),
                               ("H100e", "accelerator"), ("parameter", "parameter"), ("wafer", "wafer"), ("image", "image"), ("bit", "information"),
                               ("USD", "currency")):  # fmt: skip
            self.assertEqual(units[spelling]["dimension"], {base: 1}, spelling)
        self.assertEqual({"G": 1e9, "n": 1e-9}, {one["spelling"]: one["factor"] for one in document["prefixes"]
                                                 if one["spelling"] in "Gn"})  # fmt: skip


class Check(unittest.TestCase):
    def test_every_bad_input(self):
        for path in sorted((ROOT / "tests" / "bad_input").glob("*.yaml")):
            name = f"tests/bad_input/{path.name}"
            document = asked("check", name, status=2)
            # The same, one by one, as the text has it, which stands beside it.
            text = path.with_suffix(".expected").read_text()
            heads = re.findall(r"^(\S[^\n]*?): (error|warning): ", text, re.MULTILINE)
            told = [(one["file"] if one["line"] is None else f"{one['file']}:{one['line']}:{one['column']}", one["severity"])
                    for one in document["diagnostics"]]  # fmt: skip
            self.assertEqual(told, heads, name)
            for one in document["diagnostics"]:
                self.assertIn(one["message"].split("\n")[0][:40], text, name)
            self.assertEqual([document["files"][0]["good"], document["errors"] == 0], [False, False], name)

    def test_bad_observations(self):
        for path in sorted((ROOT / "tests" / "bad_observations").glob("*.csv")):
            document = asked("check", f"tests/bad_observations/{path.name}", status=2)
            self.assertGreater(document["errors"], 0)

    def test_several_files_and_warnings(self):
        mine = SCRATCH / "mine.yaml"
        mine.write_text("extends: sevilla-2024\npower: {campus_power: 3 GW}\n")
        document = asked("check", str(mine), "scenarios/sources.yaml", "baseline-2026")
        self.assertEqual([one["kind"] for one in document["files"]],
                         ["bibliography", "scenario", "scenario", "observations"])  # fmt: skip
        (warning,) = (one for one in document["diagnostics"] if one["file"] == str(mine))
        self.assertEqual([warning["line"], warning["column"], warning["length"], warning["severity"], warning["message"]],
                         [2, 23, 4, "warning", "power.campus_power: no source"])  # fmt: skip
        # Files that come with chokepoint are where one can open them.
        for one in document["files"]:
            self.assertTrue((ROOT / one["file"]).is_file(), one)

    def test_broken_beside_whole(self):
        document = asked("check", "scenarios/sevilla-2024.yaml", "no-such-file.yaml", status=2)
        self.assertEqual([one["good"] for one in document["files"]], [True, False, True])  # and what was observed
        self.assertEqual([document["diagnostics"][0]["line"], document["diagnostics"][0]["file"]], [None, "no-such-file.yaml"])

    def test_what_is_of_no_file(self):
        self.assertIn("names no file", chokepoint("check", "", "--format", "json", status=2)[1])
        document = asked("check", "scenarios/sevilla-2024.yaml", "sevilla-2024", status=2)
        self.assertIsNone(document["diagnostics"][0]["file"])
        self.assertIn("both named 'sevilla-2024'", document["diagnostics"][0]["message"])
        document = asked("check", "sevilla-2024", "--set", "power.campus_powr=3 GW", status=2)
        self.assertEqual(document["diagnostics"][0]["file"], "--set")


class Strict(unittest.TestCase):
    def test_a_key_more_or_less_does_not_pass(self):
        for verb, document in (("explain", asked("explain", "campus_power", "sevilla-2024")), ("units", asked("units")),
                               ("check", asked("check", "no-such-file.yaml", status=2))):  # fmt: skip
            for change in ("more", "less"):
                for key in document:
                    other = copy.deepcopy(document)
                    at = other[key] if isinstance(other[key], list) and other[key] and isinstance(other[key][0], dict) else None
                    at = other if at is None else at[0]
                    if change == "more":
                        at["no such key"] = 1
                    else:
                        del at[key if at is other else next(iter(at))]
                    self.assertFalse(VALIDATORS[verb].is_valid(other), (verb, key, change))


if __name__ == "__main__":
    unittest.main()
