# SPDX-License-Identifier: Apache-2.0
"""What is raised for texts and files that are wrong."""
from __future__ import annotations

from typing import NamedTuple, Tuple


class Diagnostic(NamedTuple):
    """One thing that is wrong with a text: str() shows it with its line."""

    file: str
    line: int  #: from 1; 0: the file as a whole
    column: int  #: from 1, in characters
    message: str
    hint: str  #: or empty
    is_error: bool  #: or else a warning
    shown: str

    def __str__(self) -> str:
        return self.shown


class ScenarioError(ValueError):
    """A scenario, or a question about one, is wrong: every error and warning, in the order of the text."""

    diagnostics: Tuple[Diagnostic, ...]

    def __init__(self, diagnostics: Tuple[Tuple[str, int, int, str, str, bool, str], ...]) -> None:
        super().__init__(diagnostics)
        self.diagnostics = tuple(Diagnostic(*one) for one in diagnostics)

    def __str__(self) -> str:
        return "\n" + "".join(one.shown for one in self.diagnostics).rstrip("\n")
