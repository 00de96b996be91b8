# SPDX-License-Identifier: Apache-2.0
"""A run as a data set of xarray."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, List, Tuple

import numpy

from ._table import needed

if TYPE_CHECKING:
    import xarray

    from ._results import Run

_LEVELS = ["p5", "p10", "p25", "p50", "p75", "p90", "p95", "mean"]
_OF_EACH = {
    "ceiling": "the largest run that the constraint allows",
    "headroom": "ceiling / trajectory",
    "stopped": "probability that the constraint has stopped the trajectory by the year",
    "lowest": "probability that the constraint has the lowest ceiling",
    "below": "probability that the ceiling is below the trajectory",
}


def dataset_of(run: Run, columns: Dict[str, Any]) -> xarray.Dataset:
    """Values that are not there (a mean that has not settled) are NaN."""
    package = needed("xarray", "to_xarray()")
    names = [one.name for one in run.scenario.constraints]
    first, last = run.scenario.years
    years = numpy.arange(first, last + 1)
    statistic = {name: i for i, name in enumerate(_LEVELS)}
    spread: Dict[str, Any] = {}
    by_year: Dict[str, Any] = {}
    for year, variable, which, value in zip(columns["year"], columns["variable"], columns["statistic"], columns["value"]):
        if which == "probability":
            by_year.setdefault(variable, numpy.full(len(years), numpy.nan))[year - first] = value
        else:
            table = spread.setdefault(variable, numpy.full((len(years), len(_LEVELS)), numpy.nan))
            table[year - first, statistic[which]] = value

    def stacked(prefix: str) -> Tuple[List[str], Any]:
        tables = spread if f"{prefix}/{names[0]}" in spread else by_year
        dims = ["constraint", "year", "statistic"] if tables is spread else ["constraint", "year"]
        return dims, numpy.stack([tables.pop(f"{prefix}/{name}") for name in names])

    units = dict(run.variables)
    data: Dict[str, Any] = {}
    for prefix, meaning in _OF_EACH.items() if names else ():
        dims, values = stacked(prefix)
        data[prefix] = (dims, values, {"units": units[f"{prefix}/{names[0]}"], "long_name": meaning})
    shares = [run.binds_first[name] for name in names]
    data["binds_first"] = (["constraint"], shares, {"units": "1", "long_name": "probability to bind first of all"})
    for name in list(by_year):
        if not name.startswith("binds_first/"):
            data[_named(name)] = (["year"], by_year[name], {"units": units[name]})
    for name, values in spread.items():
        data[_named(name)] = (["year", "statistic"], values, {"units": units[name]})
    made: xarray.Dataset = package.Dataset(
        data,
        coords={"constraint": names, "year": years, "statistic": _LEVELS},
        attrs={"scenario": run.scenario.name, "title": run.scenario.title, "draws": run.draws},
    )
    return made


def _named(variable: str) -> str:
    """Files of xarray have no room for a slash in a name; conditions write a dot there."""
    return variable.replace("/", ".")
