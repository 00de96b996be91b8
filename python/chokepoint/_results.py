# SPDX-License-Identifier: Apache-2.0
"""What scenarios answer. Nothing here can be changed; what is handed out is the caller's own."""
from __future__ import annotations

import base64
import html
import io
import json
import re
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Sequence, Tuple

import numpy

from . import _core
from ._table import Numbers, columns_of, frame_of, needed

if TYPE_CHECKING:
    import pandas
    import pyam
    import xarray

    from ._scenario import Scenario

_PRE = '<pre style="line-height: 1.2">{}</pre>'


class _Fixed:
    """Attributes are set when it is made, and then no more."""

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} cannot be changed")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} cannot be changed")

    def _make(self, **values: object) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, value)


class Result(_Fixed):
    """An answer that is a text, a table and a document, as the command line prints them with --format."""

    text: str  #: as the command line shows it, in 80 columns
    _csv: str
    _json: str

    def __init__(self, texts: Tuple[str, str, str]) -> None:
        self._make(text=texts[0], _csv=texts[1], _json=texts[2])

    def to_pandas(self) -> pandas.DataFrame:
        """The table that --format csv prints."""
        return frame_of(self._csv)

    def to_dict(self) -> Dict[str, Any]:
        """The document that --format json prints: docs/json.md."""
        document: Dict[str, Any] = json.loads(self._json)
        return document

    def __str__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return _PRE.format(html.escape(self.text))


class Comparison(Result):
    """Scenarios beside each other, or constraints of one against each other."""


class Sweep(Result):
    """Every combination of the values of one to three parameters."""


class Map(Sweep):
    """Every combination of the values of two parameters, as a picture."""

    svg: str

    def __init__(self, texts: Tuple[str, str, str], svg: str) -> None:
        super().__init__(texts)
        self._make(svg=svg)

    def _repr_html_(self) -> str:
        data = base64.b64encode(self.svg.encode()).decode()
        return f'<img alt="{html.escape(self.text.splitlines()[0])}" src="data:image/svg+xml;base64,{data}">'


class Solution(Result):
    """What a parameter would have to be."""

    @property
    def found(self) -> bool:
        """Whether the condition holds anywhere in the range."""
        points = self.to_dict().get("points") or [self.to_dict()]
        return any(point.get("result") != "out of reach" for point in points)

    @property
    def value(self) -> float:
        """Of one lever, in coherent units: the smallest change that makes it hold, else the value that comes closest."""
        return float(self.to_dict()["lever"])


class Sensitivity(Result):
    """Which assumptions move an output, the most influential first."""


class Samples(_Fixed):
    """Draws as they are: one row a draw."""

    columns: Mapping[str, Any]  #: by name: draw, parameters, outputs, stopped_by ("": nothing), stopped_in (0: never)
    units: Mapping[str, str]  #: of parameters and outputs; "" of ratios, events (0 or 1) and dates

    def __init__(self, columns: Dict[str, Any], units: Dict[str, str]) -> None:
        for column in columns.values():
            column.flags.writeable = False
        self._make(columns=MappingProxyType(columns), units=MappingProxyType(units))

    def __getitem__(self, name: str) -> Any:
        return self.columns[name]

    def __len__(self) -> int:
        return len(self.columns["draw"])

    def to_pandas(self) -> pandas.DataFrame:
        """The rows of samples.csv, which `run --samples` writes."""
        columns = dict(self.columns)
        years = columns["stopped_in"]
        columns["stopped_in"] = numpy.where(years == 0, numpy.nan, years)
        return needed("pandas", "to_pandas()").DataFrame(columns)

    def __repr__(self) -> str:
        return f"<Samples: {len(self)} draws of {', '.join(self.columns)}>"


