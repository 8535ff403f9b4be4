"""What the server's log says at the end of a test: what its library says of a closed page is no complaint."""

from tests.browser.lab import complaints_in

CLOSED = """\
Task exception was never retrieved
future: <Task finished name='Task-1407' coro=<WebSocketProtocol13.write_message.<locals>.wrapper() done, \
defined at /site-packages/tornado/websocket.py:1138> exception=WebSocketClosedError()>
Traceback (most recent call last):
  File "/site-packages/tornado/websocket.py", line 1140, in wrapper
    await fut
tornado.iostream.StreamClosedError: Stream is closed

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/site-packages/tornado/websocket.py", line 1142, in wrapper
    raise WebSocketClosedError()
tornado.websocket.WebSocketClosedError
"""
OURS = """\
Traceback (most recent call last):
  File "/course/journal.py", line 1, in reading
ValueError: ours
"""


def test_a_page_that_goes_is_no_complaint():
    """Wherever it stands in the log, once or twice."""
    assert complaints_in(CLOSED) == []
    assert complaints_in("[W 2026] warned\n" + CLOSED + CLOSED + "[I 2026] goes on\n") == []


def test_every_other_error_is_a_complaint():
    """Beside it, before it and after it; another task's exception too."""
    assert len(complaints_in(CLOSED + OURS)) == len(complaints_in(OURS + CLOSED)) == 1
    assert complaints_in("[E 2026] failed\n" + CLOSED) == ["[E 2026] failed\n"]
    assert complaints_in(CLOSED.replace("write_message", "on_message")) != []
    assert complaints_in(CLOSED.replace("WebSocketClosedError()>", "ValueError()>")) != []
    cut_short = CLOSED.replace("tornado.websocket.WebSocketClosedError\n", "")
    assert complaints_in(cut_short + "[E 2026] failed\n" + CLOSED)[-1] == "[E 2026] failed\n"
