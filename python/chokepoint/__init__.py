# SPDX-License-Identifier: Apache-2.0
"""What stops AI training compute first: electric power, chips, data or latency? docs/python.md.

>>> import chokepoint
>>> chokepoint.load("sevilla-2024").run(draws=4096).binds_first["power"]
0.42822265625
"""
from ._core import ImpossibleValue, Unsettled
from ._core import version as __version__
from ._errors import Diagnostic, ScenarioError
from ._results import Comparison, Map, Result, Run, Samples, Sensitivity, Solution, Sweep
from ._scenario import Assumption, Constraint, Parameter, Scenario, load, parameters

__all__ = [
    "Assumption",
    "Comparison",
    "Constraint",
    "Diagnostic",
    "ImpossibleValue",
    "Map",
    "Parameter",
    "Result",
    "Run",
    "Samples",
    "Scenario",
    "ScenarioError",
    "Sensitivity",
    "Solution",
    "Sweep",
    "Unsettled",
    "__version__",
    "load",
    "parameters",
]