class Run(_Fixed):
    """One scenario, run."""

    scenario: Scenario
    _run: _core.Run
    _effort: _core.Effort

    def __init__(self, scenario: Scenario, run: _core.Run, effort: _core.Effort) -> None:
        self._make(scenario=scenario, _run=run, _effort=effort)

    @property
    def draws(self) -> int:
        return self._run.draws()

    @property
    def verdict(self) -> str:
        """What the run says, in sentences: docs/verdict.md."""
        return self._run.verdict()

    @property
    def views(self) -> Mapping[str, str]:
        """The verdicts that stand beside it, of the same scenario with one thing taken otherwise."""
        return MappingProxyType(dict(self._run.views()))

    @property
    def binds_first(self) -> Mapping[str, float]:
        """The probability of each constraint, and of "none", to be the first that stops the trajectory."""
        return MappingProxyType(dict(self._run.binds_first()))

    @property
    def text(self) -> str:
        """As the command line shows it, in 80 columns."""
        return self._run.shown("text")

    @cached_property
    def _columns(self) -> Dict[str, Any]:
        return columns_of(self._run.shown("csv"))

    @cached_property
    def _rows(self) -> Dict[Tuple[str, str], List[int]]:
        rows: Dict[Tuple[str, str], List[int]] = {}
        for row, key in enumerate(zip(self._columns["variable"], self._columns["statistic"])):
            rows.setdefault(key, []).append(row)
        return rows

    @property
    def variables(self) -> Mapping[str, str]:
        """Every series and probability of the results, with its unit."""
        return MappingProxyType(dict(zip(self._columns["variable"], self._columns["unit"])))

    def values(self, variable: str, statistic: Optional[str] = None) -> Numbers:
        """A series by year, in its unit: its median, unless another statistic is named; or a probability.

        A mean that has not settled in some year is not there in that year: take to_pandas() for these."""
        wanted = [statistic] if statistic else ["p50", "probability"]
        rows = next((self._rows[variable, one] for one in wanted if (variable, one) in self._rows), None)
        if rows is None:
            raise KeyError(f"no {variable!r} with statistic {' or '.join(wanted)}: see variables")
        column: Numbers = self._columns["value"][rows]
        return column

    def to_pandas(self) -> pandas.DataFrame:
        """The rows that --format csv prints: scenario, year, variable, unit, statistic, value."""
        return frame_of(self._run.shown("csv"))

    def to_dict(self) -> Dict[str, Any]:
        """The results as --format json prints them: docs/json.md."""
        document: Dict[str, Any] = json.loads(self._run.shown("json"))
        return document

    def to_xarray(self) -> xarray.Dataset:
        """Ceilings by constraint, year and statistic, all other series by year and statistic, units as attributes."""
        from ._dataset import dataset_of

        return dataset_of(self, self._columns)

    def to_pyam(self, quantiles: bool = False) -> pyam.IamDataFrame:
        """The medians and probabilities as the IAMC has them; with `quantiles` other percentiles, marked as such."""
        package = needed("pyam", "to_pyam()")
        pandas = needed("pandas", "to_pyam()")
        text = self._run.shown("iamc quantiles" if quantiles else "iamc")
        return package.IamDataFrame(pandas.read_csv(io.StringIO(text), float_precision="round_trip"))

    def samples(self, of: Sequence[str] = (), parameters: bool = True) -> Samples:
        """The draws behind it, made again: outputs such as "ceiling(power, 2030)", the parameters that vary, and what
        stops each draw in which year."""
        asked = [of] if isinstance(of, str) else list(of)
        for text in asked:
            if re.match(r"\s*(p\d+|mean)\s*\(", text):
                raise ValueError(f"samples: a draw has no statistic: {text!r}; ask for what is inside the brackets")
        found, by, year = _core.samples(self.scenario._handle, asked, parameters, self._effort)
        names = [one.name for one in self.scenario.constraints] + [""]  # the last, at -1: nothing stops it
        columns: Dict[str, Any] = {"draw": numpy.arange(len(by))}
        columns.update((name, values) for name, _, values in found)
        columns.update(stopped_by=numpy.array(names)[by], stopped_in=year)
        return Samples(columns, {name: unit for name, unit, _ in found})

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<Run of {self.scenario.name}: {self.draws} draws>"

    def _repr_html_(self) -> str:
        said = "".join(f"<p>{html.escape(text)}</p>" for text in [self.verdict])
        said += "".join(f"<p><i>{html.escape(name)}</i>: {html.escape(text)}</p>" for name, text in self.views.items())
        cells = "".join(
            f"<tr><td>{html.escape(name)}</td><td>{share:.1%}</td></tr>" for name, share in self.binds_first.items()
        )
        head = "<tr><th>constraint</th><th>binds first</th></tr>"
        return f"<h4>{html.escape(self.scenario.title)}</h4>{said}<table>{head}{cells}</table>"
