"""The way in: sets the course up in .venv, once, and opens it, tests it or measures it.

Needs Python 3.11 or newer and nothing else. `python start.py --help` lists what it can do.
"""

import hashlib
import http.client
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import webbrowser
from pathlib import Path
from typing import NamedTuple

# Written so that an older Python can read this file, and say the sentence below instead of a syntax error.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        "Bedstretch needs Python 3.11 or newer, and this is Python {}.{}. "
        "Install a newer one from python.org, then start again with it.".format(*sys.version_info[:2])
    )

USAGE = """\
usage: python start.py                       open the course in JupyterLab
       python start.py test [pytest args]    check everything; a file or folder of tests runs alone
       python start.py bench [args]          print the measurements
       python start.py update FOLDER|ZIP     a copy that a teacher handed out, to a newer one

The first start installs what the course needs into .venv, beside this file.

BEDSTRETCH_PORT=8899       the port that the course is served at
BEDSTRETCH_CHROMIUM=path   the browser that the tests drive
BEDSTRETCH_REQUIRE_ALL=1   tests that cannot run count as failed
"""

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "bedstretch.json"
QUIET_SETTINGS = {  # no question about news, no alarm about a kernel that only this computer can reach
    "share/jupyter/lab/settings/overrides.json": {
        "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}
    },
    "etc/ipython/ipython_kernel_config.json": {"IPKernelApp": {"log_level": "ERROR"}},
}
FIRST_NOTEBOOK = "notebooks/00_start_here.ipynb"
DEFAULT_PORT = 8899
PORTS_TO_TRY = 20
SECONDS_TO_ANSWER = 180


class Trouble(Exception):
    """Something that the person at the keyboard can put right; the message says how."""

    def __init__(self, message, exit_code=1):
        super().__init__(message)
        self.exit_code = exit_code


# Setting up


def venv_python():
    """The Python inside .venv."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def venv_version():
    """The version of the Python inside .venv, as in "3.12"; None where it does not start or has no pip."""
    question = "import sys, pip; print('{}.{}'.format(*sys.version_info))"
    try:
        answer = subprocess.run([str(venv_python()), "-c", question], capture_output=True, text=True)
    except OSError:
        return None
    return answer.stdout.strip() or None


def read_stamp():
    """What the last complete installation noted; empty after none, or after an interrupted one."""
    try:
        stamp = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_json(path, content):
    """Write a file whole or not at all."""
    draft = path.with_suffix(".tmp")
    draft.write_text(json.dumps(content, indent=2) + "\n", "utf-8")
    os.replace(draft, path)


def stamp_for(version, extras):
    """What an installation made now would note."""
    return {
        "folder": str(VENV),
        "python": version,
        "pyproject": hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest(),
        "extras": sorted(extras),
    }


def install(extras=()):
    """Install the course into .venv, unless the stamp tells that it is there already."""
    stamp, version = read_stamp(), venv_version()
    extras = {*extras, *stamp.get("extras", [])}
    if version and stamp == stamp_for(version, extras):
        return
    STAMP.unlink(missing_ok=True)
    print("Setting up the course in .venv. This takes a minute or two; later starts are quick.", flush=True)
    made_elsewhere = stamp and (stamp.get("folder"), stamp.get("python")) != (str(VENV), version)
    if not version or made_elsewhere:
        create_venv()
        version = venv_version()
    pip_install(extras)
    for path, settings in QUIET_SETTINGS.items():
        (VENV / path).parent.mkdir(parents=True, exist_ok=True)
        write_json(VENV / path, settings)
    write_json(STAMP, stamp_for(version, extras))


def create_venv():
    """Make .venv anew, with the Python that runs this file."""
    python = getattr(sys, "_base_executable", None) or sys.executable
    made = subprocess.run([python, "-m", "venv", "--clear", str(VENV)])
    if made.returncode != 0 or not venv_version():
        advice = " On Debian or Ubuntu: sudo apt-get install python3-venv" if shutil.which("apt-get") else ""
        raise Trouble(f"Python could not make the folder .venv; the lines above say why.{advice}")


def pip_install(extras):
    """Install this folder, editable, with the named extras."""
    what = ".[{}]".format(",".join(sorted(extras))) if extras else "."
    pip = [str(venv_python()), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    done = subprocess.run([*pip, "install", "-qq", "--editable", what], cwd=ROOT)
    if done.returncode != 0:
        raise Trouble(
            "The installation stopped; the lines above say why. Most often the network was away: "
            "check the connection, then run the same command again."
        )


# Opening the course


def wanted_port():
    """The port that the course is served at, unless something else is there."""
    text = os.environ.get("BEDSTRETCH_PORT") or str(DEFAULT_PORT)
    if not (text.isascii() and text.isdigit() and 1024 <= int(text) <= 65535):
        raise Trouble(f"BEDSTRETCH_PORT is {text!r}; it takes a number from 1024 to 65535.", exit_code=2)
    return int(text)


def ports_from(first):
    """The ports to try, in order."""
    return range(first, min(first + PORTS_TO_TRY, 65536))


def is_free(port):
    """Whether a server could listen at this port."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def first_free(ports):
    """The first port that nothing listens at."""
    for port in ports:
        if is_free(port):
            return port
    raise Trouble(f"Ports {ports[0]} to {ports[-1]} are all taken. Set BEDSTRETCH_PORT to another one.")


