"""A real JupyterLab and a real Chromium, driven like a person would."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat

import start

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
JUPYTERLABS_OWN = "Could not restore the debugger state"
"""JupyterLab says this when a kernel is restarted while its debugger still asks."""
TORNADOS_OWN = re.compile(
    r"^Task exception was never retrieved\nfuture: .*write_message.* exception=WebSocketClosedError\(\)>\n"
    r"(?:(?!\[).*\n)*?tornado\.websocket\.WebSocketClosedError\n",
    re.MULTILINE,
)
"""The server's library says this when a page goes while a kernel's words are on their way to it."""
ALONE = """async ([command, args]) => {
    const opened = await jupyterapp.commands.execute(command, args);
    for (const other of [...jupyterapp.shell.widgets("main")]) if (other !== opened) other.dispose();
    jupyterapp.shell.activateById(opened.id);
}"""
"""Closes all but what a command opens. Were nothing open for a moment, a launcher would come, late."""
LEFT_OVER = "body > :is(.bedstretch-bar, .bedstretch-dialog, .bedstretch-toast, .jp-Dialog)"
TOKEN = "for-tests-only"


KERNELS_OWN = re.compile(
    r"^\[IPKernelApp\] ERROR \| Exception in control handler:\nTraceback (?:(?!^\[).*\n)*?"
    r"zmq\.error\.ZMQError: Socket operation on non-socket\n",
    re.MULTILINE,
)
"""A kernel that is ended while it still reads says this."""


def complaints_in(log: str) -> list[str]:
    """The entries of a server's log that tell of errors, without `TORNADOS_OWN` and `KERNELS_OWN`."""
    entries = re.split(r"^(?=\[[A-Z] )", KERNELS_OWN.sub("", TORNADOS_OWN.sub("", log)), flags=re.MULTILINE)
    return [entry for entry in entries if entry.startswith(("[E", "[C")) or "Traceback" in entry]


