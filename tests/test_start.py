"""start.py: what it installs and when, where it serves, and what it says about tools that are not there."""

import ast
import http.client
import http.server
import importlib.util
import json
import re
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
START = REPOSITORY / "start.py"


def load_start():
    spec = importlib.util.spec_from_file_location("start_under_test", START)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def start(tmp_path, monkeypatch):
    """start.py in an empty folder of its own, with nothing set in the environment."""
    for name in ("BEDSTRETCH_PORT", "BEDSTRETCH_CHROMIUM", "BEDSTRETCH_REQUIRE_ALL"):
        monkeypatch.delenv(name, raising=False)
    module = load_start()
    root = tmp_path.resolve()
    monkeypatch.setattr(module, "ROOT", root)
    monkeypatch.setattr(module, "VENV", root / ".venv")
    monkeypatch.setattr(module, "STAMP", root / ".venv" / "bedstretch.json")
    (root / "pyproject.toml").write_text("[project]\n", "utf-8")
    return module


@pytest.fixture
def work(start, monkeypatch):
    """The list of what an installation did; the venv and pip are stand-ins."""
    done, version = [], {}

    def create_venv():
        start.VENV.mkdir(exist_ok=True)
        version["of the venv"] = "3.11"
        done.append("venv")

    monkeypatch.setattr(start, "venv_version", lambda: version.get("of the venv"))
    monkeypatch.setattr(start, "create_venv", create_venv)
    monkeypatch.setattr(start, "pip_install", lambda extras: done.append(("pip", *sorted(extras))))
    monkeypatch.setattr(
        start, "change_version", lambda new: version.update({"of the venv": new}), raising=False
    )
    return done


@pytest.fixture
def taken_port():
    """A port that another program listens at."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


class Jupyter(http.server.BaseHTTPRequestHandler):
    """As much of a Jupyter server as start.py asks."""

    def do_GET(self):
        known = self.path == "/api/status" and self.headers.get("Authorization") == "token right"
        self.send_response(200 if known else 403)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def jupyter():
    """A server with the token "right"; gives its port."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Jupyter) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def note(start, folder, port, **changes):
    """Write what a Jupyter server notes about itself."""
    url = f"http://127.0.0.1:{port}/"
    content = {"url": url, "port": port, "token": "right", "root_dir": str(start.ROOT), **changes}
    (folder / "jpserver-1.json").write_text(json.dumps(content), "utf-8")


# Installation


def test_first_start_makes_the_venv_and_installs_the_core_only(start, work):
    """A learner gets no test packages."""
    start.install()
    assert work == ["venv", ("pip",)]


def test_second_start_installs_nothing(start, work, capsys):
    """The stamp is enough, and nothing is printed."""
    start.install()
    work.clear()
    capsys.readouterr()
    start.install()
    assert work == []
    assert capsys.readouterr().out == ""


def test_changed_pyproject_installs_again_and_keeps_the_venv(start, work):
    """A new dependency arrives with the next start."""
    start.install()
    work.clear()
    (start.ROOT / "pyproject.toml").write_text("[project]\nname = 'other'\n", "utf-8")
    start.install()
    assert work == [("pip",)]


def test_tests_add_their_extra_once_and_later_starts_keep_it(start, work):
    """Going from lesson to tests and back installs each thing once."""
    start.install()
    work.clear()
    start.install(["test"])
    start.install()
    start.install(["test"])
    assert work == [("pip", "test")]


def test_moved_folder_makes_the_venv_anew(start, work):
    """A venv holds absolute paths, so a moved one is of no use."""
    start.install()
    stamp = start.read_stamp()
    start.write_json(start.STAMP, {**stamp, "folder": "/somewhere/else/.venv"})
    work.clear()
    start.install()
    assert work == ["venv", ("pip",)]


@pytest.mark.parametrize("version", [None, "3.12"])
def test_venv_whose_python_is_gone_or_another_is_made_anew(start, work, version):
    """An upgraded system Python leaves a venv that cannot find its packages."""
    start.install()
    start.change_version(version)
    work.clear()
    start.install()
    assert work == ["venv", ("pip",)]