def runtime_folder():
    """Where Jupyter notes which servers run."""
    question = "from jupyter_core.paths import jupyter_runtime_dir; print(jupyter_runtime_dir())"
    command = [str(venv_python()), "-X", "utf8", "-W", "ignore", "-c", question]
    return Path(subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout.strip())


def our_server(runtime, ports):
    """The running server that serves this very folder at one of the ports, or None."""
    for note in sorted(runtime.glob("jpserver-*.json")):
        try:
            server = json.loads(note.read_text("utf-8"))
            here = Path(server["root_dir"]).resolve() == ROOT
            if here and server["port"] in ports and answers(server):
                return server
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return None


def answers(server):
    """Whether the server is up and knows its own token: notes of servers that crashed stay behind."""
    path = "api/status" if server["token"] else "api"
    headers = {"Authorization": "token " + server["token"]} if server["token"] else {}
    request = urllib.request.Request(server["url"] + path, headers=headers)
    past_any_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with past_any_proxy.open(request, timeout=5) as response:
            return response.status == 200
    except (OSError, http.client.HTTPException):
        return False


def address(server):
    """The first lesson's address, with the server's token."""
    token = "?token=" + server["token"] if server["token"] else ""
    return server["url"] + "lab/tree/" + FIRST_NOTEBOOK + token


def lab_arguments(port, root=ROOT):
    """JupyterLab's arguments: one folder, one address, no request to elsewhere, self-contained exports."""
    empty_script = "data:text/javascript,"
    arguments = [
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={root}",
        "--ServerApp.open_browser=False",
        "--ServerApp.answer_yes=True",
        "--Application.log_level=ERROR",
        f"--LabApp.default_url=/lab/tree/{FIRST_NOTEBOOK}",
        # JupyterLab would ask for its own news, its updates and a list of extensions.
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
        # An exported page shows a widget's static version, and loads no script from elsewhere.
        "--NbConvertBase.display_data_priority=text/html",
        "--NbConvertBase.display_data_priority=text/markdown",
        "--NbConvertBase.display_data_priority=image/svg+xml",
        "--NbConvertBase.display_data_priority=image/png",
        "--NbConvertBase.display_data_priority=image/jpeg",
        "--NbConvertBase.display_data_priority=text/plain",
        "--NbConvertBase.display_data_priority=application/vnd.jupyter.widget-view+json",
        f"--HTMLExporter.require_js_url={empty_script}",
        f"--HTMLExporter.mathjax_url={empty_script}",
        f"--HTMLExporter.widget_renderer_url={empty_script}",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--ServerApp.allow_root=True")
    return arguments


def open_course():
    """Set up, serve the course and open the first lesson; come back when the server has stopped."""
    ports = ports_from(wanted_port())
    install()
    runtime = runtime_folder()
    running = our_server(runtime, ports)
    if running:
        print("The course is already running.")
        show(running)
        return 0
    port = first_free(ports)
    if port != ports[0]:
        print(
            f"Port {ports[0]} is taken by another program, so the course opens at port {port} this time.\n"
            "Your browser keeps a paused session and answers that were not stored yet with the address they\n"
            f"belong to: they stay with port {ports[0]} and show again when the course runs there."
        )
    return serve(port, runtime)


def serve(port, runtime):
    """Run JupyterLab until it is stopped."""
    command = [str(venv_python()), "-m", "jupyterlab", *lab_arguments(port)]
    # With a token that it did not make up itself, JupyterLab leaves it to us to print the address.
    environment = {"JUPYTER_TOKEN": secrets.token_hex(24), **os.environ}
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: server.terminate())
    try:
        show(wait_for_answer(server, port, runtime))
        print("To stop, press Ctrl+C in this window.", flush=True)
    except Trouble:
        server.terminate()
        raise
    except KeyboardInterrupt:
        pass
    while True:
        try:
            return 1 if server.wait() > 0 else 0
        except KeyboardInterrupt:  # JupyterLab has heard it too, and stops its kernels first
            continue


