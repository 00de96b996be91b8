# SPDX-License-Identifier: Apache-2.0
"""iamc.csv, iamc_quantiles.csv and iamc_variables.yaml, as readers of others take them."""

import csv
import re
import unittest

from made import SCENARIOS, folder, results

# pyam's IamDataFrame asks for these, in any case of letters, and takes columns that are whole numbers for years
# (pyam.utils: IAMC_IDX, format_data). A column more, such as `quantile`, is a dimension of the data.
REQUIRED = ["model", "scenario", "region", "variable", "unit"]
# Several scenarios, whose years differ; and each of those that have more than others.
CASES = [(name,) for name in SCENARIOS] + [("sevilla-2024", "baseline-2026", "--compare")]


def read(path):
    """(names of the columns, rows): a reader that knows nothing of chokepoint."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file, strict=True))
    head, body = rows[0], rows[1:]
    assert all(len(row) == len(head) for row in body), path
    return head, [dict(zip(head, row)) for row in body]


def codelist(path):
    """{variable: (description, unit)} by the rules of nomenclature: a list of mappings of one key, each with `unit`."""
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    assert len(lines) % 3 == 0
    found = {}
    for name, description, unit in zip(lines[::3], lines[1::3], lines[2::3]):
        key = re.fullmatch(r'- "([^"]+)":', name)
        what = re.fullmatch(r'    description: "(.+)"', description)
        of = re.fullmatch(r'    unit: "([^"]+)"', unit)
        assert key and what and of, (name, description, unit)
        assert key[1] not in found, key[1]
        found[key[1]] = (what[1], of[1])
    return found


def named(path):
    """"ceiling/power/network_power" as these tables call it: written anew, from docs/report.md."""
    words = {"us": "US", "ai": "AI"}
    return "|".join(
        " ".join(words.get(word, word[:1].upper() + word[1:]) for word in step.split("_")) for step in path.split("/")
    )


def series_of(run):
    """Every series of a run of results.json but for needs, which are another question."""
    for key in ("trajectory", "attainable", "observed", "pre_training", "post_training", "post_training_share"):
        if key in run:
            yield run[key]
    for constraint in run["constraints"]:
        yield constraint["ceiling"]
        yield constraint["headroom"]
        yield from (part["ceiling"] for part in constraint["parts"])
        yield from constraint["internals"]
    yield from (event["overlap"] for event in run.get("events", []))
    yield from run.get("relief", {}).get("series", [])


class Tables(unittest.TestCase):
    def test_columns_are_those_that_pyam_requires_and_years(self):
        for case in CASES:
            for name, more in (("iamc.csv", []), ("iamc_quantiles.csv", ["quantile"])):
                head, rows = read(folder(*case) / name)
                self.assertEqual([one.lower() for one in head[:5]], REQUIRED)
                self.assertEqual(head[5 : 5 + len(more)], more)
                years = head[5 + len(more) :]
                self.assertTrue(years and all(re.fullmatch("[12][0-9]{3}", year) for year in years))
                self.assertEqual(years, sorted(years))
                keys = [tuple(row[one] for one in head[: 5 + len(more)]) for row in rows]
                self.assertEqual(len(keys), len(set(keys)), "a key is there twice: pyam refuses duplicates")

    # What stands one level below another is its component: of power there are its parts, and no statistic.
    def test_components_of_power_are_its_parts(self):
        for name in ("iamc.csv", "iamc_quantiles.csv"):
            _, rows = read(folder("sevilla-2024") / name)
            below = {row["Variable"] for row in rows if row["Variable"].startswith("Ceiling|Power|")}
            self.assertEqual(below, {f"Ceiling|Power|{part}" for part in ("Bandwidth", "Campus", "Network")})
            for row in rows:
                self.assertNotRegex(row["Variable"], r"\|(P[0-9]+|Mean|Median)$")

    def test_codelist_has_every_variable_with_its_unit_and_no_other(self):
        for case in CASES:
            known = codelist(folder(*case) / "iamc_variables.yaml")
            seen = set()
            for name in ("iamc.csv", "iamc_quantiles.csv"):
                for row in read(folder(*case) / name)[1]:
                    self.assertIn(row["Variable"], known)
                    self.assertEqual(row["Unit"], known[row["Variable"]][1], row["Variable"])
                    seen.add(row["Variable"])
            self.assertEqual(seen, set(known))

    def test_codelist_is_yaml(self):
        try:
            import yaml
        except ImportError:
            self.skipTest("needs python3-yaml")
        for case in CASES:
            path = folder(*case) / "iamc_variables.yaml"
            listed = yaml.safe_load(path.read_text())
            for one in listed:
                ((_, attributes),) = one.items()
                self.assertEqual(set(attributes), {"description", "unit"})
                self.assertIsInstance(attributes["unit"], str)
            self.assertEqual([next(iter(one)) for one in listed], list(codelist(path)))

    def test_values_are_those_of_results_json(self):
        for case in CASES:
            medians = read(folder(*case) / "iamc.csv")[1]
            quantiles = read(folder(*case) / "iamc_quantiles.csv")[1]
            told = {(r["Scenario"], r["Variable"], y): r[y] for r in medians for y in r if y.isdigit()}
            spread = {(r["Scenario"], r["Variable"], r["quantile"], y): r[y] for r in quantiles for y in r if y.isdigit()}
            count = 0
            for run in results(*case)["runs"]:
                scenario = run["scenario"]["name"]
                for series in series_of(run):
                    for at in series["years"]:
                        key = (scenario, named(series["name"]))
                        year = str(at["year"])
                        self.assertEqual(float(told[(*key, year)]), at["p50"])
                        for level in (5, 10, 25, 50, 75, 90, 95):
                            self.assertEqual(float(spread[(*key, str(level / 100), year)]), at[f"p{level}"])
                            count += 1
                first = run["scenario"]["first_year"]
                for constraint in run["constraints"]:
                    for key, name in (("stopped", "stopped"), ("lowest", "lowest"), ("below", "below"), ("binds_first_in", "binds_first")):
                        for i, share in enumerate(constraint[key]):
                            variable = named(f"{name}/{constraint['name']}")
                            self.assertEqual(float(told[(scenario, variable, str(first + i))]), share)
            self.assertEqual(count, sum(1 for value in spread.values() if value != ""))

    def test_years_that_a_scenario_has_not_are_empty(self):
        _, rows = read(folder("sevilla-2024", "baseline-2026", "--compare") / "iamc.csv")
        for row in rows:
            self.assertEqual(row["2024"] == "", row["Scenario"] == "baseline-2026")
            self.assertEqual(row["2036"] == "", row["Scenario"] == "sevilla-2024")

    def test_pandas_reads_them(self):
        try:
            import pandas
        except ImportError:
            self.skipTest("needs python3-pandas")
        for name, more in (("iamc.csv", []), ("iamc_quantiles.csv", ["quantile"])):
            frame = pandas.read_csv(folder("sevilla-2024") / name, float_precision="round_trip")
            frame.columns = [str(column).lower() for column in frame.columns]
            long = frame.melt(id_vars=REQUIRED + more, var_name="year")
            self.assertFalse(long["value"].isna().any())
            self.assertEqual(long["value"].dtype, float)
            power = long[(long["variable"] == "Ceiling|Power") & (long["year"] == "2030")]
            expected = results("sevilla-2024")["runs"][0]["constraints"][0]["ceiling"]["years"][-1]
            got = power[power["quantile"] == 0.1]["value"].item() if more else power["value"].item()
            self.assertEqual(got, expected["p10" if more else "p50"])


if __name__ == "__main__":
    unittest.main()
