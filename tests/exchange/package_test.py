# SPDX-License-Identifier: Apache-2.0
"""datapackage.json by the rules of the Data Package standard, version 2: those that its profiles state
(https://datapackage.org/profiles/2.0/datapackage.json, dataresource.json and tableschema.json), written out by hand;
and that the files are what it says of them."""

import csv
import hashlib
import json
import re
import unittest

from made import SCENARIOS, folder

CASES = [(name,) for name in SCENARIOS] + [
    ("sevilla-2024", "baseline-2026", "--compare"),
    ("sevilla-2024", "--format", "md"),
    ("sevilla-2024", "--format", "xlsx"),
]
TYPES = {
    "string", "number", "integer", "boolean", "object", "array", "list", "datetime", "date", "time", "year",
    "yearmonth", "duration", "geopoint", "geojson", "any",
}  # fmt: skip


def is_path(text):
    """A URL, or a relative path with `/` that leads to no parent (data-resource, "URL or Path")."""
    if re.match(r"(http|ftp)s?://", text):
        return True
    return not re.match(r"[./~]|file:", text) and ".." not in text.split("/") and "\\" not in text and ":/" not in text


class Package(unittest.TestCase):
    def check_lists(self, package):
        for one in package.get("licenses", [{"name": "x"}]):
            self.assertTrue("name" in one or "path" in one)
            self.assertRegex(one.get("name", "x"), r"^[-a-zA-Z0-9._]+$")
            self.assertTrue(is_path(one.get("path", "x")))
        self.assertNotEqual(package.get("licenses"), [], "minItems 1")
        for one in package["sources"]:
            self.assertTrue(one and all(isinstance(value, str) for value in one.values()))
            self.assertTrue(is_path(one.get("path", "x")))
            self.assertLessEqual(set(one), {"title", "path", "email", "version"})
        self.assertGreaterEqual(len(package["contributors"]), 1)
        for one in package["contributors"]:
            self.assertTrue(one)
            self.assertLessEqual(set(one), {"title", "path", "email", "givenName", "familyName", "organization", "roles"})
            self.assertTrue(one["roles"] and all(isinstance(role, str) for role in one["roles"]))

    def check_schema(self, schema, path):
        with open(path, newline="", encoding="utf-8") as file:
            head, *rows = csv.reader(file)
        self.assertEqual(schema["$schema"], "https://datapackage.org/profiles/2.0/tableschema.json")
        names = [field["name"] for field in schema["fields"]]
        self.assertEqual(names, head)
        self.assertEqual(len(names), len(set(names)))
        for i, field in enumerate(schema["fields"]):
            self.assertIn(field["type"], TYPES)
            self.assertTrue(field["description"])
            cells = [row[i] for row in rows]
            if field.get("constraints", {}).get("required"):
                self.assertNotIn("", cells)
            read = {"string": str, "integer": int, "number": float}[field["type"]]
            for cell in cells:
                if cell not in schema["missingValues"]:
                    read(cell)
        key = [names.index(name) for name in schema["primaryKey"]]
        self.assertEqual(len({tuple(row[i] for i in key) for row in rows}), len(rows))

    def test_holds_to_the_standard_and_to_the_files(self):
        for case in CASES:
            with self.subTest(case=case):
                place = folder(*case)
                package = json.loads((place / "datapackage.json").read_text())
                self.assertEqual(package["$schema"], "https://datapackage.org/profiles/2.0/datapackage.json")
                self.assertNotIn("profile", package)  # of version 1
                for key in ("name", "title", "description"):
                    self.assertTrue(package[key] and isinstance(package[key], str))
                self.check_lists(package)
                names = [one["name"] for one in package["resources"]]
                self.assertEqual(len(names), len(set(names)))
                for one in package["resources"]:
                    self.assertTrue(is_path(one["path"]))
                    self.assertNotIn("data", one)  # either, not both
                    content = (place / one["path"]).read_bytes()
                    self.assertEqual(one["bytes"], len(content))
                    self.assertEqual(one["hash"], "sha256:" + hashlib.sha256(content).hexdigest())
                    self.assertRegex(one["mediatype"], r"^(.+)/(.+)$")
                    self.assertEqual(one.get("encoding"), None if one["path"].endswith(".xlsx") else "utf-8")
                    self.assertEqual(one.get("type") == "table", one["path"].endswith(".csv"))
                    if "schema" in one:
                        self.check_schema(one["schema"], place / one["path"])
                # All that lies there, but for itself.
                self.assertEqual(
                    {one["path"] for one in package["resources"]},
                    {path.name for path in place.iterdir()} - {"datapackage.json"},
                )
                self.assertEqual(sum("schema" in one for one in package["resources"]), 3)

    def test_names_sources_and_what_they_grant(self):
        package = json.loads((folder("baseline-2026") / "datapackage.json").read_text())
        text = " ".join(one["title"] for one in package["sources"])
        self.assertIn("Epoch AI", text)
        granted = {one["name"]: one.get("path") for one in package["licenses"]}
        self.assertEqual(granted["CC-BY-4.0"], "https://creativecommons.org/licenses/by/4.0/")
        self.assertTrue(package["contributors"][0]["title"].startswith("chokepoint "))


if __name__ == "__main__":
    unittest.main()
