# SPDX-License-Identifier: Apache-2.0
"""Scenarios, and the questions that they answer."""
from __future__ import annotations

import html
import operator
import os
from typing import List, Mapping, NamedTuple, Optional, Sequence, Tuple, Union

from . import _core, _files
from ._errors import Diagnostic
from ._results import Comparison, Map, Run, Sensitivity, Solution, Sweep, _Fixed

Value = Union[str, float]


class Constraint(NamedTuple):
    """A constraint as it stands in a scenario."""

    name: str
    title: str
    model: str
    region: str


class Assumption(NamedTuple):
    """A value that a scenario assumes: percentiles in `unit`."""

    path: str
    unit: str
    text: str  #: as written; empty where it is the default
    p10: float
    p50: float
    p90: float
    source: str
    note: str
    confidence: str
    meaning: str


class Parameter(NamedTuple):
    """A parameter that scenarios can give a value: bounds in `unit`."""

    path: str
    unit: str
    lower: float
    upper: float
    default: str  #: as it would be written; empty where a value has to be given
    meaning: str
    source: str


def _texts(changes: Mapping[str, Value]) -> List[str]:
    return [f"{name}={value if isinstance(value, str) else repr(value)}" for name, value in changes.items()]


def _effort(draws: int, seed: int, sampler: str, threads: int, point: bool = False) -> _core.Effort:
    for name, value in (("draws", draws), ("seed", seed), ("threads", threads)):
        if not 0 <= operator.index(value) < 2**64:
            raise ValueError(f"{name}: a whole number, not below 0: {value}")
    return _core.Effort(draws, seed, sampler, threads, point)