def test_venv_made_by_hand_is_kept(start, work):
    """Whoever made .venv without start.py finds it filled, not emptied."""
    start.VENV.mkdir()
    start.change_version("3.11")
    start.install()
    assert work == [("pip",)]


@pytest.mark.parametrize("reason", [KeyboardInterrupt, "Trouble"])
def test_stopped_installation_leaves_no_stamp(start, work, monkeypatch, reason):
    """The next start installs again, whether pip gave up or the learner did."""
    start.install()
    (start.ROOT / "pyproject.toml").write_text("[project]\nname = 'other'\n", "utf-8")
    error = start.Trouble("no network") if reason == "Trouble" else reason

    def stop(extras):
        raise error

    monkeypatch.setattr(start, "pip_install", stop)
    with pytest.raises((start.Trouble, KeyboardInterrupt)):
        start.install()
    assert start.read_stamp() == {}


@pytest.mark.parametrize("content", ["", "{", "[]", "null"])
def test_unreadable_stamp_counts_as_none(start, content):
    """A stamp that was cut short asks for a new installation."""
    start.VENV.mkdir()
    start.STAMP.write_text(content, "utf-8")
    assert start.read_stamp() == {}


def test_installation_turns_off_the_question_about_news(start, work):
    """JupyterLab reads the setting from inside .venv, the learner's own settings stay untouched."""
    start.install()
    settings = json.loads((start.VENV / "share/jupyter/lab/settings/overrides.json").read_text("utf-8"))
    assert settings["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"


def test_pip_trouble_is_told_in_a_sentence(start, monkeypatch):
    """What pip printed stands above; the sentence says what to do."""
    monkeypatch.setattr(subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 1))
    with pytest.raises(start.Trouble, match="check the connection, then run the same command again"):
        start.pip_install([])


# The address


def test_default_port(start):
    """The address stays the same from one start to the next."""
    assert start.wanted_port() == start.DEFAULT_PORT


@pytest.mark.parametrize("text", ["80", "65536", "abc", "-1", "8899.0", "٨٨٩٩"])
def test_unusable_port_is_refused_with_the_range(start, monkeypatch, text):
    """The sentence names the limits, and the exit code says wrong usage."""
    monkeypatch.setenv("BEDSTRETCH_PORT", text)
    with pytest.raises(start.Trouble, match="1024 to 65535") as trouble:
        start.wanted_port()
    assert trouble.value.exit_code == 2


def test_taken_port_gives_way_to_the_next_free_one(start, taken_port):
    """Another program on our port does not keep the course from opening."""
    ports = start.ports_from(taken_port)
    assert not start.is_free(taken_port)
    assert start.first_free(ports) in ports[1:]


def test_no_free_port_is_told(start, taken_port):
    """When nothing is free, the way out is named."""
    with pytest.raises(start.Trouble, match="BEDSTRETCH_PORT"):
        start.first_free(range(taken_port, taken_port + 1))


def test_ports_end_where_the_numbers_end(start):
    """The last port is still one."""
    assert list(start.ports_from(65535)) == [65535]


def test_own_server_is_recognised(start, jupyter, tmp_path):
    """A server that runs, serves this folder and knows its token is ours."""
    note(start, tmp_path, jupyter)
    assert start.our_server(tmp_path, range(jupyter, jupyter + 1))["port"] == jupyter


@pytest.mark.parametrize(
    "changes",
    [
        {"root_dir": "/another/course"},
        {"token": "of a server that crashed"},
        {"root_dir": None},
        {"url": None},
    ],
    ids=["other folder", "other token", "no folder", "no address"],
)
def test_other_servers_are_not_ours(start, jupyter, tmp_path, changes):
    """Neither another folder's server nor what a crashed one left behind."""
    note(start, tmp_path, jupyter, **changes)
    assert start.our_server(tmp_path, range(jupyter, jupyter + 1)) is None


def test_server_outside_the_ports_is_not_ours(start, jupyter, tmp_path):
    """A JupyterLab that someone opened here by hand has another address, so it is left alone."""
    note(start, tmp_path, jupyter)
    assert start.our_server(tmp_path, range(1024, 1025)) is None