class LabServer:
    """JupyterLab as `start.py` runs it, on a copy of the notebooks.

    `home` is where the kernels keep the journal; scratch notebooks made later use the `home` of that moment.
    """

    def __init__(self, folder: Path, app: str = "jupyterlab"):
        self.folder = folder
        self.home = folder / "home"
        self._read_of_log = 0
        self.root = folder / "root"
        (self.root / "notebooks").mkdir(parents=True)
        for notebook in (ROOT / "notebooks").glob("*.ipynb"):
            shutil.copy(notebook, self.root / "notebooks")
        shutil.copytree(ROOT / "course" / "media", self.root / "course" / "media")
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "server.log"
        self._app = app
        self._let_kernels_import()
        self._start()

    def _let_kernels_import(self) -> None:
        """Kernels import the course as they start, while the page still loads, and keep no name of it."""
        startup = self.folder / "ipython/profile_default/startup"
        startup.mkdir(parents=True)
        (startup / "imports.py").write_text(
            "import course, widgets.session_timer\ncourse.load_course()\ndel course, widgets\n"
        )

    def _start(self) -> None:
        environment = {
            **os.environ,
            "BEDSTRETCH_HOME": str(self.home),
            "JUPYTER_CONFIG_DIR": str(self.folder / "config"),
            "JUPYTER_DATA_DIR": str(self.folder / "data"),
            "JUPYTER_RUNTIME_DIR": str(self.folder / "runtime"),
            "JUPYTERLAB_SETTINGS_DIR": str(self.folder / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(self.folder / "workspaces"),
            "IPYTHONDIR": str(self.folder / "ipython"),
            "PYTHONPATH": str(ROOT),
        }
        arguments = [
            *start.lab_arguments(self.port, root=self.root),
            "--LabApp.expose_app_in_browser=True",
            f"--IdentityProvider.token={TOKEN}",
        ]
        if self._app == "notebook":
            arguments = [a.replace("--LabApp.expose", "--JupyterNotebookApp.expose") for a in arguments]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", self._app, *arguments], env=environment, stdout=log, stderr=log
            )
        wait_until(self._answers, 60, "JupyterLab to answer")

    def _answers(self) -> bool:
        if self.process.poll() is not None:
            raise RuntimeError(f"JupyterLab ended:\n{self.log.read_text()}")
        try:
            urllib.request.urlopen(f"{self.url}/api", timeout=2).close()
        except (OSError, http.client.HTTPException):  # not yet, or something else took the port
            return False
        return True

    def add_notebook(self, name: str, *cells: str) -> str:
        """A scratch notebook with these code cells; the first sets the journal's home. Returns its path."""
        setting = f"%env BEDSTRETCH_HOME={self.home}\n"
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(setting * (n == 0) + cell) for n, cell in enumerate(cells)],
            metadata={"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
        )
        path = f"notebooks/{name}.ipynb"
        nbformat.write(notebook, self.root / path)
        return path

    def kernel_pids(self) -> list[int]:
        """Process ids of the kernels that run now, oldest first."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(pid) for pid in children if b"ipykernel" in Path(f"/proc/{pid}/cmdline").read_bytes()]

    def kernel_pid(self, path: str) -> int:
        """The process of the kernel behind a notebook."""
        kernel = next(s["kernel"]["id"] for s in self.api("GET", "api/sessions") if s["path"] == path)
        lines = {pid: Path(f"/proc/{pid}/cmdline").read_text() for pid in self.kernel_pids()}
        return next(pid for pid, line in lines.items() if kernel in line)

    def start_kernel(self, path: str) -> None:
        """Begins to start a notebook's kernel, unless it has one: a page that loads meanwhile finds it."""
        kernel = {"path": path, "name": path, "type": "notebook", "kernel": {"name": "python3"}}
        self.api("POST", "api/sessions", kernel)

    def api(self, method: str, path: str, content: object = None) -> object:
        headers = {"Authorization": f"token {TOKEN}"}
        data = None if content is None else json.dumps(content).encode()
        request = urllib.request.Request(f"{self.url}/{path}", method=method, headers=headers, data=data)
        with urllib.request.urlopen(request, timeout=30) as response:
            body = response.read()
        return json.loads(body) if body else None

    def end_all_kernels(self) -> None:
        """Ends every kernel for good: the server does not bring these back."""
        for pid in self.kernel_pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
        for session in self.api("GET", "api/sessions"):
            self.api("DELETE", f"api/sessions/{session['id']}")
        wait_until(lambda: not self.kernel_pids(), 60, "the kernels to end")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def start_again(self) -> None:
        """At the same address, after `stop`; all kernels are gone."""
        self._start()

    def complaints(self) -> list[str]:
        """What the server's log says of errors since the last call, each with its traceback."""
        log = self.log.read_text()
        said, self._read_of_log = log[self._read_of_log :], len(log)
        return complaints_in(said)