class Scenario(_Fixed):
    """A checked scenario. It is never changed, and can be used from several threads at once.

    `draws` and `seed` are those of the command line, and so are the numbers. `threads`: 0 is as many as the machine has;
    results do not depend on it. Ctrl+C ends what runs."""

    _handle: _core.Scenario

    def __init__(self, core: _core.Scenario) -> None:
        self._make(_handle=core)

    @property
    def name(self) -> str:
        return self._handle.about()[0]

    @property
    def title(self) -> str:
        return self._handle.about()[1]

    @property
    def description(self) -> str:
        return self._handle.about()[2]

    @property
    def years(self) -> Tuple[int, int]:
        """The first and the last."""
        return self._handle.about()[3:5]

    @property
    def overrides(self) -> Tuple[str, ...]:
        """What was set, in order: NAME=VALUE."""
        return tuple(self._handle.about()[5])

    @property
    def warnings(self) -> Tuple[Diagnostic, ...]:
        """What the scenario was read with all the same."""
        return tuple(Diagnostic(*one) for one in self._handle.warnings())

    @property
    def constraints(self) -> Tuple[Constraint, ...]:
        return tuple(Constraint(*row) for row in self._handle.constraints())

    @property
    def assumptions(self) -> Tuple[Assumption, ...]:
        """Every value that it assumes, in the order of reports."""
        return tuple(Assumption(*row) for row in self._handle.assumptions())

    def set(self, changes: Mapping[str, Value]) -> Scenario:
        """The scenario with other values, in the syntax of its file; no file is read."""
        core = self._handle
        for text in _texts(changes):
            core = core.changed(text)
        return Scenario(core)

    def run(
        self,
        draws: int = 65_536,
        seed: int = 1,
        *,
        sampler: str = "sobol",
        threads: int = 0,
        point: bool = False,
        needs: bool = False,
    ) -> Run:
        """What stops the trajectory, and when. `point`: one draw, every parameter at its median. `needs`: also what the
        trajectory's run takes of each constraint."""
        effort = _effort(draws, seed, sampler, threads, point)
        return Run(self, _core.run(self._handle, effort, needs), effort)

    def compare(
        self, *others: Scenario, draws: int = 65_536, seed: int = 1, sampler: str = "sobol", threads: int = 0
    ) -> Comparison:
        """This scenario and others over the same draws."""
        scenarios = [self, *others]
        names = [one.name for one in scenarios]
        if len(scenarios) < 2:
            raise ValueError("compare: another scenario is needed")
        if len(set(names)) < len(names):
            raise ValueError(f"compare: scenarios are told apart by their names: {', '.join(names)}; set name")
        cores = [one._handle for one in scenarios]
        return Comparison(_core.compare(cores, _effort(draws, seed, sampler, threads)))

    def head_to_head(
        self,
        constraints: Sequence[str],
        *,
        draws: int = 65_536,
        seed: int = 1,
        sampler: str = "sobol",
        threads: int = 0,
    ) -> Comparison:
        """The first of these constraints against each of the others, with all else lifted."""
        known = [one.name for one in self.constraints]
        for name in constraints:
            if name not in known:
                raise ValueError(f"head_to_head: no constraint {name!r}; one of: {', '.join(known)}")
        if isinstance(constraints, str) or len(set(constraints)) < max(2, len(constraints)):
            raise ValueError("head_to_head: two constraints or more are needed, each once")
        places = [known.index(name) for name in constraints]
        return Comparison(_core.head_to_head(self._handle, places, _effort(draws, seed, sampler, threads)))

    def sweep(
        self,
        vary: Mapping[str, str],
        year: Optional[int] = None,
        *,
        logarithmic: bool = False,
        draws: int = 16_384,
        seed: int = 1,
        sampler: str = "sobol",
        threads: int = 0,
    ) -> Sweep:
        """Every combination of the values of one to three parameters: {"data.epochs": "1..16:9"}, or "2, 4, 8"."""
        if not 1 <= len(vary) <= 3:
            raise ValueError("sweep: one to three parameters")
        axes = [(f"{name}={values}", "vary", 9) for name, values in vary.items()]
        effort = _effort(draws, seed, sampler, threads)
        texts, _ = _core.sweep(self._handle, axes, logarithmic, self._year(year), False, effort)
        return Sweep(texts)

    def map(
        self,
        x: Tuple[str, str],
        y: Tuple[str, str],
        year: Optional[int] = None,
        *,
        logarithmic: bool = False,
        draws: int = 16_384,
        seed: int = 1,
        sampler: str = "sobol",
        threads: int = 0,
    ) -> Map:
        """What stops the trajectory over two parameters, each with its range: ("power.campus_power", "1..20 GW")."""
        axes = [(f"{x[0]}={x[1]}", "x", 41), (f"{y[0]}={y[1]}", "y", 21)]
        effort = _effort(draws, seed, sampler, threads)
        return Map(*_core.sweep(self._handle, axes, logarithmic, self._year(year), True, effort))

    def solve(
        self,
        lever: Union[str, Mapping[str, str]],
        until: str,
        *,
        draws: int = 65_536,
        seed: int = 1,
        sampler: str = "sobol",
        threads: int = 0,
    ) -> Solution:
        """The smallest change of a parameter that makes a condition true: "headroom(power, 2030) >= 1". Two levers, each
        with its range (which may be empty), give the trade-off between them: {"power.campus_power": "1..50 GW"}."""
        levers = [(lever, "")] if isinstance(lever, str) else list(lever.items())
        if not 1 <= len(levers) <= 2:
            raise ValueError("solve: one lever or two")
        return Solution(_core.solve(self._handle, levers, until, _effort(draws, seed, sampler, threads)))

    def sensitivity(
        self, of: str, *, draws: int = 16_384, seed: int = 1, sampler: str = "sobol", threads: int = 0
    ) -> Sensitivity:
        """What the spread of an output comes from: "attainable(2030)"."""
        return Sensitivity(_core.sensitivity(self._handle, of, _effort(draws, seed, sampler, threads)))

    def _year(self, asked: Optional[int]) -> int:
        first, last = self.years
        year = last if asked is None else operator.index(asked)
        if not first <= year <= last:
            raise ValueError(f"year: {self.name} covers {first}..{last}, not {year}")
        return year

    def __repr__(self) -> str:
        return f"<Scenario {self.name}: {self.years[0]}..{self.years[1]}>"

    def _repr_html_(self) -> str:
        def row(one: Assumption) -> str:
            cells = (one.path, one.text or "(default)", one.source, one.confidence)
            return "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>"

        head = "<tr><th>parameter</th><th>value</th><th>source</th><th>confidence</th></tr>"
        rows = "".join(row(one) for one in self.assumptions)
        said = f"<h4>{html.escape(self.title or self.name)}</h4><p>{html.escape(self.description)}</p>"
        return f"{said}<p>{self.years[0]} to {self.years[1]}</p><table>{head}{rows}</table>"


def load(scenario: Union[str, os.PathLike[str]], *, set: Optional[Mapping[str, Value]] = None) -> Scenario:
    """A scenario: a path, or the name of one that comes with chokepoint. `set`: values in place of its own.

    Raises ScenarioError, with everything that is wrong."""
    path = _files.scenario_named(os.fspath(scenario))
    return Scenario(_core.load(os.fsencode(path), _texts(set or {}), _files.read, _files.scenario_folders()))


def parameters() -> Tuple[Parameter, ...]:
    """Every parameter that scenarios can give a value, as `chokepoint explain` lists them."""
    return tuple(Parameter(*row) for row in _core.parameters())