def test_note_without_a_server_is_not_ours(start, tmp_path):
    """Nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as briefly:
        port = briefly.getsockname()[1]
    note(start, tmp_path, port)
    assert start.our_server(tmp_path, range(port, port + 1)) is None


def test_program_that_does_not_speak_http_is_not_ours(start, taken_port, tmp_path, monkeypatch):
    """After a crash our port may belong to a program of quite another kind."""

    def babble(*_, **__):
        raise http.client.BadStatusLine("220 mail ready")

    monkeypatch.setattr(http.client.HTTPConnection, "getresponse", babble)
    note(start, tmp_path, taken_port)
    assert start.our_server(tmp_path, range(taken_port, taken_port + 1)) is None


def test_broken_note_is_passed_over(start, tmp_path):
    """A note that is being written does not stop the start."""
    (tmp_path / "jpserver-1.json").write_text("{", "utf-8")
    (tmp_path / "jpserver-2.json").write_text("[]", "utf-8")
    assert start.our_server(tmp_path, range(1024, 65536)) is None


def opened(start, monkeypatch, capsys, tmp_path, port):
    """Open the course with a stand-in for JupyterLab; gives what was served and what was printed."""
    served = []
    monkeypatch.setenv("BEDSTRETCH_PORT", str(port))
    monkeypatch.setattr(start, "install", lambda: None)
    monkeypatch.setattr(start, "runtime_folder", lambda: tmp_path)
    monkeypatch.setattr(start, "serve", lambda port, runtime: served.append(port) or 0)
    monkeypatch.setattr(start, "has_screen", lambda: False)
    assert start.open_course() == 0
    return served, capsys.readouterr().out


def test_second_start_shows_the_running_course(start, jupyter, monkeypatch, capsys, tmp_path):
    """No second server: the address of the first one, with its token."""
    note(start, tmp_path, jupyter)
    served, printed = opened(start, monkeypatch, capsys, tmp_path, jupyter)
    assert served == []
    address = f"http://127.0.0.1:{jupyter}/lab/tree/notebooks/00_start_here.ipynb?token=right"
    assert address in printed


def test_other_port_is_explained(start, taken_port, monkeypatch, capsys, tmp_path):
    """The learner is told what stays behind at the usual address."""
    served, printed = opened(start, monkeypatch, capsys, tmp_path, taken_port)
    assert served[0] != taken_port
    assert f"Port {taken_port} is taken" in printed
    assert f"opens at port {served[0]}" in printed
    assert "paused session" in printed


def test_lab_arguments_keep_requests_at_home(start):
    """One address on this computer, no news, no updates, no list of extensions."""
    arguments = start.lab_arguments(8899)
    assert {
        "--ServerApp.ip=127.0.0.1",
        "--ServerApp.port=8899",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={REPOSITORY}",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    } <= set(arguments)


def test_jupyterlab_knows_every_argument(start):
    """Each option is a real one: a misspelt option would be dropped without a word."""
    pytest.importorskip("jupyterlab")
    from jupyter_server.serverapp import ServerApp
    from jupyterlab.labapp import LabApp
    from nbconvert.exporters import HTMLExporter
    from nbconvert.utils.base import NbConvertBase

    known = {c.__name__: c.class_traits() for c in (ServerApp, LabApp, HTMLExporter, NbConvertBase)}
    known["Application"] = ServerApp.class_traits()
    for argument in start.lab_arguments(8899):
        group, option = re.fullmatch(r"--(\w+)\.(\w+)=.*", argument).groups()
        assert option in known[group], argument


# Tools


def executable(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\necho v20.1.0\n", "utf-8")
    path.chmod(0o755)
    return str(path)


needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="makes a shell script")


@needs_posix
def test_chosen_chromium_wins(start, tmp_path, monkeypatch):
    """BEDSTRETCH_CHROMIUM decides, even when another browser is there."""
    executable(tmp_path / "bin/chromium")
    mine = executable(tmp_path / "mine")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("BEDSTRETCH_CHROMIUM", mine)
    assert start.find_chromium() == mine


@needs_posix
def test_chosen_chromium_that_is_not_there_is_not_replaced(start, tmp_path, monkeypatch):
    """A misspelt choice is not silently another browser."""
    executable(tmp_path / "bin/chromium")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("BEDSTRETCH_CHROMIUM", str(tmp_path / "nothing"))
    assert start.find_chromium() is None


@needs_posix
@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome", "chrome", "msedge"])
def test_chromium_is_found_by_its_names(start, tmp_path, monkeypatch, name):
    """Systems call it differently."""
    path = executable(tmp_path / name)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert start.find_chromium() == path


@needs_posix
def test_chromium_is_found_in_the_usual_place(start, tmp_path, monkeypatch):
    """macOS and Windows do not put it on the path."""
    path = executable(tmp_path / "Program Files/chrome.exe")
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("PROGRAMS", str(tmp_path / "Program Files"))
    monkeypatch.setattr(start, "CHROMIUM_PLACES", ("$UNKNOWN/chrome.exe", "$PROGRAMS/chrome.exe"))
    assert start.find_chromium() == path


@needs_posix
def test_old_node_counts_as_missing(start, tmp_path, monkeypatch):
    """A Node without a test runner would only print an unclear error."""
    path = executable(tmp_path / "node")
    monkeypatch.setenv("PATH", str(tmp_path) + ":/usr/bin:/bin")
    assert start.find_node() == path
    monkeypatch.setattr(start, "OLDEST_NODE", 21)
    assert start.find_node() is None


@needs_posix
@pytest.mark.parametrize(
    ("manager", "command"),
    [
        ("apt-get", "sudo apt-get install chromium"),
        ("brew", "brew install --cask google-chrome"),
        ("winget", "winget install Google.Chrome"),
        (None, "google.com/chrome"),
    ],
)
def test_missing_chromium_comes_with_this_systems_command(start, tmp_path, monkeypatch, manager, command):
    """The closing lines can be copied into the shell."""
    if manager:
        executable(tmp_path / manager)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert command in start.lacks("Chromium")


def test_every_package_manager_has_both_tools(start):
    """No key is missing when a tool is."""
    tools = set(start.ELSEWHERE)
    assert all(set(commands) == tools for commands in start.INSTALL_COMMANDS.values())


# Tests and measurements


def test_steps_come_in_order_and_name_what_is_missing(start, monkeypatch):
    """Without Node and Chromium their two steps say so, the others run."""
    monkeypatch.setattr(start, "find_node", lambda: None)
    monkeypatch.setattr(start, "find_chromium", lambda: None)
    steps = start.steps_for([])
    assert [step.name for step in steps] == ["ruff", "node tests", "pytest", "notebooks", "browser tests"]
    assert [step.name for step in steps if step.missing] == ["node tests", "browser tests"]


def test_options_reach_every_pytest_and_a_path_runs_alone(start):
    """`-x` is for all steps; a file is for someone who works on that file."""
    (start.ROOT / "tests").mkdir()
    (start.ROOT / "tests/test_one.py").touch()
    assert sum("-x" in step.command for step in start.steps_for(["-x"])) == 3
    (alone,) = start.steps_for(["-x", "tests/test_one.py::test_this"])
    assert alone.command[-4:-2] == ["-x", "tests/test_one.py::test_this"]


def test_skipped_step_is_not_started_and_keeps_its_reason(start, tmp_path):
    """The reason goes to the closing lines."""
    step = start.Step("node tests", [None, "--test"], "Node is not here: sudo apt-get install nodejs")
    outcome = start.run_step(step, tmp_path, narrowed=False)
    assert outcome == ("node tests", "skipped", 0.0, step.missing)


@pytest.mark.parametrize(
    ("code", "narrowed", "verdict"),
    [(0, False, "passed"), (1, True, "failed"), (5, False, "failed"), (5, True, "passed")],
)
def test_verdict_of_a_step(start, tmp_path, code, narrowed, verdict):
    """pytest's 5 says that no test was found: fine after -k, not fine for the whole."""
    command = [sys.executable, "-c", f"raise SystemExit({code})", "pytest"]
    assert start.run_step(start.Step("pytest", command), tmp_path, narrowed).verdict == verdict


