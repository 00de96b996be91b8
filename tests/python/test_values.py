# SPDX-License-Identifier: Apache-2.0
"""The numbers are those of the executable, bit for bit."""
import csv
import inspect
import io
import json
import struct

import numpy
import pytest

import chokepoint

EFFORT = ["--draws", "4096", "--seed", "7"]
SMALL = {"draws": 4096, "seed": 7}


def bits(value):
    return struct.pack("<d", value)


def assert_same_table(frame, text):
    header, *rows = csv.reader(io.StringIO(text))
    assert list(frame.columns) == header
    assert len(frame) == len(rows)
    for i, name in enumerate(header):
        fields = [row[i] for row in rows]
        if frame[name].dtype == object:
            assert list(frame[name]) == fields
        else:
            assert all(bits(a) == bits(float(b)) if b else numpy.isnan(a) for a, b in zip(frame[name], fields)), name


@pytest.mark.parametrize("name", ["sevilla-2024", "baseline-2026", "supply-shocks", "world-power"])
def test_a_frame_has_the_columns_and_bits_of_the_csv(name, command):
    frame = chokepoint.load(name).run(**SMALL).to_pandas()
    assert_same_table(frame, command("run", name, *EFFORT, "--format", "csv"))
    assert frame["year"].dtype == numpy.int64 and frame["value"].dtype == numpy.float64


def test_needs_samplers_and_points_are_those_of_the_command_line(command):
    s = chokepoint.load("sevilla-2024")
    run = s.run(1000, 5, sampler="latin", needs=True)
    text = command("run", "sevilla-2024", "--draws", "1000", "--seed", "5", "--sampler", "latin", "--needs", "--format", "csv")
    assert_same_table(run.to_pandas(), text)
    assert_same_table(s.run(point=True).to_pandas(), command("run", "sevilla-2024", "--point", "--format", "csv"))


def test_values_that_are_set_are_those_of_the_command_line(command):
    text = command("run", "sevilla-2024", *EFFORT, "--set", "power.campus_power=2 to 6 GW", "--set", "data.epochs=3", "--format", "csv")
    changes = {"power.campus_power": "2 to 6 GW", "data.epochs": 3}
    at_once = chokepoint.load("sevilla-2024", set=changes)
    assert_same_table(at_once.run(**SMALL).to_pandas(), text)
    before = chokepoint.load("sevilla-2024")
    later = before.set(changes)
    assert_same_table(later.run(**SMALL).to_pandas(), text)
    assert later.overrides == at_once.overrides == ("power.campus_power=2 to 6 GW", "data.epochs=3")
    assert before.overrides == ()


def document(text):
    document = json.loads(text)
    document.pop("provenance", None)
    return document


def test_without_options_all_is_as_on_the_command_line(command):
    s = chokepoint.load("sevilla-2024")
    run = s.run()
    found = run.to_dict()
    found.pop("provenance")
    assert found == document(command("run", "sevilla-2024", "--format", "json"))
    assert run.text == command("run", "sevilla-2024")
    two = "data.epochs=1..16:2"
    assert s.sweep({"data.epochs": "1..16:2"}).to_dict() == document(
        command("sweep", "sevilla-2024", "--vary", two, "--format", "json")
    )
    slow = chokepoint.load("slow-trend")
    assert s.compare(slow).to_dict() == document(command("compare", "sevilla-2024", "slow-trend", "--format", "json"))
    claim = "headroom(power, 2030) >= 1"
    found = s.solve("power.campus_power", claim)
    assert found.to_dict() == document(
        command("solve", "sevilla-2024", "--lever", "power.campus_power", "--until", claim, "--format", "json")
    )
    assert found.found and found.value == found.to_dict()["lever"]
    defaults = {name: inspect.signature(getattr(s, name)).parameters["draws"].default for name in ("map", "sensitivity")}
    assert defaults == {"map": 16384, "sensitivity": 16384}  # which --help of both verbs says


def test_what_if_is_as_on_the_command_line(command):
    s = chokepoint.load("sevilla-2024")
    few = ["--draws", "256", "--seed", "7"]
    vary = ["--vary", "data.epochs=1..16", "--vary", "power.campus_power=1 GW,5 GW", "--year", "2028"]
    swept = s.sweep({"data.epochs": "1..16", "power.campus_power": "1 GW,5 GW"}, 2028, draws=256, seed=7)
    assert_same_table(swept.to_pandas(), command("sweep", "sevilla-2024", *vary, *few, "--format", "csv"))
    axes = ["--x", "power.campus_power=1..20 GW", "--y", "data.epochs=1..16", "--log"]
    made = s.map(("power.campus_power", "1..20 GW"), ("data.epochs", "1..16"), logarithmic=True, draws=256, seed=7)
    assert_same_table(made.to_pandas(), command("map", "sevilla-2024", *axes, *few, "--format", "csv"))
    assert made.svg == command("map", "sevilla-2024", *axes, *few, "--format", "svg")
    found = s.sensitivity("attainable(2030)", draws=256, seed=7)
    shown = ["sensitivity", "sevilla-2024", "--of", "attainable(2030)", *few]
    assert_same_table(found.to_pandas(), command(*shown, "--format", "csv"))
    assert found.text == command(*shown)
    levers = ["--lever", "power.campus_power", "--lever", "data.epochs", "--within", "1..50 GW"]
    claim = "headroom(power, 2030) >= 1"
    traded = s.solve({"power.campus_power": "1..50 GW", "data.epochs": ""}, claim, draws=256, seed=7)
    assert_same_table(traded.to_pandas(), command("solve", "sevilla-2024", *levers, "--until", claim, *few, "--format", "csv"))
    opposed = s.head_to_head(["power", "data"], draws=256, seed=7)
    assert opposed.text == command("compare", "sevilla-2024", "--constraints", "power,data", *few)


