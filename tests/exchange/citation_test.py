# SPDX-License-Identifier: Apache-2.0
"""CITATION.cff by the keys that Citation File Format 1.2.0 requires, and what `chokepoint --cite` makes of it."""

import re
import unittest

import yaml
from made import ROOT, SCRATCH, chokepoint

CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text())


def entries(text):
    """BibTeX: {key: (type, {field: value})}; every brace closed."""
    found = {}
    for kind, key, body in re.findall(r"^@(\w+)\{([^,\s]+),\n(.*?)^\}$", text, re.MULTILINE | re.DOTALL):
        fields = {}
        for line in body.splitlines():
            name, value = re.fullmatch(r"  (\w+) = \{(.*)\},", line).groups()
            plain = re.sub(r"\\[{}]", "", value)
            if plain.count("{") != plain.count("}"):
                raise AssertionError(line)
            fields[name] = value
        found[key] = (kind, fields)
    return found


class File(unittest.TestCase):
    # https://github.com/citation-file-format/citation-file-format/blob/1.2.0/schema-guide.md
    def test_keys(self):
        for key in ("authors", "cff-version", "message", "title"):
            self.assertTrue(CITATION[key], key)
        self.assertEqual(CITATION["cff-version"], "1.2.0")
        known = {"abstract", "authors", "cff-version", "commit", "contact", "date-released", "doi", "identifiers", "keywords",
                 "license", "license-url", "message", "preferred-citation", "references", "repository", "repository-artifact",
                 "repository-code", "title", "type", "url", "version"}  # fmt: skip
        self.assertEqual(set(CITATION) - known, set())
        self.assertIn(CITATION.get("type", "software"), ("software", "dataset"))
        self.assertIsInstance(CITATION["version"], (str, int, float))
        self.assertTrue(all(isinstance(one, dict) and ("name" in one or {"family-names", "given-names"} & set(one))
                            for one in CITATION["authors"]))  # fmt: skip

    def test_version_is_that_of_the_program(self):
        self.assertEqual(chokepoint("--version")[0].split()[1], str(CITATION["version"]))


class Cite(unittest.TestCase):
    def test_text(self):
        text = " ".join(chokepoint("--cite")[0].split())
        for key in ("message", "title", "abstract", "version", "license"):
            self.assertIn(str(CITATION[key]), text)
        for author in CITATION["authors"]:
            self.assertIn(author["name"], text)
        self.assertEqual(chokepoint("cite")[0], chokepoint("--cite")[0])

    def test_bibtex(self):
        (kind, fields) = entries(chokepoint("--cite", "--format", "bibtex")[0])["chokepoint"]
        self.assertEqual(kind, "software")
        self.assertEqual(fields["version"], CITATION["version"])
        self.assertIn(CITATION["authors"][0]["name"], fields["author"])

    # Those that a value or a correlation names, from the files themselves.
    def test_sources_of_a_scenario(self):
        bibliography = yaml.safe_load((ROOT / "scenarios" / "sources.yaml").read_text())
        scenario = (ROOT / "scenarios" / "sevilla-2024.yaml").read_text()
        named = set(re.findall(r"source: ([a-z0-9-]+)", scenario))
        found = entries(chokepoint("--cite", "sevilla-2024", "--format", "bibtex")[0])
        self.assertEqual(set(found) - {"chokepoint"}, named)
        for key in named:
            self.assertEqual(found[key][1].get("url", ""), str(bibliography[key].get("address", "")), key)
        text = chokepoint("--cite", "sevilla-2024", "baseline-2026")[0]
        for key in named:
            self.assertEqual(text.count(f"  {key}: "), 1, key)

    def test_what_tex_would_obey(self):
        (SCRATCH / "sources.yaml").write_text('odd:\n  title: "50% of {x_1} & \\\\y $z #1 ~^ \\n@misc{a,"\n  address: "http://a.b/}{c\\\\d"\n')
        mine = SCRATCH / "odd-source.yaml"
        mine.write_text("extends: sevilla-2024\npower: {campus_power: {value: 3 GW, source: odd}}\n")
        fields = entries(chokepoint("--cite", str(mine), "--format", "bibtex")[0])["odd"][1]
        self.assertIn(r"50\% of \{x\_1\} \& \textbackslash{}y \$z \#1 \textasciitilde{}\textasciicircum{}", fields["title"])
        self.assertEqual(fields["url"], "http://a.b/%7D%7Bc%5Cd")

    def test_what_is_wrong(self):
        self.assertIn("cannot be read", chokepoint("--cite", "no-such-scenario", status=2)[1])
        self.assertIn("--format", chokepoint("--cite", "--format", "ris", status=2)[1])


if __name__ == "__main__":
    unittest.main()