def test_steps_keep_away_from_the_learners_journal(start, tmp_path):
    """Each step has an empty data folder."""
    ask = "import os; raise SystemExit(os.environ['BEDSTRETCH_HOME'] != {!r})".format(
        str(tmp_path / "node-tests")
    )
    outcome = start.run_step(start.Step("node tests", [sys.executable, "-c", ask]), tmp_path, narrowed=False)
    assert outcome.verdict == "passed"


def test_closing_lines_tell_what_ran_what_did_not_and_how_long_it_took(start):
    """The last lines are the ones that are read."""
    outcomes = [
        start.Outcome("ruff", "passed", 0.21),
        start.Outcome("pytest", "failed", 12.0),
        start.Outcome("browser tests", "skipped", 0.0, "Chromium is not here: brew install it"),
    ]
    *_, browser, last = start.closing_lines(outcomes, 13.4)
    assert browser.startswith("skipped  browser tests")
    assert browser.endswith("Chromium is not here: brew install it")
    assert last == "1 passed, 1 failed, 1 skipped, in 13 s"


@pytest.mark.parametrize(
    ("verdict", "require_all", "code"),
    [("passed", True, 0), ("skipped", False, 0), ("skipped", True, 1), ("failed", False, 1)],
)
def test_exit_code(start, verdict, require_all, code):
    """A skipped step counts only where everything is required."""
    outcomes = [start.Outcome("ruff", "passed", 1.0), start.Outcome("browser tests", verdict, 1.0)]
    assert start.exit_code(outcomes, require_all) == code


