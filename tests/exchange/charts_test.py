# SPDX-License-Identifier: Apache-2.0
"""Pictures of `report --charts`: which they are, and that there is something to see."""

import os
import re
import shutil
import struct
import unittest
import zlib
from collections import Counter
from xml.etree import ElementTree

from made import SCRATCH, chokepoint

SVG = "{http://www.w3.org/2000/svg}"
POWER = (0x0B, 0x6D, 0xB0)  # the colour of the first constraint: src/report/palette.hpp
QUICK = ("--draws", "300")


def pixels(path):
    """(width, height, how often each colour is there) of a PNG of eight bits a channel (RFC 2083)."""
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, packed, head = 8, b"", None
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        chunk = data[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            head = struct.unpack(">IIBBBBB", chunk)
        if kind == b"IDAT":
            packed += chunk
        at += 12 + length
    width, height, depth, colour, _, _, interlaced = head
    assert depth == 8 and colour in (2, 6) and not interlaced
    step = 4 if colour == 6 else 3
    raw, before, seen = zlib.decompress(packed), bytearray(width * step), Counter()
    for y in range(height):
        start = y * (width * step + 1)
        kind, line = raw[start], bytearray(raw[start + 1 : start + 1 + width * step])
        for x in range(width * step):
            left = line[x - step] if x >= step else 0
            up, corner = before[x], before[x - step] if x >= step else 0
            if kind == 1:
                line[x] = (line[x] + left) & 255
            elif kind == 2:
                line[x] = (line[x] + up) & 255
            elif kind == 3:
                line[x] = (line[x] + (left + up) // 2) & 255
            elif kind == 4:
                guess = left + up - corner
                nearest = min((left, up, corner), key=lambda one: abs(guess - one))
                line[x] = (line[x] + nearest) & 255
        before = line
        seen.update(zip(line[::step], line[1::step], line[2::step]))
    return width, height, seen


class Charts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not shutil.which("rsvg-convert"):
            raise unittest.SkipTest("needs librsvg2-bin")
        cls.place = SCRATCH / "charts"
        cls.page = SCRATCH / "charted.html"
        chokepoint("report", "sevilla-2024", "sevilla-2024-trend", *QUICK, "--out", str(cls.page), "--charts", str(cls.place))

    def test_every_chart_of_the_page_is_there_twice(self):
        names = set(re.findall(r'data-chart="([^"]+)"', self.page.read_text()))
        self.assertGreater(len(names), 10)
        self.assertEqual({path.name for path in self.place.iterdir()}, {f"{name}.{kind}" for name in names for kind in ("svg", "png")})

    def test_an_svg_stands_alone(self):
        for path in self.place.glob("*.svg"):
            root = ElementTree.fromstring(path.read_text())
            self.assertEqual(root.tag, SVG + "svg")
            text = " ".join("".join(one.itertext()) for one in root.iter(SVG + "text")).replace(":", " ")
            self.assertIn("chokepoint ", text)
            self.assertIn("300 draws, seed 1", text)
            of = re.search(r"-([12])(-|$)", path.stem)  # one of the scenarios; what several share has none
            if of:
                said = [one in text for one in ("sevilla-2024 ", "sevilla-2024-trend")]
                self.assertEqual(said, [of[1] == "1", of[1] == "2"], path.name)
            for one in root.iter():
                self.assertNotIn(one.tag, {SVG + "script", SVG + "image", SVG + "foreignObject"})
                self.assertFalse([name for name in one.attrib if name.endswith("href") or name.startswith("on")])
            # Nothing is written where it would be cut off: letters are at most so wide, and lines stay above the edge.
            width, height = float(root.get("width")), float(root.get("height"))
            for one in root.findall(SVG + "text"):
                size = float(one.get("font-size"))
                self.assertLess(float(one.get("x")) + 0.5 * size * len(one.text), width, path.name)
                self.assertLess(float(one.get("y")), height)

    def test_a_legend_has_what_is_drawn(self):
        for name in ("power", "chips"):
            root = ElementTree.fromstring((self.place / f"ceilings-1-{name}.svg").read_text())
            text = [one.text for one in root.findall(SVG + "text")]
            self.assertEqual([one for one in ("power", "chips", "data", "latency") if one in text], [name])
            self.assertIn("trajectory", text)

    def test_a_png_shows_the_same(self):
        for path in self.place.glob("*.png"):
            root = ElementTree.fromstring(path.with_suffix(".svg").read_text())
            size = struct.unpack(">II", path.read_bytes()[16:24])
            self.assertEqual(size, (2 * int(root.get("width")), 2 * int(root.get("height"))))
        width, height, seen = pixels(self.place / "ceilings-1-power.png")
        self.assertGreater(seen[POWER], 300, "the line of power")
        self.assertGreater(seen[(255, 255, 255)], width * height / 4, "paper")
        self.assertGreater(sum(count for one, count in seen.items() if max(one) < 0x60), 500, "letters and axes")

    def test_says_what_was_changed(self):
        place = SCRATCH / "changed"
        chokepoint("report", "sevilla-2024", *QUICK, "--set", "power.campus_power=3 GW", "--charts", str(place), "--chart-format", "svg", "--out", str(SCRATCH / "changed.html"))
        self.assertEqual(list(place.glob("*.png")), [])
        for path in place.glob("*.svg"):
            self.assertIn("(changed: power.campus_power=3 GW)", re.sub(r"</text>\s*<text[^>]*>", " ", path.read_text()))

    def test_does_not_replace_unasked(self):
        page = SCRATCH / "second.html"
        _, said = chokepoint("report", "slow-trend", *QUICK, "--out", str(page), "--charts", str(self.place), status=2)
        self.assertRegex(said, r"error: --charts: .*\.(svg|png) is there already\n  hint: --force replaces pictures")
        self.assertFalse(page.exists())
        mine = SCRATCH / "forced"
        mine.mkdir()
        (mine / "ceilings-1-power.svg").write_text("mine")
        chokepoint("report", "sevilla-2024", *QUICK, "--out", str(page), "--charts", str(mine), "--chart-format", "svg", "--force")
        self.assertTrue((mine / "ceilings-1-power.svg").read_text().startswith("<?xml"))

    def test_without_the_program_that_draws(self):
        page, place = SCRATCH / "none.html", SCRATCH / "none"
        asked = ("report", "sevilla-2024", *QUICK, "--out", str(page), "--charts", str(place))
        _, said = chokepoint(*asked, status=3, PATH=str(SCRATCH))
        self.assertIn("a PNG needs rsvg-convert", said)
        self.assertFalse(page.exists() or place.exists())
        # One that gives up leaves no half of a set.
        tools = SCRATCH / "tools"
        tools.mkdir()
        (tools / "rsvg-convert").write_text("#!/bin/sh\nexit 7\n")
        (tools / "rsvg-convert").chmod(0o755)
        _, said = chokepoint(*asked, status=3, PATH=f"{tools}:{os.environ['PATH']}")
        self.assertIn("no PNG: ", said)
        self.assertIn("gave up (exit status 7)", said)
        self.assertFalse(page.exists() or list(place.iterdir()))
        # SVG needs none.
        chokepoint(*asked, "--chart-format", "svg", PATH=str(SCRATCH))
        self.assertTrue((place / "ceilings-1-power.svg").exists())

    def test_options_that_say_nothing_alone(self):
        _, said = chokepoint("report", "sevilla-2024", "--chart-format", "svg", "--out", str(SCRATCH / "x.html"), status=2)
        self.assertIn("--chart-format: no charts are asked for", said)


if __name__ == "__main__":
    unittest.main()