def wait_for_answer(process, port, runtime):
    """The server's own note, as soon as it answers."""
    give_up = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < give_up and process.poll() is None:
        server = our_server(runtime, (port,))
        if server:
            return server
        time.sleep(0.1)
    raise Trouble("JupyterLab did not start; the lines above say why.")


def show(server):
    """Print the course's address, and open it where there is a browser."""
    print("The course is at " + address(server), flush=True)
    if not (has_screen() and webbrowser.open(address(server))):
        print("Open this address in a browser on this computer.", flush=True)


def has_screen():
    """Whether a browser could show itself. Without a screen Python would start a text browser right here."""
    if os.name == "nt" or sys.platform == "darwin":
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


# Tools that are not Python packages

CHROMIUM_COMMANDS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
CHROMIUM_PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "%ProgramFiles%/Google/Chrome/Application/chrome.exe",
    "%ProgramFiles(x86)%/Google/Chrome/Application/chrome.exe",
    "%LocalAppData%/Google/Chrome/Application/chrome.exe",
    "%LocalAppData%/Chromium/Application/chrome.exe",
    "%ProgramFiles%/Microsoft/Edge/Application/msedge.exe",
    "%ProgramFiles(x86)%/Microsoft/Edge/Application/msedge.exe",
)
INSTALL_COMMANDS = {
    "winget": {"Chromium": "winget install Google.Chrome", "Node": "winget install OpenJS.NodeJS.LTS"},
    "brew": {"Chromium": "brew install --cask google-chrome", "Node": "brew install node"},
    "snap": {"Chromium": "sudo snap install chromium", "Node": "sudo snap install node --classic"},
    "apt-get": {"Chromium": "sudo apt-get install chromium", "Node": "sudo apt-get install nodejs"},
    "dnf": {"Chromium": "sudo dnf install chromium", "Node": "sudo dnf install nodejs"},
    "pacman": {"Chromium": "sudo pacman -S chromium", "Node": "sudo pacman -S nodejs"},
    "zypper": {"Chromium": "sudo zypper install chromium", "Node": "sudo zypper install nodejs"},
}
ELSEWHERE = {"Chromium": "get Chrome from google.com/chrome", "Node": "get it from nodejs.org"}
OLDEST_NODE = 18


def find_chromium():
    """The path of a Chromium, Chrome or Edge, or None. BEDSTRETCH_CHROMIUM decides where it is set."""
    chosen = os.environ.get("BEDSTRETCH_CHROMIUM")
    if chosen:
        return shutil.which(chosen)
    for command in CHROMIUM_COMMANDS:
        if shutil.which(command):
            return shutil.which(command)
    for place in map(os.path.expandvars, CHROMIUM_PLACES):
        if os.path.isfile(place):
            return place
    return None


def find_node():
    """The path of a Node that has a test runner, or None."""
    node = shutil.which("node")
    if not node:
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    major = version.strip().lstrip("v").split(".")[0]
    return node if major.isdigit() and int(major) >= OLDEST_NODE else None


def how_to_install(tool):
    """The command that installs the tool on this system."""
    for manager, commands in INSTALL_COMMANDS.items():
        if shutil.which(manager):
            return commands[tool]
    return ELSEWHERE[tool]


# Testing and measuring


class Step(NamedTuple):
    """One part of the tests; `missing` says why it cannot run here."""

    name: str
    command: list
    missing: str = ""


class Outcome(NamedTuple):
    """How a step went: verdict is passed, failed or skipped."""

    name: str
    verdict: str
    seconds: float
    note: str = ""


def steps_for(pytest_arguments):
    """All steps in order; a path among pytest's arguments leaves one step, which runs that path alone."""
    python = str(venv_python())
    pytest = [python, "-m", "pytest", *pytest_arguments]
    notebooks = ["--nbval-lax", "--nbval-current-env"]
    if any(map(is_test_path, pytest_arguments)):
        return [Step("pytest", [*pytest, *notebooks])]
    two_at_a_time = [python, "-m", "pytest", "-n", "2", *pytest_arguments]
    # What one file's tests share, a server or a kernel, is started once.
    two_files_at_a_time = [*two_at_a_time, "--dist", "loadfile"]
    node, chromium = find_node(), find_chromium()
    node_tests = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests/js").rglob("*test*.*js"))
    return [
        Step("ruff", [python, "-m", "ruff", "check", "."]),
        Step("node tests", [node, "--test", *node_tests], "" if node else lacks("Node")),
        Step("pytest", [*two_at_a_time, "tests", "--ignore=tests/browser"]),
        Step("notebooks", [*two_files_at_a_time, *notebooks, "notebooks"]),
        Step("browser tests", [*two_files_at_a_time, "tests/browser"], "" if chromium else lacks("Chromium")),
    ]


