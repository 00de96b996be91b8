# SPDX-License-Identifier: Apache-2.0
"""Tables as the CSV of the command line has them: the same columns, the same bits."""
from __future__ import annotations

import csv
import importlib
import io
from typing import TYPE_CHECKING, Any, Dict, List, Union

import numpy
import numpy.typing

if TYPE_CHECKING:
    import pandas

Numbers = numpy.typing.NDArray[numpy.float64]
Column = Union[Numbers, numpy.typing.NDArray[numpy.int64], List[str]]

# Columns whose fields are words, also where they look like numbers; of all others the fields are numbers.
_WORDS = {"scenario", "variable", "unit", "statistic", "region", "first", "second", "verdict", "leading", "parameter"}
_WORDS |= {"name", "result", "condition", "model"}


_PACKAGES = {
    "pandas": "apt-get install python3-pandas, or pip install pandas",
    "xarray": "apt-get install python3-xarray, or pip install xarray",
    "pyam": "pip install pyam-iamc",
}


def needed(module: str, what: str) -> Any:
    """A module that only this needs."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ImportError(f"{what} needs {module}: {_PACKAGES[module]}", name=module) from error


def _column(name: str, fields: List[str]) -> Column:
    if name in _WORDS:
        return fields
    try:
        if name == "year":
            return numpy.array([int(field) for field in fields], dtype=numpy.int64)
        # float() gives the number back whose shortest text this is, bit for bit.
        return numpy.array([float(field) if field else numpy.nan for field in fields], dtype=numpy.float64)
    except ValueError:
        return fields


def columns_of(text: str) -> Dict[str, Column]:
    """The columns of a CSV, by name."""
    header, *rows = csv.reader(io.StringIO(text))
    return {name: _column(name, [row[i] for row in rows]) for i, name in enumerate(header)}


def frame_of(text: str) -> pandas.DataFrame:
    """The same as a frame of pandas."""
    package = needed("pandas", "to_pandas()")
    frame: pandas.DataFrame = package.DataFrame(columns_of(text))
    return frame