class LabPage:
    """One browser tab on the server, with what went wrong in it."""

    def __init__(self, context, server: LabServer, view: str = "lab/tree"):
        self._view = view
        self.server = server
        self.page = context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._on_console)
        self.elsewhere: list[str] = []
        self.page.on("request", self._on_request)

    def _on_console(self, message) -> None:
        if message.type == "error" and JUPYTERLABS_OWN not in message.text:
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def _on_request(self, request) -> None:
        if not request.url.startswith(
            (self.server.url, self.server.url.replace("http", "ws"), "blob:", "data:")
        ):
            self.elsewhere.append(request.url)

    def wrongs(self) -> list[str]:
        """What failed in the page or on the server, or went elsewhere, since the last call."""
        wrongs = [*self.errors, *self.elsewhere, *self.server.complaints()]
        self.errors, self.elsewhere = [], []
        return wrongs

    def open(self, path: str) -> None:
        """Loads the page anew with a notebook, and waits until its kernel is ready."""
        self.server.start_kernel(path)
        self.page.goto(f"{self.server.url}/{self._view}/{path}?reset&token={TOKEN}")
        self.wait_ready(path)

    def open_here(self, path: str) -> None:
        """Opens a notebook in the page as it is, where one is loaded, and closes what else is open."""
        if self.page.url == "about:blank":
            self.open(path)
            return
        self.page.evaluate(ALONE, ["docmanager:open", {"path": path}])
        self.wait_ready(path)

    def leave(self) -> None:
        """Ends kernels, closes notebooks and empties the storage; the page goes where more is left on it."""
        self.page.evaluate(
            """async () => {
                for (const { sessionContext } of [...jupyterapp.shell.widgets("main")]) {
                    await sessionContext?.ready;
                    await sessionContext?.session?.kernel?.info;
                }
                await jupyterapp.serviceManager.sessions.shutdownAll();
                localStorage.clear();
                sessionStorage.clear();
            }"""
        )
        self.page.evaluate(ALONE, ["launcher:create", {}])
        if self.page.locator(LEFT_OVER).filter(visible=True).count():
            self.page.goto("about:blank")

    def wait_ready(self, path: str = "") -> None:
        self.page.wait_for_function(
            """(path) => {
                const panel = window.jupyterapp?.shell.currentWidget;
                const session = panel?.sessionContext;
                return session?.isReady && panel.context.path.endsWith(path)
                    && session.session?.kernel?.status === "idle";
            }""",
            arg=path,
            timeout=60_000,
        )

    def cells(self) -> list[str]:
        return self.page.evaluate(
            "() => [...jupyterapp.shell.currentWidget.content.model.cells].map((c) => c.sharedModel.source)"
        )

    def cell_index(self, text: str) -> int:
        """The first code cell that holds this text."""
        cells = enumerate(zip(self.kinds(), self.cells(), strict=True))
        return next(index for index, (kind, source) in cells if kind == "code" and text in source)

    def kinds(self) -> list[str]:
        return self.page.evaluate(
            "() => [...jupyterapp.shell.currentWidget.content.model.cells].map((cell) => cell.type)"
        )

    def set_source(self, index: int, source: str) -> None:
        self.page.evaluate(
            "([index, source]) => jupyterapp.shell.currentWidget.content.model.cells.get(index)"
            ".sharedModel.setSource(source)",
            [index, source],
        )

    def insert_and_run(self, index: int, source: str) -> None:
        """A new code cell before `index`, run without waiting for its end."""
        self.page.evaluate(
            "([index, source]) => jupyterapp.shell.currentWidget.content.model.sharedModel"
            ".insertCell(index, {cell_type: 'code', source})",
            [index, source],
        )
        self.run(index, wait=False)

    def run_until(self, text: str) -> int:
        """Runs the code cells in order, up to the one that holds `text`; returns its index."""
        last = self.cell_index(text)
        for index, kind in enumerate(self.kinds()[: last + 1]):
            if kind == "code":
                self.run(index)
        return last

    def run(self, which: int | str, wait: bool = True) -> None:
        """Runs one cell, by index or by a text in it."""
        index = which if isinstance(which, int) else self.cell_index(which)
        self.page.evaluate(
            """([index, wait]) => {
                const content = jupyterapp.shell.currentWidget.content;
                content.activeCellIndex = index;
                const done = jupyterapp.commands.execute('notebook:run-cell');
                return wait ? done : null; }""",
            [index, wait],
        )

    def run_all(self) -> None:
        self.page.evaluate("() => jupyterapp.commands.execute('notebook:run-all-cells')")

    def execute(self, command: str, args: dict | None = None) -> None:
        self.page.evaluate(
            "([command, args]) => { jupyterapp.commands.execute(command, args); }", [command, args or {}]
        )

    def restart_kernel(self) -> None:
        self.page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
        self.wait_ready()

    def widget(self, name: str):
        """The locator of a widget's root, by the name in its class."""
        return self.page.locator(f".jp-OutputArea .bedstretch-{name}").last

    def bar(self):
        return self.page.locator("body > .bedstretch-bar")

    def dialog(self):
        return self.page.locator("body > dialog.bedstretch-dialog")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def wait_until(condition, seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds} s for {what}")
        time.sleep(0.1)
