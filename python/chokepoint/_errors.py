# SPDX-License-Identifier: Apache-2.0
"""What is raised for texts and files that are wrong."""
from __future__ import annotations

from typing import Tuple

from ._core import Diagnostic


class ScenarioError(ValueError):
    """A scenario, or a question about one, is wrong: every error and warning, in the order of the text."""

    diagnostics: Tuple[Diagnostic, ...]

    def __init__(self, diagnostics: Tuple[Diagnostic, ...]) -> None:
        super().__init__(diagnostics)
        self.diagnostics = diagnostics

    def __str__(self) -> str:
        return "\n" + "".join(str(one) for one in self.diagnostics).rstrip("\n")
