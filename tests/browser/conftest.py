"""One Chromium for all browser tests; a JupyterLab, a journal and a browser context of its own for each."""

import pytest
from playwright.sync_api import sync_playwright

import start
from tests.browser.lab import CHROMIUM_ARGUMENTS, LabPage, LabServer

VIEWPORT = {"width": 1400, "height": 900}


@pytest.fixture(scope="session")
def chromium():
    """The system's Chromium; its tests are skipped where there is none (start.py says so)."""
    path = start.find_chromium()
    if path is None:
        pytest.skip("no Chromium here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def one_server(tmp_path_factory):
    """The JupyterLab that most tests share, as it takes seconds to start."""
    server = LabServer(tmp_path_factory.mktemp("lab"))
    yield server
    server.stop()


@pytest.fixture
def server(one_server, tmp_path):
    """The shared JupyterLab, with an empty journal for this test's scratch notebooks, and no kernel yet."""
    one_server.home = tmp_path / "home"
    one_server.complaints()
    yield one_server
    one_server.end_all_kernels()


@pytest.fixture
def own_server(tmp_path):
    """A JupyterLab and an empty journal of its own, for tests of the course's notebooks."""
    server = LabServer(tmp_path / "lab")
    yield server
    server.end_all_kernels()
    server.stop()


@pytest.fixture
def context(chromium):
    """A fresh browser profile; its pages share storage, as tabs do."""
    context = chromium.new_context(viewport=VIEWPORT)
    yield context
    context.close()


@pytest.fixture
def lab(context, server):
    """One tab on the shared server. At the end nothing may have gone wrong, or gone elsewhere."""
    yield from _tab(context, server)


@pytest.fixture(scope="module")
def module_tab(chromium, one_server):
    """One tab on the shared server for a module."""
    context = chromium.new_context(viewport=VIEWPORT)
    yield LabPage(context, one_server)
    context.close()


@pytest.fixture
def kept_lab(module_tab, server):
    """The module's tab, where loading JupyterLab anew is not the point; the journal is this test's own."""
    yield module_tab
    wrongs = module_tab.wrongs()
    module_tab.leave()
    module_tab.wrongs()  # what kernels say as they end counts here no more than after a page of one's own
    assert wrongs == []


@pytest.fixture
def own_lab(context, own_server):
    """The same on a server of its own."""
    yield from _tab(context, own_server)


def _tab(context, server):
    page = LabPage(context, server)
    yield page
    assert page.wrongs() == []


@pytest.fixture
def page(context):
    """A plain page beside JupyterLab; at the end no script may have failed on it."""
    page = context.new_page()
    page.failures = []
    page.on("pageerror", lambda error: page.failures.append(str(error)))
    yield page
    assert page.failures == []