def test_samples_are_those_of_the_command_line(command, tmp_path):
    of = ["ceiling(power, 2030)", "first_year(headroom(power) < 1)", "P(power binds first)"]
    asked = [word for one in of for word in ("--of", one)]
    command("run", "sevilla-2024", *EFFORT, "--samples", str(tmp_path / "drawn"), *asked)
    run = chokepoint.load("sevilla-2024").run(**SMALL)
    samples = run.samples(of)
    written = numpy.load(tmp_path / "drawn" / "samples.npy")
    assert tuple(samples.columns) == written.dtype.names
    for name in written.dtype.names:
        if name == "stopped_by":
            assert [one.encode() for one in samples[name]] == list(written[name])
        else:
            assert samples[name].tobytes() == written[name].astype(samples[name].dtype).tobytes(), name
    assert_same_table(samples.to_pandas(), (tmp_path / "drawn" / "samples.csv").read_text())
    assert samples.units["power.campus_power"] == "W" and samples.units[of[0]] == "FLOP"
    for name, share in run.binds_first.items():
        assert numpy.mean(samples["stopped_by"] == ("" if name == "none" else name)) == share
    assert list(run.samples("trajectory(2030)", parameters=False).columns) == ["draw", "trajectory(2030)", "stopped_by", "stopped_in"]
    with pytest.raises(ValueError, match="a draw has no statistic"):
        run.samples("p90(ceiling(power, 2030))")


def test_a_data_set_has_the_numbers_of_the_frame():
    run = chokepoint.load("supply-shocks").run(**SMALL, needs=True)
    data, frame = run.to_xarray(), run.to_pandas()
    assert data["ceiling"].dims == ("constraint", "year", "statistic")
    assert data["ceiling"].attrs["units"] == "FLOP" and data["headroom"].attrs["units"] == "1"
    for name, unit in run.variables.items():
        if name.replace("/", ".") in data:
            assert data[name.replace("/", ".")].attrs["units"] == unit
    seen = 0
    names = {one.name for one in run.scenario.constraints}
    for row in frame.itertuples():
        kind, _, of = row.variable.partition("/")
        at = {"year": row.year} if kind != "binds_first" else {}
        if row.statistic != "probability":
            at["statistic"] = row.statistic
        if of in names and kind in ("ceiling", "headroom", "stopped", "lowest", "below", "binds_first"):
            found = data[kind].sel(constraint=of, **at)
        elif kind == "binds_first":
            continue  # none of them
        else:
            found = data[row.variable.replace("/", ".")].sel(**at)
        assert bits(float(found)) == bits(row.value), row
        seen += 1
    assert seen == len(frame) - 1


def test_numbers_by_year_and_by_name():
    # Of 65,536 draws, 17,337 are stopped by power until 2029, and the median trajectory of 2029: docs/how-it-flows.md.
    run = chokepoint.load("sevilla-2024").run()
    assert run.values("stopped/power")[5] * 65536 == 17337
    assert run.values("power/us_datacenter_power", "p95")[5] == 247030213897.48148
    assert run.variables["power/us_datacenter_power"] == "W"
    assert sum(run.binds_first.values()) == pytest.approx(1.0)
    assert run.verdict in " ".join(run.text.split()) and run.draws == 65536
    with pytest.raises(KeyError, match="no 'ceiling/powr'"):
        run.values("ceiling/powr")


def test_parameters_are_those_of_explain(command):
    known = {one.path: one for one in chokepoint.parameters()}
    listed = {line.split()[0] for line in command("explain").splitlines() if line.startswith("  ") and "." in line.split()[0]}
    assert listed == set(known)
    assert known["power.campus_power"].unit == "W" and known["data.epochs"].lower == 0.0
    assumed = {one.path: one for one in chokepoint.load("sevilla-2024").assumptions}
    power = assumed["power.us_datacenter_power"]
    assert (power.unit, power.source) == ("W", "sevilla-2024")
    assert [power.p10, power.p50, power.p90] == pytest.approx([33e9, 40e9, 50e9], rel=1e-12)


def test_pyam_gets_the_table_of_the_iamc(monkeypatch):
    import sys
    import types

    import pandas

    # pyam is no package of Debian: what it would be given.
    monkeypatch.setitem(sys.modules, "pyam", types.SimpleNamespace(IamDataFrame=lambda frame: frame))
    run = chokepoint.load("sevilla-2024").run(**SMALL)
    frame = run.to_pyam()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame.columns[:5]) == ["Model", "Scenario", "Region", "Variable", "Unit"]
    assert [int(name) for name in frame.columns[5:]] == list(range(2024, 2031))
    assert set(run.to_pyam(quantiles=True)["quantile"]) >= {0.05, 0.95}
