# SPDX-License-Identifier: Apache-2.0
"""Workbooks of `report --format xlsx`, read with nothing but a reader of ZIP and of XML (ECMA-376, part 1)."""

import re
import unittest
import zipfile
from xml.etree import ElementTree

from made import ROOT, SCRATCH, chokepoint, folder, results

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
PREFIXES = {"": 1.0, "m": 1e-3, "u": 1e-6, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18}
# What spreadsheets take for formulas when it is typed, or read from a CSV.
DANGEROUS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", '=HYPERLINK("http://example.invalid")']
HOSTILE = f"""\
extends: sevilla-2024.yaml
title: "{DANGEROUS[0]}"
power:
  campus_power: {{value: 2 to 6 GW, note: "{DANGEROUS[1]}", source: bad}}
  network_length: {{value: 2500 km, note: "{DANGEROUS[2]}", source: long}}
"""
SOURCES = f"""\
bad: {{title: "{DANGEROUS[3]}", authors: '{DANGEROUS[4]}', date: 2024-01-01, address: "https://example.invalid", licence: cited as fact}}
long: {{title: "{"x" * 9000}", authors: nobody, date: 2024-01-01, address: "https://example.invalid", licence: cited as fact}}
"""


def column_of(reference):
    letters = re.match("[A-Z]+", reference)[0]
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


class Book:
    """{sheet: rows}, each a list of text, number or None; and what else a test asks for."""

    def __init__(self, path):
        with zipfile.ZipFile(path) as archive:
            self.dates = {one.date_time for one in archive.infolist()}
            self.parts = {one: ElementTree.fromstring(archive.read(one)) for one in archive.namelist()}
        self.strings = [
            "".join(text.text or "" for text in one.iter(MAIN + "t"))
            for one in self.parts["xl/sharedStrings.xml"].iter(MAIN + "si")
        ]
        styles = self.parts["xl/styles.xml"]
        own = {one.get("numFmtId"): one.get("formatCode") for one in styles.iter(MAIN + "numFmt")}
        known = {"0": "General", "1": "0", "11": "0.00E+00"}
        self.formats = [
            own.get(one.get("numFmtId"), known.get(one.get("numFmtId"))) for one in styles.find(MAIN + "cellXfs")
        ]
        names = [one.get("name") for one in self.parts["xl/workbook.xml"].iter(MAIN + "sheet")]
        self.sheets, self.xml, self.styled = {}, {}, {}
        for number, name in enumerate(names, 1):
            self.xml[name] = self.parts[f"xl/worksheets/sheet{number}.xml"]
            self.sheets[name], self.styled[name] = self.rows(self.xml[name])

    def rows(self, sheet):
        rows, styled = [], []
        for row in sheet.iter(MAIN + "row"):
            at = int(row.get("r")) - 1
            while len(rows) <= at:
                rows.append([])
                styled.append([])
            for cell in row.iter(MAIN + "c"):
                value = cell.find(MAIN + "v")
                column = column_of(cell.get("r"))
                rows[at] += [None] * (column + 1 - len(rows[at]))
                styled[at] += [None] * (column + 1 - len(styled[at]))
                if value is not None:
                    rows[at][column] = self.strings[int(value.text)] if cell.get("t") == "s" else float(value.text)
                styled[at][column] = self.formats[int(cell.get("s", 0))]
        return rows, styled

    def table(self, name):
        head, *body = self.sheets[name]
        return [dict(zip(head, row + [None] * (len(head) - len(row)))) for row in body]


def book(*arguments):
    place = folder(*arguments, "--format", "xlsx")
    return Book(place / "report.xlsx"), results(*arguments, "--format", "xlsx")


