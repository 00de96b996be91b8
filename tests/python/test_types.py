# SPDX-License-Identifier: Apache-2.0
"""Types hold: strictly, against the binary module, and for who uses the package."""
import os
import subprocess
import sys
from pathlib import Path

from conftest import ROOT

PACKAGE = Path(os.environ["CHOKEPOINT_BUILD"]) / "python"


def mypy(*arguments, module="mypy", cache):
    environment = {**os.environ, "MYPYPATH": str(PACKAGE)}
    cached = ["--cache-dir", str(cache.parent / "cache")] if module == "mypy" else []
    command = [sys.executable, "-m", module, *cached, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=cache, env=environment, check=False)
    return done.returncode, done.stdout + done.stderr


def test_strictly(tmp_path):
    status, said = mypy("--config-file", str(ROOT / "pyproject.toml"), "-p", "chokepoint", cache=tmp_path)
    assert status == 0, said


def test_against_the_module(tmp_path):
    allowed = tmp_path / "allowed"
    # Classes of pybind11 have a metaclass of its own, and a constructor that says there is none.
    allowed.write_text("chokepoint._core.(Effort|Run|Scenario)\nchokepoint._core.(Run|Scenario).__init__\n")
    status, said = mypy("chokepoint._core", "--allowlist", str(allowed), "--mypy-config-file", str(ROOT / "pyproject.toml"), module="mypy.stubtest", cache=tmp_path)
    assert status == 0, said


def test_for_who_uses_it(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(
        "import chokepoint\n"
        's = chokepoint.load("sevilla-2024", set={"data.epochs": 3})\n'
        "reveal_type(s.run().binds_first)\n"
        "chokepoint.load(3)\n"
        's.run(draws="many")\n'
        "s.run().verdct\n"
    )
    status, said = mypy("--strict", "--config-file", str(ROOT / "pyproject.toml"), str(program), cache=tmp_path)
    assert status == 1
    assert 'program.py:3: note: Revealed type is "typing.Mapping[builtins.str, builtins.float]"' in said
    for line in (4, 5, 6):
        assert f"program.py:{line}: error: " in said
    assert "Found 3 errors" in said, said
