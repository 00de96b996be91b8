# SPDX-License-Identifier: Apache-2.0
"""docs/scenario.schema.json: what `chokepoint check` accepts passes, and what can be seen in one file alone fails.

A file is read as editors read it, by YAML 1.2 and, once more, by YAML 1.1. Scenarios, examples of the documents and bad
input are those of the repository; what is accepted and what is not is what `check` says, never the schema."""

import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import unittest

import jsonschema
import yaml
from made import ROOT, SCRATCH, chokepoint
from new_test import new, stated

SCHEMA = json.loads((ROOT / "docs" / "scenario.schema.json").read_text())
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
BAD = ROOT / "tests" / "bad_input"
# Keys of the definition of a value.
SAID = set(SCHEMA["definitions"]["mapping_power"]["properties"]) | set(SCHEMA["definitions"]["said_of_a_value"]["properties"])


class Editor(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML 1.2 (core schema), with names as strings: the plain data that a schema is asked about."""

    yaml_implicit_resolvers = {}

    def mapping(self, node):
        self.flatten_mapping(node)
        return {key.value: self.construct_object(value, deep=True) for key, value in node.value}


class Older(Editor):
    """YAML 1.1: on and off are truths, and numbers need a point. Dates stay texts."""

    yaml_implicit_resolvers = {}


def resolve(loader, tag, expression, first):
    loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{expression})$"), list(first))


for _loader in (Editor, Older):
    resolve(_loader, "null", "~|null|Null|NULL|", ["~", "n", "N", ""])
    resolve(_loader, "int", "[-+]?[0-9]+", "-+0123456789")
    resolve(_loader, "merge", "<<", "<")
    _loader.add_constructor("tag:yaml.org,2002:map", lambda loader, node: loader.mapping(node))
    _loader.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value))
    _loader.add_constructor("tag:yaml.org,2002:float", lambda _, node: float(node.value))
    _loader.add_constructor("tag:yaml.org,2002:bool", lambda _, node: node.value.lower() in ("true", "on", "yes", "y"))
resolve(Editor, "bool", "true|True|TRUE|false|False|FALSE", "tTfF")
resolve(Editor, "float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789")
resolve(Older, "bool", "(?i:y|n|yes|no|on|off|true|false)", "yYnNoOtTfF")
resolve(Older, "float", r"[-+]?[0-9]*\.[0-9]*(?:[eE][-+][0-9]+)?", "-+.0123456789")


def read(text, loader=Editor):
    return yaml.load(text, Loader=loader)


def is_valid(text, loader=Editor):
    return VALIDATOR.is_valid(read(text, loader))


def complaints(text, loader=Editor):
    found = []
    for error in VALIDATOR.iter_errors(read(text, loader)):
        while error.context:
            error = max(error.context, key=lambda one: len(one.absolute_path))
        found.append(f"{'/'.join(map(str, error.absolute_path))}: {error.message[-200:]}")
    return found


def refused(paths):
    """The lines of errors that `check` finds in these files: {path: {line: message}}; line 0 is the whole file."""
    done = subprocess.run(
        [os.environ["CHOKEPOINT"], "check", *map(str, paths)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    found = {path: {} for path in paths}
    for line in done.stderr.splitlines():
        match = re.match(r"(.*\.yaml)(?::(\d+):\d+)?: error: (.*)", line)
        if match and pathlib.Path(match[1]) in found:
            found[pathlib.Path(match[1])].setdefault(int(match[2] or 0), match[3])
    return found


def examples():
    """Scenarios in the documents: (where, text)."""
    for document in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        text = document.read_text()
        for match in re.finditer(r"^```yaml (scenario|fragment|example \S+)\n(.*?)^```$", text, re.M | re.S):
            kind, content = match.groups()
            if kind.endswith("sources.yaml"):
                continue
            base = "extends: scenarios/sevilla-2024.yaml\n" if kind == "fragment" else ""
            yield f"{document.name}, line {text[: match.start()].count(chr(10)) + 1}", base + content


def reasons():
    """What a schema cannot see of bad input: {name: class}; and the classes."""
    classes, of = {}, {}
    for line in (BAD / "not_in_the_schema").read_text().splitlines():
        if line.startswith("# "):
            name, meaning = line[2:].split(": ", 1)
            classes[name] = meaning
        elif line:
            name, why = line.split()
            of[name] = why
    return classes, of


class Schema(unittest.TestCase):
    def test_it_is_a_schema_of_draft_7(self):
        jsonschema.Draft7Validator.check_schema(SCHEMA)
        self.assertEqual(SCHEMA["$schema"], "http://json-schema.org/draft-07/schema#")

    def test_it_is_what_the_program_prints(self):
        same = chokepoint("schema")[0] == (ROOT / "docs" / "scenario.schema.json").read_text()
        self.assertTrue(same, "run tools/approve")

    def test_every_definition_is_there_and_referred_to(self):
        text = json.dumps(SCHEMA)
        referred = set(re.findall(r'"#/definitions/([^"]*)"', text))
        self.assertEqual(referred - set(SCHEMA["definitions"]), set())
        self.assertEqual(set(SCHEMA["definitions"]) - referred, set())

    def test_every_parameter_says_what_it_is(self):
        told = set(re.findall(r'"([a-z0-9_]+)": \{"description": "', json.dumps(SCHEMA)))
        names = re.findall(r"^\| `[a-z0-9_.]*?([a-z0-9_]+)` \|.*\|.*\|.*\|", (ROOT / "docs" / "parameters.md").read_text(), re.M)
        self.assertGreater(len(names), 200)
        self.assertEqual(set(names) - told, set())


class Accepted(unittest.TestCase):
    def test_scenarios(self):
        files = sorted((ROOT / "scenarios").glob("*.yaml")) + sorted((ROOT / "tests" / "models").glob("*.yaml"))
        files = [file for file in files if file.name != "sources.yaml"]
        self.assertGreater(len(files), 30)
        for file in files:
            for loader in (Editor, Older):
                with self.subTest(file=file.name, loader=loader.__name__):
                    self.assertEqual(complaints(file.read_text(), loader), [])

    def test_new_files(self):
        for name in ("sevilla-2024", "supply-shocks", "capital-squeeze", "emu-2023", "inference-heavy"):
            file = SCRATCH / f"schema-{name}.yaml"
            new(file, "--extends", name, "--with", *stated(name))
            for loader in (Editor, Older):
                with self.subTest(file=file.name, loader=loader.__name__):
                    self.assertEqual(complaints(file.read_text(), loader), [])

    # Names that YAML takes for numbers and truths.
    def test_names_that_are_no_texts_to_yaml(self):
        folder = SCRATCH / "odd-names"
        folder.mkdir()
        for name in ("2024", "true"):
            (folder / f"{name}.yaml").write_text(f"extends: sevilla-2024\nname: {name}\n")
            mine = folder / f"of-{name}.yaml"
            chokepoint("new", str(mine), "--extends", name, "--with", "campus_power", CHOKEPOINT_PATH=str(folder))
            for path in (folder / f"{name}.yaml", mine):
                chokepoint("check", str(path), CHOKEPOINT_PATH=str(folder))
                self.assertEqual(complaints(path.read_text()), [], path)

    def test_examples_of_the_documents(self):
        found = list(examples())
        self.assertGreater(len(found), 20)
        for place, text in found:
            for loader in (Editor, Older):
                with self.subTest(place=place, loader=loader.__name__):
                    self.assertEqual(complaints(text, loader), [])


class Refused(unittest.TestCase):
    def test_bad_input(self):
        """Every case fails, but those of which a file says why it cannot."""
        classes, why = reasons()
        self.assertEqual(set(why.values()), set(classes), "a class without a case, or a case without a class")
        cases = {file.stem: file for file in BAD.glob("*.yaml")}
        self.assertEqual(set(why) - set(cases), set(), "no such bad input")
        for name, file in sorted(cases.items()):
            with self.subTest(name=name):
                try:
                    passes = is_valid(file.read_text())
                except (yaml.YAMLError, UnicodeDecodeError, TypeError):  # which editors tell themselves
                    passes = why.get(name) == "yaml"
                self.assertEqual(passes, name in why, "add it to not_in_the_schema, or take it out")


def keys_of(node, path=()):
    """Every key of a document where it is written: (path, node of the key)."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*path, key.value), key
            yield from keys_of(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from keys_of(item, (*path, "[]"))


# A parameter of each kind, without an upper bound, that may be given by year.
OF_KINDS = {
    "power": "power.campus_power", "length": "power.network_length", "speed": "power.fibre_speed",
    "bandwidth": "power.interconnect_bandwidth", "information-per-parameter": "power.gradient_size",
    "power-per-accelerator": "power.power_per_accelerator", "yearly-growth": "power.datacenter_growth",
    "number-of-accelerators": "chips.initial_stock", "accelerator-production": "chips.initial_production",
    "wafer-production": "chips.leading_edge_wafers", "ratio": "data.epochs", "number-of-tokens": "data.text_stock",
    "tokens-per-image": "data.tokens_per_image", "duration": "shared.training_duration",
    "peak-performance-per-accelerator": "shared.peak_performance", "tokens-per-parameter": "shared.tokens_per_parameter",
    "spending-rate": "capital.investment", "price-per-accelerator": "capital.price",
}  # fmt: skip
# The words of `chokepoint units`: a page for people, so read by hand. [prefixes] they take, or large ones alone.
ALL, LARGE = ("", "k", "M", "T", "m", "n", "\u00b5"), ("", "k", "M", "G", "E", "Q")
WORDS = {
    "m": ALL, "kg": ("",), "g": ALL, "s": ALL, "second": ("",), "seconds": ("",), "min": ("",), "h": ("",), "hour": ("",),
    "day": ("",), "days": ("",), "weeks": ("",), "month": ("",), "yr": ("",), "year": ("",), "years": ("",), "W": ALL,
    "J": ALL, "Wh": ALL, "FLOP": LARGE, "token": LARGE, "tokens": LARGE, "parameter": LARGE, "H100e": LARGE,
    "wafer": LARGE, "wafers": LARGE, "image": LARGE, "images": LARGE, "bit": LARGE, "bytes": LARGE, "USD": LARGE,
}  # fmt: skip
# What is near, and none.
NONE = ("watt", "GW.", "gw", "Gw", "mtoken", "nbit", "flop", "FLOPs", "tokns", "kday", "kmin", "H100", "TWH", "1", "x", "%")
USUAL = {
    "power": ["GW", "kWh/day", "GWh/yr", "GW*h/yr"], "length": ["km", "km/s * yr"], "speed": ["km/s", "m / s", "m s^-1"],
    "bandwidth": ["Tbit/s", "Gbyte/s"], "information-per-parameter": ["bit/parameter", "byte / parameter"], "power-per-accelerator": ["W/H100e"],
    "yearly-growth": ["x/yr", "%/yr", "% / year", "x/year", "%", "x", "x/month", "x yr^-1"],
    "number-of-accelerators": ["H100e", "kH100e"], "accelerator-production": ["H100e/yr", "MH100e/month"],
    "wafer-production": ["wafer/month", "kwafer/month", "wafers/yr"], "ratio": ["", "%", "W/kW", "J/Wh"],
    "number-of-tokens": ["token", "Ttoken", "T tokens"], "tokens-per-image": ["token/image"],
    "duration": ["day", "months", "yr", "Wh/W"], "peak-performance-per-accelerator": ["FLOP/s/H100e", "PFLOP/s/H100e", "FLOP/H100e/s"],
    "tokens-per-parameter": ["token/parameter"], "spending-rate": ["USD/yr", "GUSD/yr"], "price-per-accelerator": ["USD/H100e"],
}  # fmt: skip


class Units(unittest.TestCase):
    """What the expressions hold against what `check` reads, for each kind of value."""

    @staticmethod
    def texts(kind, count):
        """Numbers with the usual units, with the same wrongly put together, and with any others."""
        choose = random.Random(kind)

        def word():
            if choose.random() < 0.1:
                return choose.choice(NONE)
            one = choose.choice(list(WORDS))
            return choose.choice(WORDS[one]) + one

        def unit():
            words = [word() for _ in range(choose.choice((1, 1, 1, 2, 2, 3)))]
            return words[0] + "".join(choose.choice(("/", "/", "*", " ", " / ", "\u00b7")) + one for one in words[1:])

        units = USUAL[kind] + [unit() for _ in range(count)]
        for other in USUAL.values():
            units += other
        for one in units:
            yield f"1.5 {one}".strip()
        for one in USUAL[kind]:
            for number in ("1", "2.", ".5", "+3", "1e0", "2.5e0", "1E+0", "1,5", "1 000", "0x10", "1_0", "one", "", "1..5", "-", "5e"):
                yield f"{number} {one}".strip()
            for text in ("1 to 2 {0}", "1 {0} to 2 {0}", "1 {0} to 2", "1{0} to 2{0}", "1 to 2 to 3 {0}", "1-2 {0}", "1 {0} ", "1\u00a0{0}"):
                yield text.format(one).strip(" ")

    @staticmethod
    def is_told(text):
        """Whether an expression tells the dimension: src/units/spellings.hpp."""
        words = [re.sub(r"^[0-9.+e-]*", "", one) for one in re.split(r"[/*\u00b7\s]+", text)[1:]]
        bases = [next((base for base in sorted(WORDS, key=len, reverse=True) if one.endswith(base)), one) for one in words]
        same = {"bytes": "bit", "seconds": "s", "J": "Wh", "kg": "g"}
        for times in ("second", "min", "h", "hour", "day", "days", "weeks", "month", "yr", "year", "years"):
            same[times] = "s"
        bases = [same.get(base, base.removesuffix("s") if len(base) > 1 else base) for base in bases]
        again = [base for base in bases if base != "s" and bases.count(base) > 1]
        return len(bases) < 4 and "^" not in text and not (again and len(bases) > 2)

    def test_of_each_kind(self):
        at_once = 20  # of a file, check tells no more than some errors
        place = SCRATCH / "units"
        shutil.copytree(ROOT / "scenarios", place)
        files = {}
        for kind, path in OF_KINDS.items():
            block, name = path.split(".")
            base = "capital-2026" if block == "capital" else "sevilla-2024"
            texts = sorted(set(self.texts(kind, 80)))
            for i in range(0, len(texts), at_once):
                some = texts[i : i + at_once]
                file = place / f"{kind}-{i}.yaml"
                years = (f"    {2000 + i}: {json.dumps(text, ensure_ascii=False)}\n" for i, text in enumerate(some))
                file.write_text(f"extends: {base}.yaml\n{block}:\n  {name}:\n{''.join(years)}")
                files[file] = (kind, some)
        found = refused(list(files))
        taken = dict.fromkeys(OF_KINDS, 0)
        for file, (kind, texts) in files.items():
            self.assertNotIn(0, found[file])
            expression = re.compile(SCHEMA["definitions"][f"text_{kind}"]["pattern"])
            for i, text in enumerate(texts):
                message = found[file].get(4 + i, "")
                accepted = not message or "must be" in message or "distribution" in message
                taken[kind] += accepted
                with self.subTest(kind=kind, text=text, message=message):
                    if self.is_told(text):
                        self.assertEqual(expression.search(text) is not None, accepted)
        self.assertGreater(min(taken.values()), 10)


class Misspelt(unittest.TestCase):
    """Each key of some scenarios in turn, with a letter too many."""

    SCENARIOS = ("sevilla-2024", "baseline-2026", "supply-shocks", "emu-2023", "post-training-share", "synthetic-data",
                 "nuclear-buildout", "world-power", "chips-need-power", "villalobos-2024", "water", "euv-limited")  # fmt: skip

    # Names that an author gives: what a schema knows of one is that it is a name.
    NAMES = (
        r"correlations/[^/]*/[^/]*", r"correlations/[^/]*", r"events/[^/]*", r"events/[^/]*/factors/.*",
        r"constraints/[^/]*", r"constraints/[^/]*/(parameters|where|parts|state)/[^/]*", r"funnel/stages/[^/]*",
    )  # fmt: skip

    def mutants(self, place):
        """Files with one key of a block, or of the top, misspelt: {path: keys that lead there}."""
        found, seen = {}, set()
        for name in self.SCENARIOS:
            text = (ROOT / "scenarios" / f"{name}.yaml").read_text()
            blocks = yaml.compose(text, Loader=Editor).value
            ends = [key.start_mark.index for key, _ in blocks[1:]] + [len(text)]
            for (top, block), end in zip(blocks, ends):
                start = top.start_mark.index
                for path, key in [((top.value,), top), *keys_of(block, (top.value,))]:
                    # What is said of a value is the same of all of them.
                    kind = (path[0], path[-1]) if path[-1] in SAID or path[-1].isdigit() else path
                    if path[0] == "events" and len(path) > 2:  # one event has what another has
                        kind = (path[0], *path[2:])
                    if kind in seen:
                        continue
                    seen.add(kind)
                    at = key.end_mark.index - (1 if key.style else 0)
                    head = "" if path == ("extends",) else f"extends: {name}.yaml\n"
                    file = place / f"{name}-{len(found)}.yaml"
                    file.write_text(head + text[start:at] + text[at - 1] + text[at:end])
                    found[file] = "/".join(path)
        return found

    def test_keys(self):
        place = SCRATCH / "misspelt"
        shutil.copytree(ROOT / "scenarios", place)
        mutants = self.mutants(place)
        found = refused(list(mutants))
        both = 0
        for file, path in mutants.items():
            with self.subTest(path=path, file=file.name):
                valid, wrong = is_valid(file.read_text()), bool(found[file])
                both += wrong and not valid
                named = any(re.fullmatch(name, path) for name in self.NAMES)
                self.assertTrue(named or not wrong or not valid, f"the schema does not see it: {found[file]}")
                if not wrong:  # names of one's own
                    self.assertEqual(complaints(file.read_text()), [], "check accepts it")
        self.assertGreater(both, 300)


if __name__ == "__main__":
    unittest.main()