class Workbook(unittest.TestCase):
    def near(self, value, expected):
        """Sixteen digits, which is what spreadsheets keep."""
        self.assertLessEqual(abs(value - expected), 1e-15 * abs(expected), (value, expected))

    def test_sheets_are_made_to_be_read(self):
        made, _ = book("sevilla-2024", "sevilla-2024-trend", "--compare")
        names = list(made.sheets)
        for name in ("About", "Stops", "Ceilings", "Headroom", "Needs power", "Compared", "Assumptions", "Sources"):
            self.assertIn(name, names)
        for name in names:
            self.assertLessEqual(len(name), 31)
            self.assertNotRegex(name, r"[\[\]:*?/\\]")
            if name == "About":
                continue
            sheet = made.xml[name]
            pane = next(sheet.iter(MAIN + "pane"))
            self.assertEqual((pane.get("state"), pane.get("ySplit")), ("frozen", "1"))
            self.assertIsNotNone(sheet.find(MAIN + "autoFilter"))
            head = made.sheets[name][0]
            widths = [float(one.get("width")) for one in sheet.iter(MAIN + "col") for _ in range(int(one.get("min")), int(one.get("max")) + 1)]
            self.assertEqual(len(widths), len(head))
            self.assertTrue(all(10 <= width <= 62 for width in widths), widths)
            # Whatever is a number says in which unit, and is shown as one.
            for row, formats in zip(made.sheets[name][1:], made.styled[name][1:]):
                for title, value, shown in zip(head, row, formats):
                    if isinstance(value, float) and title not in ("Year", "Elasticity at the median"):
                        self.assertRegex(title, r" \(.+\)$", name)
                        self.assertNotEqual(shown, "General", (name, title))
                        self.assertEqual("%" in shown, title.endswith("(share of draws)"))

    def test_the_cover_says_what_this_is(self):
        made, document = book("sevilla-2024")
        said = {}
        for row in made.sheets["About"][1:]:
            if len(row) > 1:
                said.setdefault(row[0], []).append(row[1])
        self.assertIn("holds if the assumptions do", said["Conditional"][0])
        self.assertIn("no forecast", said["Conditional"][0])
        self.assertEqual(said["Command"], [document["provenance"]["command"]])
        self.assertIn(document["chokepoint"], said["Made by"][0])
        for one in document["provenance"]["files"]:
            self.assertIn(f"{one['path']}, SHA-256 {one['sha256']}", said["File that was read"])
        self.assertEqual(said["Answer of sevilla-2024"], [document["runs"][0]["verdict"]["text"]])
        self.assertGreaterEqual(len(said["Limit"]), 3)
        self.assertEqual({f"Sheet {name}" for name in made.sheets if name != "About"}, {one for one in said if one.startswith("Sheet ")})

    def test_numbers_are_those_of_results_json(self):
        for case in (("sevilla-2024", "sevilla-2024-trend", "--compare"), ("water",), ("supply-shocks",)):
            made, document = book(*case)
            seen = 0
            ceilings = {(row["Scenario"], row["Year"], row["Series"]): row for row in made.table("Ceilings")}
            rooms = {(row["Scenario"], row["Year"], row["Constraint"]): row for row in made.table("Headroom")}
            stops = {(row["Scenario"], row["Year"], row["Constraint"]): row for row in made.table("Stops")}
            for run in document["runs"]:
                name, first = run["scenario"]["name"], run["scenario"]["first_year"]
                series = [run["trajectory"], run["attainable"]]
                for one in run["constraints"]:
                    series += [one["ceiling"], *(part["ceiling"] for part in one["parts"])]
                    for at in one["headroom"]["years"]:
                        row = rooms[(name, at["year"], one["name"])]
                        self.near(row["P50 (ratio)"], at["p50"])
                        self.near(row["P95 (ratio)"], at["p95"])
                    for i, share in enumerate(one["stopped"]):
                        row = stops[(name, first + i, one["name"])]
                        self.near(row["Stopped by then (share of draws)"], share)
                        self.near(row["Lowest ceiling (share of draws)"], one["lowest"][i])
                        self.near(row["Below the trajectory (share of draws)"], one["below"][i])
                        self.near(row["First below, in that year (share of draws)"], one["binds_first_in"][i])
                    seen += self.check_needs(made, name, one)
                for one in series:
                    for at in one["years"]:
                        row = ceilings.pop((name, at["year"], one["name"]))
                        for level in (5, 10, 25, 50, 75, 90, 95):
                            self.near(row[f"P{level} (FLOP)"], at[f"p{level}"])
                        if "mean" in at:
                            self.near(row["Mean (FLOP)"], at["mean"])
                        else:
                            self.assertIsNone(row["Mean (FLOP)"])
                        seen += 1
                for i, share in enumerate(run["not_stopped"]):
                    self.near(stops[(name, first + i, "none")]["Stopped by then (share of draws)"], share)
            self.assertEqual(ceilings, {})
            self.assertGreater(seen, 50)

    def check_needs(self, made, scenario, constraint):
        needs = constraint["needs"]
        rows = [row for row in made.table(f"Needs {constraint['name']}") if row["Scenario"] == scenario]
        heads = [head for head in rows[0] if head.endswith(f"({unit_of(rows[0])})")]
        self.assertEqual(len(heads), 9, rows[0])
        scale = scale_of(unit_of(rows[0]), needs["unit"])
        for i, row in enumerate(rows):
            for start, key in ((0, "need"), (3, "supply"), (6, "gap")):
                at = needs[key]["years"][i]
                for head, level in zip(heads[start : start + 3], ("p10", "p50", "p90")):
                    self.assertAlmostEqual(row[head] * scale, at[level], delta=1e-14 * abs(at[level]))
            self.near(row["Short (share of draws)"], constraint["below"][i])
        return len(rows)

    def test_assumptions_have_their_sources(self):
        made, document = book("sevilla-2024")
        run = document["runs"][0]
        rows = {row["Parameter"]: row for row in made.table("Assumptions")}
        self.assertEqual(set(rows), {one["name"] for one in run["scenario"]["assumptions"]})
        for one in run["scenario"]["assumptions"]:
            row = rows[one["name"]]
            self.assertEqual(row["As written"], one["text"])
            self.assertIn(row["Source"], {one["source"], "default", None})
            # A unit of people for the same value.
            if one["p50"]:
                self.assertAlmostEqual(row["P90 (in the unit)"] / row["Median (in the unit)"], one["p90"] / one["p50"], delta=1e-9)
        self.near(rows["power.us_datacenter_power"]["Median (in the unit)"], 40.0)
        self.assertEqual(rows["power.us_datacenter_power"]["Unit"], "GW")
        sources = {row["Key"]: row for row in made.table("Sources")}
        self.assertEqual({key: row["Title"] for key, row in sources.items()}, {key: one["title"] for key, one in run["scenario"]["sources"].items()})

    def test_text_is_no_formula(self):
        place = SCRATCH / "hostile"
        place.mkdir()
        (place / "hostile.yaml").write_text(HOSTILE)
        (place / "sources.yaml").write_text((ROOT / "scenarios" / "sources.yaml").read_text() + SOURCES)
        made, _ = book(str(place / "hostile.yaml"))
        for one in DANGEROUS:
            self.assertTrue(any(one in text for text in made.strings), one)
        for name, sheet in made.xml.items():
            self.assertEqual(list(sheet.iter(MAIN + "f")), [], name)
        self.assertEqual([one for one in made.parts if "calcChain" in one or "externalLink" in one], [])
        rows = {row["Parameter"]: row for row in made.table("Assumptions")}
        self.assertEqual(rows["power.campus_power"]["Note"], DANGEROUS[1])

    def test_the_same_bytes_again_and_no_clock(self):
        paths = [SCRATCH / f"again-{i}.xlsx" for i in range(2)]
        for path in paths:
            chokepoint("report", "sevilla-2024", "--draws", "300", "--out", str(path))
        self.assertEqual(paths[0].read_bytes(), paths[1].read_bytes())
        made = Book(paths[0])
        self.assertEqual(made.dates, {(1980, 1, 1, 0, 0, 0)})
        core = ElementTree.tostring(made.parts["docProps/core.xml"], encoding="unicode")
        self.assertEqual(set(re.findall(r"\d{4}-\d\d-\d\dT[0-9:]+Z", core)), {"1980-01-01T00:00:00Z"})

    def test_one_draw_and_several_units(self):
        path = SCRATCH / "point.xlsx"
        chokepoint("report", "baseline-2026", "--point", "--out", str(path))
        self.assertIn("one, every parameter at its median", Book(path).strings)

    def test_what_a_workbook_has_not(self):
        for option in (("--brief",), ("--against", "nowhere.json")):
            _, said = chokepoint("report", "sevilla-2024", "--out", str(SCRATCH / "x.xlsx"), *option, status=2)
            self.assertIn(f"{option[0]} says nothing of a workbook", said)
            self.assertFalse((SCRATCH / "x.xlsx").exists())


def unit_of(row):
    return next(re.search(r"\((.+)\)$", head)[1] for head in row if re.search(r": median \(", head))


def scale_of(shown, coherent):
    """Coherent units in one of those that are shown: GW for W, ms for s, M for what is counted."""
    if shown == coherent:
        return 1.0
    prefix = shown[: len(shown) - len(coherent)].strip()
    assert shown.endswith(coherent) and prefix in PREFIXES, (shown, coherent)
    return PREFIXES[prefix]


if __name__ == "__main__":
    unittest.main()
