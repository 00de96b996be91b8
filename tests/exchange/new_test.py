# SPDX-License-Identifier: Apache-2.0
"""A file of `chokepoint new` says what the scenario says that it extends: the same numbers, to the byte."""

import json
import os
import pathlib
import shlex
import subprocess
import unittest

import yaml
from made import ROOT, SCRATCH, chokepoint

NAMES = sorted(path.stem for path in (ROOT / "scenarios").glob("*.yaml") if path.name != "sources.yaml")


def stated(name):
    """Blocks that have a value which is no default."""
    document = json.loads(chokepoint("explain", name, "--format", "json")[0])
    said = [one["block"] for one in document["parameters"] if one["reads"] or any(not v["default"] for v in one["values"])]
    return [one["name"] for one in document["blocks"] if one["name"] in said]


def differences(mine, name):
    """Where two runs differ, but for what a file says of itself."""
    runs = json.loads(chokepoint("run", str(mine), str(name), "--draws", "64", "--format", "json")[0])["runs"]
    for run in runs:
        for key in ("name", "title", "description"):
            run["scenario"].pop(key)
    return [key for key in runs[0].keys() | runs[1].keys() if json.dumps(runs[0].get(key)) != json.dumps(runs[1].get(key))]


def new(file, *arguments, status=0):
    return chokepoint("new", str(file), *arguments, status=status)


