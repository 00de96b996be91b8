# SPDX-License-Identifier: Apache-2.0
"""The notebooks run from the first cell to the last, with their pictures."""
import json
import os
import shutil
import subprocess

import pytest

from conftest import ROOT

NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))


def test_there_are_three():
    assert len(NOTEBOOKS) == 3


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook(path, tmp_path):
    written = json.loads(path.read_text())
    assert all(not cell.get("outputs") for cell in written["cells"]), "written down without outputs: nbconvert --clear-output"
    for file in [path, *path.parent.glob("*.csv")]:
        shutil.copy(file, tmp_path)
    command = ["jupyter-nbconvert", "--to", "notebook", "--execute", "--output", "done.ipynb", path.name]
    environment = {**os.environ, "MPLBACKEND": "", "JUPYTER_PLATFORM_DIRS": "1", "IPYTHONDIR": str(tmp_path / "ipython")}
    environment.pop("MPLBACKEND")
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    outputs = [one for cell in json.loads((tmp_path / "done.ipynb").read_text())["cells"] for one in cell.get("outputs", [])]
    assert not [one for one in outputs if one["output_type"] in ("error", "stream")]
    assert any("image/png" in one.get("data", {}) for one in outputs)
