# SPDX-License-Identifier: Apache-2.0
"""Where scenarios are: found by name as the executable finds them (src/cli/files.cpp)."""
from __future__ import annotations

import os
from pathlib import Path
from typing import List, Optional, Tuple, Union

_INSTALLED = "chokepoint:/"


def installed_scenarios() -> Optional[Path]:
    """The folder of the scenarios that come with chokepoint, or None where there is none."""
    package = Path(__file__).absolute().parent
    places = [package / "scenarios"]
    places += [folder / "share" / "chokepoint" / "scenarios" for folder in package.parents]
    return next((place for place in places if place.is_dir()), None)


def _on_disk(path: str) -> Optional[Path]:
    if not path.startswith(_INSTALLED):
        return Path(path)
    folder = installed_scenarios()
    return None if folder is None else folder / path[len(_INSTALLED) :]


def read(path: bytes, limit: int) -> Union[bytes, Tuple[str, bool]]:
    """At most `limit` bytes of a file; or why it cannot be read, and whether anything has its name."""
    place = _on_disk(os.fsdecode(path))
    if place is None or not os.path.lexists(place):
        return "no such file", False
    if not place.exists():
        return "is a link to nothing", True
    if place.is_dir():
        return "is a directory", True
    if not place.is_file():
        return "is not a regular file", True
    try:
        with open(place, "rb") as file:
            return file.read(limit)
    except OSError as error:
        return error.strerror or str(error), True


def scenario_folders() -> List[str]:
    """Where scenarios are looked for by name: the folders of CHOKEPOINT_PATH, then those that come with chokepoint."""
    asked = os.environ.get("CHOKEPOINT_PATH", "").split(":")
    return [os.path.join(folder, "") for folder in asked if folder] + [_INSTALLED]


def scenario_named(name: str) -> str:
    """The path of a scenario that is named as on the command line: a path, or the name of one that is installed."""

    def is_there(path: str) -> bool:
        place = _on_disk(path)
        return place is not None and os.path.lexists(place)

    if "/" in name or not name or is_there(name):
        return name
    candidates = [folder + name + end for folder in ["", *scenario_folders()] for end in ("", ".yaml")]
    return next((path for path in candidates if is_there(path)), name)