class New(unittest.TestCase):
    # Of tables by year, distributions, words, couplings, events, constraints of one's own: whatever scenarios have.
    def test_all_values_of_every_scenario(self):
        for name in NAMES:
            mine = SCRATCH / f"all-of-{name}.yaml"
            new(mine, "--extends", name, "--with", *stated(name))
            self.assertEqual(differences(mine, name), [], name)

    def test_a_proposal_in_comments(self):
        for name in ("sevilla-2024", "baseline-2026", "water"):
            mine = SCRATCH / f"proposal-{name}.yaml"
            new(mine, "--extends", name)
            self.assertEqual(set(yaml.safe_load(mine.read_text())), {"title", "extends"})
            self.assertEqual(differences(mine, name), [])
            # Without the sign of the comment it says the same again.
            lines = mine.read_text().splitlines()
            self.assertTrue(lines[0].startswith("# yaml-language-server: $schema="), lines[0])
            self.assertTrue(pathlib.Path(lines[0].split("=", 1)[1]).is_file(), lines[0])
            values = [line[1:] if line.startswith("#") and not line.startswith("# ") or line.startswith("#  ") and
                      not line.startswith("#   chokepoint") else line for line in lines]  # fmt: skip
            mine.write_text("\n".join(values) + "\n")
            self.assertGreater(len(yaml.safe_load(mine.read_text())), 2)
            self.assertEqual(differences(mine, name), [])

    # Each form of a value that docs/scenario.md has, in a scenario whose text is not friendly.
    def test_forms_of_values(self):
        folder = SCRATCH / "forms"
        folder.mkdir()
        (folder / "campus.csv").write_text("year,power (GW),low (GW),high (GW)\n2024,0.3,0.2,0.4\n2027,1.2,,\n2030,6,3,12\n")
        (folder / "sources.yaml").write_text('odd:\n  title: "A title\\nchips: off # no"\n  authors: \'{a: "b"}\'\n')
        (folder / "base.yaml").write_text(
            "extends: sevilla-2024\n"
            "trajectory:\n"
            '  growth: {2024: {value: 3 to 5x/yr, note: "first\\nlatency: off"}, 2027: 2x/yr, step: true, source: odd}\n'
            "power:\n"
            "  campus_power: {series: campus.csv, column: power, low: low, high: high, source: odd, confidence: derived}\n"
            '  us_datacenter_power: {p10: 33 GW, p50: 40 GW, p90: 50 GW, source: odd, note: "it\'s: {so} # \\u2028 x"}\n'
            "data:\n"
            "  quality_share: {distribution: uniform, low: 10 %, high: 30 %}\n"
        )
        base = folder / "base.yaml"
        names = ["trajectory.growth", "campus_power", "power.us_datacenter_power", "data.quality_share"]
        for number, one in enumerate([[each] for each in names] + [names, ["power", "trajectory", "chips"]]):
            mine = folder / f"mine-{number}.yaml"
            new(mine, "--extends", str(base), "--with", *one)
            self.assertEqual(differences(mine, base), [], one)
            self.assertEqual(yaml.safe_load(mine.read_text())["extends"], "base.yaml")
            self.assertNotIn("latency", yaml.safe_load(mine.read_text()))
        # Of years: one line each.
        self.assertIn("    2027: ", (folder / "mine-0.yaml").read_text())
        # From another folder it is named by the way there.
        (folder / "below").mkdir()
        new(folder / "below" / "it.yaml", "--extends", str(base), "--with", "chips")
        self.assertIn("extends: \"../base.yaml\"", (folder / "below" / "it.yaml").read_text().replace("'", '"').replace(
            "extends: ../base.yaml", 'extends: "../base.yaml"'))  # fmt: skip
        self.assertEqual(differences(folder / "below" / "it.yaml", base), [])

    def test_what_stands_beside_a_value(self):
        mine = SCRATCH / "beside.yaml"
        new(mine, "--extends", "sevilla-2024", "--with", "us_datacenter_power", "--title", 'My "plan": # 1')
        text = mine.read_text()
        for part in ("Unit: W; above 0.", "40 GW (33 GW to 50 GW)", "Source: sevilla-2024: "):
            self.assertIn(part, text)
        document = yaml.safe_load(text)
        self.assertEqual(document["title"], 'My "plan": # 1')
        self.assertEqual(document["extends"], "sevilla-2024")
        self.assertEqual(document["power"]["us_datacenter_power"],
                         {"p10": "33 GW", "p50": "40 GW", "p90": "50 GW", "source": "sevilla-2024"})  # fmt: skip

    def test_what_is_there_stays(self):
        mine = SCRATCH / "mine-already.yaml"
        mine.write_text("mine")
        for arguments in (("--extends", "sevilla-2024"), ("--extends", "no-such-scenario", "--force")):
            new(mine, *arguments, status=2)
            self.assertEqual(mine.read_text(), "mine")
        _, err = new(mine, "--extends", "sevilla-2024", "--with", "chips", status=2)
        self.assertIn("is there already", err)
        self.assertIn("--force replaces it", err)
        new(mine, "--extends", "sevilla-2024", "--with", "chips", "--force")
        self.assertIn("extends: sevilla-2024", mine.read_text())
        self.assertEqual([one.name for one in SCRATCH.iterdir() if one.name.startswith(".chokepoint")], [])

    def test_wrong_names(self):
        mine = SCRATCH / "never.yaml"
        for arguments, message in (
            (("--extends", "sevilla-2024", "--with", "power.campus_powr"), "did you mean power.campus_power?"),
            (("--extends", "sevilla-2024", "--with", "pwer"), "did you mean power?"),
            (("--extends", "sevilla-2024", "--with", "zzzzzzzz"), "'chokepoint explain sevilla-2024' lists those"),
            (("--extends", "sevilla-2025"), "cannot be read"),
            ((), "--extends is missing"),
        ):
            _, err = new(mine, *arguments, status=2)
            self.assertIn(message, err)
            self.assertFalse(mine.exists())
        folder = SCRATCH / "wrong-names"
        folder.mkdir()
        for name, message in (("plan.txt", "does not end in .yaml"), ("sources.yaml", "is the bibliography")):
            self.assertIn(message, new(folder / name, "--extends", "sevilla-2024", status=2)[1])
            self.assertFalse((folder / name).exists())
        for title, message in (("a\x01", "--title: holds a control character"), ("a\nchips: off", "--title: holds a control"),
                               (os.fsdecode(b"a\xff"), "--title: is not UTF-8 text")):  # fmt: skip
            self.assertIn(message, new(mine, "--extends", "sevilla-2024", "--title", title, status=2)[1])
        _, err = new(mine, "--extends", "baseline-2026-power", "--with", "relief", status=2)
        self.assertIn("states nothing of 'relief': all its values are at their defaults", err)
        new(SCRATCH / "no-such-folder" / "a.yaml", "--extends", "sevilla-2024", "--with", "chips", status=3)

    # Behind a link to a folder, above it is another place than the name says.
    def test_a_folder_by_a_link(self):
        folder = SCRATCH / "linked"
        (folder / "a").mkdir(parents=True)
        (folder / "x" / "y").mkdir(parents=True)
        (folder / "a" / "base.yaml").write_text("extends: sevilla-2024\n")
        (folder / "short").symlink_to("x/y")
        new(folder / "short" / "q.yaml", "--extends", folder / "a" / "base.yaml", "--with", "campus_power")
        for way in ("short", "x/y"):
            chokepoint("check", str(folder / way / "q.yaml"))

    def test_a_working_folder_that_is_gone(self):
        done = subprocess.run(["sh", "-c", 'mkdir "$1" && cd "$1" && rmdir "$1" && "$0" new k.yaml --extends sevilla-2024 --with campus_power',
                               os.environ["CHOKEPOINT"], SCRATCH / "gone"], capture_output=True, text=True, check=False)  # fmt: skip
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("cannot write k.yaml: the working folder: No such file or directory", done.stderr)

    # Nothing to look for: one constraint, of constants.
    def test_a_scenario_that_is_sure(self):
        base = SCRATCH / "sure.yaml"
        base.write_text("years: 2024..2025\ntrajectory: {anchor: 1e25 FLOP, anchor_date: 2024-01-01, growth: 2x/yr}\n"
                        "constraints: {money: {parameters: {budget: 1e10 USD, price: 1e15 FLOP/USD}, ceiling: budget * price}}\n"
                        "money: {}\n")  # fmt: skip
        mine = SCRATCH / "of-sure.yaml"
        new(mine, "--extends", str(base))
        self.assertEqual(differences(mine, base), [])
        self.assertIn("#  growth: 2x/yr", mine.read_text())
        self.assertIn("No value of sure has a source.", chokepoint("--cite", str(base))[0])
        self.assertEqual(chokepoint("--cite", str(base), "--format", "bibtex")[0].count("@"), 1)

    def test_the_commands_in_its_head_run(self):
        folder = SCRATCH / "heads"
        folder.mkdir()
        for name in ("it's a plan.yaml", "-x.yaml"):
            chokepoint("new", "--with", "campus_power", "--extends", "sevilla-2024", "--", name, cwd=folder)
            commands = [line[4:] for line in (folder / name).read_text().splitlines() if line.startswith("#   chokepoint")]
            self.assertEqual(len(commands), 2)
            for command in commands:
                chokepoint(*shlex.split(command)[1:], cwd=folder)

    # In a folder where the name means another file, or the new file itself.
    def test_a_name_that_would_be_another_file(self):
        folder = SCRATCH / "other"
        folder.mkdir()
        (folder / "emu-2023.yaml").write_text("extends: sevilla-2024\n")
        _, err = new(folder / "plan.yaml", "--extends", "emu-2023", "--with", "trajectory", status=2)
        self.assertIn("'emu-2023' is another file", err)
        self.assertFalse((folder / "plan.yaml").exists())
        done = subprocess.run([os.environ["CHOKEPOINT"], "new", "sevilla-2024.yaml", "--extends", "sevilla-2024", "--with", "chips"],
                              cwd=folder, capture_output=True, text=True, check=False)  # fmt: skip
        self.assertEqual(done.returncode, 2)
        self.assertIn("extends itself", done.stderr)
        self.assertFalse((folder / "sevilla-2024.yaml").exists())
        done = subprocess.run([os.environ["CHOKEPOINT"], "new", "./x/../emu-2024.yaml", "--extends", "sevilla-2024", "--with", "chips"],
                              cwd=folder, capture_output=True, text=True, check=False)  # fmt: skip
        self.assertEqual(done.returncode, 3)  # there is no such way


if __name__ == "__main__":
    unittest.main()