def is_test_path(argument):
    """Whether a pytest argument names a file or folder of tests, such as tests/test_start.py::test_name."""
    path = Path(argument.split("::")[0])
    return path.parts[:1] in (("tests",), ("notebooks",)) and (ROOT / path).exists()


def lacks(tool):
    """Why a step is skipped, and what would help."""
    release = f" {OLDEST_NODE} or newer" if tool == "Node" else ""
    return f"{tool}{release} is not here: {how_to_install(tool)}"


def run_step(step, home, narrowed):
    """Run one step with an empty journal of its own."""
    if step.missing:
        return Outcome(step.name, "skipped", 0.0, step.missing)
    print(f"\n--- {step.name}", flush=True)
    started = time.monotonic()
    environment = {**os.environ, "BEDSTRETCH_HOME": str(home / step.name.replace(" ", "-"))}
    code = subprocess.run(step.command, cwd=ROOT, env=environment).returncode
    nothing_matched = code == 5 and narrowed and "pytest" in step.command
    verdict = "passed" if code == 0 or nothing_matched else "failed"
    note = "no test matched" if nothing_matched else ""
    return Outcome(step.name, verdict, time.monotonic() - started, note)


def closing_lines(outcomes, seconds):
    """What ran, what was skipped and how to change that, and the time taken."""
    lines = [f"{o.verdict:<9}{o.name:<14}{o.seconds:6.1f} s  {o.note}".rstrip() for o in outcomes]
    verdicts = [o.verdict for o in outcomes]
    counts = [f"{verdicts.count(v)} {v}" for v in ("passed", "failed", "skipped") if v in verdicts]
    return [*lines, f"{', '.join(counts)}, in {seconds:.0f} s"]


def exit_code(outcomes, require_all):
    """0 where all is well; a skipped step counts only when everything is required."""
    bad = {"failed", "skipped"} if require_all else {"failed"}
    return int(any(outcome.verdict in bad for outcome in outcomes))


def run_tests(pytest_arguments):
    """Run every step, whatever the others say, and sum up."""
    started = time.monotonic()
    install(["test"])
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        steps = steps_for(pytest_arguments)
        outcomes = [run_step(step, Path(home), narrowed=bool(pytest_arguments)) for step in steps]
    print("\n--- summary")
    print("\n".join(closing_lines(outcomes, time.monotonic() - started)), flush=True)
    return exit_code(outcomes, require_all=os.environ.get("BEDSTRETCH_REQUIRE_ALL") == "1")


def run_bench(arguments):
    """Print the measurements, taken with an empty journal."""
    install(["test", "bench"])
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        command = [str(venv_python()), "tests/bench/run.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env={**os.environ, "BEDSTRETCH_HOME": home}).returncode


def run_update(source):
    """Bring a copy that was handed out up to date; not while notebooks of it may be open."""
    if read_stamp() and our_server(runtime_folder(), ports_from(wanted_port())):
        raise Trouble("The course is running. Stop it with Ctrl+C in its window, then run this line again.")
    updater = ROOT / "course/classroom/material/update.py"
    # Isolated: the folder that the updater lies in holds modules whose names may be those of Python's own.
    return subprocess.run([sys.executable, "-I", str(updater), str(ROOT), os.path.abspath(source)]).returncode


def main(arguments):
    """Do what the command line asks for; the exit code is 0, 1 for trouble, 2 for wrong usage."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("open", [])
    try:
        if not arguments:
            return open_course()
        if command == "test":
            return run_tests(rest)
        if command == "bench":
            return run_bench(rest)
        if command == "update" and len(rest) == 1:
            return run_update(rest[0])
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return trouble.exit_code
    except KeyboardInterrupt:
        print("\nStopped. The same command picks up from here.", file=sys.stderr)
        return 130
    asked_for_help = command in ("-h", "--help") and not rest
    print(USAGE, end="", file=sys.stdout if asked_for_help else sys.stderr)
    return 0 if asked_for_help else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
