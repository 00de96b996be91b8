# SPDX-License-Identifier: Apache-2.0
"""What documents and docstrings show is what Python answers."""
import doctest
import re

import pytest

import chokepoint
from conftest import ROOT

BLOCK = re.compile(r"^```pycon\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", ["README.md", "docs/python.md"])
def test_a_document(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = (ROOT / name).read_text()
    lines = text.splitlines(keepends=True)
    shown = [False] * len(lines)
    for block in BLOCK.finditer(text):
        first = text.count("\n", 0, block.start(1))
        for i in range(first, first + block[1].count("\n")):
            shown[i] = True
    assert any(shown)
    # All blocks as one, each line where it stands.
    examples = "".join(line if show else "\n" for line, show in zip(lines, shown))
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(doctest.DocTestParser().get_doctest(examples, {}, name, name, 0))
    assert runner.failures == 0


def test_docstrings():
    result = doctest.testmod(chokepoint)
    assert result.attempted > 0 and result.failed == 0