# The command line


@pytest.mark.parametrize("arguments", [["learn"], ["--version"], ["--help", "me"], ["tests"]])
def test_wrong_usage_is_answered_with_the_usage(start, capsys, arguments):
    """Exit code 2, and nothing is set up."""
    assert start.main(arguments) == 2
    assert capsys.readouterr().err.startswith("usage: python start.py")


def test_help_is_no_mistake(start, capsys):
    """Asked for, the usage goes to standard output."""
    assert start.main(["--help"]) == 0
    assert "python start.py bench" in capsys.readouterr().out


def test_trouble_is_one_sentence_and_no_traceback(start, monkeypatch, capsys):
    """What the learner can put right is said plainly."""
    monkeypatch.setenv("BEDSTRETCH_PORT", "none")
    assert start.main([]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_interrupted_set_up_ends_quietly(start, monkeypatch, capsys):
    """Ctrl+C during the installation gives a line, not a traceback."""

    def interrupt():
        raise KeyboardInterrupt

    monkeypatch.setattr(start, "install", interrupt)
    assert start.main([]) == 130
    assert "Stopped" in capsys.readouterr().err


def test_older_pythons_can_read_the_file():
    """They reach the sentence about Python 3.11 instead of a syntax error."""
    ast.parse(START.read_text("utf-8"), feature_version=(3, 7))


def test_start_needs_the_standard_library_only():
    """It runs before anything is installed."""
    tree = ast.parse(START.read_text("utf-8"))
    imported = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    imported += [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names


def test_makefile_only_calls_start():
    """One way for each thing: make knows nothing by itself."""
    lines = (REPOSITORY / "Makefile").read_text("utf-8").splitlines()
    recipes = {line.strip() for line in lines if line.startswith("\t")}
    assert recipes == {"$(PYTHON) start.py", "$(PYTHON) start.py test", "$(PYTHON) start.py bench"}


# --- updating a copy that was handed out --------------------------------------------------------------------


@pytest.mark.parametrize("server", [None, {"port": 8899}])
def test_a_copy_is_not_updated_while_the_course_runs(start, monkeypatch, server):
    """Open notebooks would be saved over what the update wrote; where nothing runs, the updater is called."""
    ran = []
    monkeypatch.setattr(start, "read_stamp", lambda: {"folder": "here"})
    monkeypatch.setattr(start, "runtime_folder", lambda: start.ROOT)
    monkeypatch.setattr(start, "our_server", lambda runtime, ports: server)
    done = subprocess.CompletedProcess([], 0)
    monkeypatch.setattr(start.subprocess, "run", lambda command, **more: ran.append(command) or done)
    assert start.main(["update", "newer.zip"]) == (1 if server else 0)
    assert bool(ran) == (server is None)


def test_update_wants_one_source(start, capsys):
    """Without one, or with two, it prints its usage."""
    assert start.main(["update"]) == start.main(["update", "a", "b"]) == 2
    assert "update FOLDER|ZIP" in capsys.readouterr().err
