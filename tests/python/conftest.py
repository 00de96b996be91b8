# SPDX-License-Identifier: Apache-2.0
"""What the tests of the package share. CHOKEPOINT names the executable, which says what is right."""
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXECUTABLE = os.environ.get("CHOKEPOINT", "chokepoint")


@pytest.fixture(scope="session")
def command():
    """Runs the executable: what it prints."""

    def run(*arguments, check=True, cwd=None):
        done = subprocess.run([EXECUTABLE, *arguments], capture_output=True, text=True, cwd=cwd, check=False)
        assert not check or done.returncode == 0, done.stderr
        return done.stdout if check else done.stderr

    return run
