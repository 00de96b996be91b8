# SPDX-License-Identifier: Apache-2.0
"""How the package behaves: errors, threads, names of files, what it asks for."""
import os
import pathlib
import shutil
import subprocess
import sys
import threading
import time

import pytest

import chokepoint
from conftest import ROOT


def python(code, **environment):
    """Runs a program of its own: what it prints."""
    environment = {**os.environ, **environment}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False, cwd="/")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_bad_input_is_refused_with_its_message(monkeypatch):
    monkeypatch.chdir(ROOT)
    paths = sorted(pathlib.Path("tests/bad_input").glob("*.yaml"))
    assert len(paths) > 200
    for path in paths:
        with pytest.raises(chokepoint.ScenarioError) as caught:
            chokepoint.load(path)
        assert any(one.is_error for one in caught.value.diagnostics)
        assert "".join(map(str, caught.value.diagnostics)) == path.with_suffix(".expected").read_text(), path


def test_an_error_has_its_place_and_a_hint(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text("extends: sevilla-2024.yaml\npower: {campus_powr: 3 GW}\n")
    with pytest.raises(chokepoint.ScenarioError) as caught:
        chokepoint.load(path)
    one = caught.value.diagnostics[0]
    assert (one.file, one.line, one.column, one.is_error) == (str(path), 2, 9, True)
    assert one.message == "power has no parameter 'campus_powr'" and one.hint == "did you mean campus_power?"
    assert "campus_powr: 3 GW}\n" in str(caught.value)


def test_questions_that_are_wrong_are_errors_with_a_place():
    s = chokepoint.load("sevilla-2024")
    asked = {
        "of": lambda: s.sensitivity("attainble(2030)"),
        "until": lambda: s.solve("power.campus_power", "headroom(power, 2030) >="),
        "lever": lambda: s.solve("power.campus_powr", "headroom(power, 2030) >= 1"),
        "within": lambda: s.solve({"power.campus_power": "1..50 token"}, "headroom(power, 2030) >= 1"),
        "vary": lambda: s.sweep({"data.epochs": "1.."}),
        "x": lambda: s.map(("data.epoch", "1..2"), ("power.campus_power", "1..2 GW")),
        "--set": lambda: s.set({"data.epochs": "many"}),
    }
    for option, ask in asked.items():
        with pytest.raises(chokepoint.ScenarioError) as caught:
            ask()
        one = caught.value.diagnostics[0]
        assert one.file == option and one.line == 1 and one.column >= 1 and one.message


def test_values_that_cannot_be_are_refused():
    s = chokepoint.load("sevilla-2024")
    wrong = [
        (lambda: s.run(draws=0), "draws"),
        (lambda: s.run(draws=-1), "draws"),
        (lambda: s.run(draws=2**33), "draws"),
        (lambda: s.run(seed=-1), "seed"),
        (lambda: s.run(sampler="dice"), "sampler"),
        (lambda: s.sweep({}), "one to three"),
        (lambda: s.sweep({"data.epochs": "1..2"}, 2050), "covers 2024..2030"),
        (lambda: s.map(("data.epochs", "1..2"), ("data.epochs", "1..2")), "varied twice"),
        (lambda: s.map(("data.epochs", "1..2"), ("power.campus_power", "1 GW")), "two values"),
        (lambda: s.compare(), "another scenario"),
        (lambda: s.compare(s), "told apart by their names"),
        (lambda: s.head_to_head(["power"]), "two constraints"),
        (lambda: s.head_to_head("power"), "no constraint 'p'"),
        (lambda: s.solve({}, "headroom(power, 2030) >= 1"), "one lever or two"),
        (lambda: s.sensitivity("attainable(2030)", draws=8), "draws"),
    ]
    for ask, message in wrong:
        with pytest.raises(ValueError, match=message):
            ask()
    with pytest.raises(TypeError):
        s.run(draws=1.5)
    with pytest.raises(chokepoint.Unsettled):
        s.solve("power.campus_power", "mean(ceiling(data, 2030)) >= 1e30 FLOP", draws=64)


def test_scenarios_are_found_as_the_executable_finds_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert chokepoint.load("sevilla-2024").name == "sevilla-2024"
    assert chokepoint.load("sevilla-2024.yaml").name == "sevilla-2024"
    (tmp_path / "sevilla-2024.yaml").write_text("extends: slow-trend.yaml\nname: mine\n")
    assert chokepoint.load("sevilla-2024").name == "mine"  # what is there comes first
    assert chokepoint.load(pathlib.Path("sevilla-2024.yaml")).name == "mine"
    (tmp_path / "apart").mkdir()
    (tmp_path / "apart" / "kept.yaml").write_text("extends: slow-trend\nname: kept\n")
    with pytest.raises(chokepoint.ScenarioError, match="no such file"):
        chokepoint.load("kept")
    monkeypatch.setenv("CHOKEPOINT_PATH", f"nowhere::{tmp_path}/apart")
    assert chokepoint.load("kept").name == "kept"
    (tmp_path / "over.yaml").write_text("extends: kept\nname: over\n")
    assert chokepoint.load("over").name == "over"  # by name in extends, too
    strange = tmp_path / os.fsdecode(b"caf\xe9.yaml")
    strange.write_text("extends: slow-trend.yaml\nname: strange\n")
    assert chokepoint.load(strange).name == "strange"
    for name, why in (("nowhere", "no such file"), (str(tmp_path), "is a directory"), ("/dev/null", "is not a regular file")):
        with pytest.raises(chokepoint.ScenarioError, match=why):
            chokepoint.load(name)


def test_an_install_finds_its_own_scenarios(tmp_path):
    build = os.environ["CHOKEPOINT_BUILD"]
    subprocess.run(["cmake", "--install", build, "--prefix", str(tmp_path)], check=True, stdout=subprocess.DEVNULL)
    folder = tmp_path / "lib" / "python3" / "dist-packages"
    code = "import chokepoint, chokepoint._files as f; print(f.installed_scenarios(), chokepoint.load('baseline-2026').name)"
    assert python(code, PYTHONPATH=str(folder)) == f"{tmp_path}/share/chokepoint/scenarios baseline-2026\n"
    assert (folder / "chokepoint" / "py.typed").exists()
    shutil.copytree(folder / "chokepoint", tmp_path / "wheel" / "chokepoint")
    shutil.copytree(ROOT / "scenarios", tmp_path / "wheel" / "chokepoint" / "scenarios")
    assert python(code, PYTHONPATH=str(tmp_path / "wheel")) == f"{tmp_path}/wheel/chokepoint/scenarios baseline-2026\n"


def test_numpy_is_all_it_needs():
    code = """
import sys
for name in ("pandas", "xarray", "pyam", "matplotlib", "scipy"):
    sys.modules[name] = None
import chokepoint
r = chokepoint.load("sevilla-2024").run(64)
assert r.values("trajectory").shape == (7,) and len(r.samples()) == 64
for ask in (r.to_pandas, r.to_xarray, r.to_pyam, r.samples().to_pandas):
    try:
        ask()
    except ImportError as error:
        print(error)
"""
    said = python(code).splitlines()
    assert said == [
        "to_pandas() needs pandas: apt-get install python3-pandas, or pip install pandas",
        "to_xarray() needs xarray: apt-get install python3-xarray, or pip install xarray",
        "to_pyam() needs pyam: pip install pyam-iamc",
        "to_pandas() needs pandas: apt-get install python3-pandas, or pip install pandas",
    ]


def test_another_thread_counts_on():
    s = chokepoint.load("sevilla-2024")
    counted = [0]
    ended = threading.Event()

    def count():
        while not ended.is_set():
            counted[0] += 1

    thread = threading.Thread(target=count)
    thread.start()
    try:
        for work in (
            lambda: s.run(2**19, threads=1),
            lambda: s.sweep({"data.epochs": "1..16:9"}, draws=2**16, threads=1),
            lambda: s.sensitivity("attainable(2030)", draws=2**12, threads=1),
        ):
            before, start = counted[0], time.perf_counter()
            work()
            rate = (counted[0] - before) / (time.perf_counter() - start)
            assert rate > 10_000  # a second; held for all of it, the lock would leave it a few thousand counts in all
    finally:
        ended.set()
        thread.join()


def test_threads_share_a_scenario_and_get_the_same_bits():
    s = chokepoint.load("baseline-2026")
    alone = s.run(4096, threads=1)._run.shown("json")
    found = [None] * 6

    def work(i):
        found[i] = s.run(4096, threads=1 + i % 3)._run.shown("json")

    threads = [threading.Thread(target=work, args=(i,)) for i in range(len(found))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == {alone}


def test_control_c_ends_what_runs():
    code = """
import os, signal, threading, time, chokepoint
s = chokepoint.load("sevilla-2024")
threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    s.run(2**31)
except KeyboardInterrupt:
    print("ended")
print(s.run(64).draws)
"""
    start = time.perf_counter()
    assert python(code) == "ended\n64\n"
    assert time.perf_counter() - start < 60


def test_nothing_is_printed(capfd, tmp_path):
    s = chokepoint.load("baseline-2026")
    s.run(64)
    s.sensitivity("attainable(2036)", draws=64)
    (tmp_path / "bad.yaml").write_text("years: 2030..2024\n")
    with pytest.raises(chokepoint.ScenarioError):
        chokepoint.load(tmp_path / "bad.yaml")
    assert capfd.readouterr() == ("", "")


def test_nothing_can_be_changed():
    s = chokepoint.load("sevilla-2024")
    r = s.run(64)
    for one, name in ((s, "name"), (s, "new"), (r, "draws"), (r, "scenario"), (r.samples(), "columns"), (s.solve("data.epochs", "headroom(data, 2030) >= 1", draws=64), "text")):
        with pytest.raises(AttributeError):
            setattr(one, name, 1)
        with pytest.raises(AttributeError):
            delattr(one, name)
    with pytest.raises(TypeError):
        r.binds_first["power"] = 1.0
    with pytest.raises(ValueError):
        r.samples()["draw"][0] = 1
    r.values("trajectory")[0] = 0.0
    r.to_dict()["runs"].clear()
    r.to_pandas()["value"][0] = 0.0
    assert r.values("trajectory")[0] > 0.0 and r.to_dict()["runs"] and r.to_pandas()["value"][0] > 0.0


def test_what_a_notebook_shows_is_escaped(tmp_path):
    text = "<script>alert('x')</script> & more"
    path = tmp_path / "script.yaml"
    path.write_text(
        f"extends: sevilla-2024.yaml\nname: mine\ntitle: \"{text}\"\ndescription: \"{text}\"\n"
        f"power: {{campus_power: {{p10: 1 GW, p50: 2 GW, p90: 3 GW, note: \"{text}\"}}}}\n"
    )
    s = chokepoint.load(path)
    shown = [s, s.run(64), s.sweep({"data.epochs": "1, 2"}, draws=64), s.compare(chokepoint.load("slow-trend"), draws=64)]
    shown.append(s.map(("data.epochs", "1, 2"), ("power.campus_power", "1 GW, 2 GW"), draws=64))
    for one in shown:
        html = one._repr_html_()
        assert "<script" not in html 
    assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; more" in s._repr_html_()
    assert "&lt;script&gt;" in shown[1]._repr_html_()


def test_it_says_what_it_is():
    s = chokepoint.load("sevilla-2024")
    assert repr(s) == "<Scenario sevilla-2024: 2024..2030>"
    assert repr(s.run(64)) == "<Run of sevilla-2024: 64 draws>"
    version = next(line for line in (ROOT / "CMakeLists.txt").read_text().splitlines() if line.startswith("project("))
    assert f"VERSION {chokepoint.__version__} " in version
    assert [one.name for one in s.constraints] == ["power", "chips", "data", "latency"]
    assert set(chokepoint.load("baseline-2026").run(64).views) == {"realised share"}
