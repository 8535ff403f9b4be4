"""What every widget of the course has in common: the journal, requests, events, a static version."""

from __future__ import annotations

import difflib
import html
import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import anywidget
import traitlets

from course import load_course
from course.adapt import may_go_on
from course.errors import PlainError, Refused
from course.events import deliver
from course.journal import Journal, now
from course.schema import Course

log = logging.getLogger("bedstretch")


class UnknownName(PlainError, ValueError):
    """A name that the course does not know; the text offers the nearest ones."""

    def __init__(self, what: str, name: object, known: Iterable[str]):
        known = list(known)
        near = difflib.get_close_matches(str(name), known, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        super().__init__(f"There is no {what} '{name}'.{hint} Known: {', '.join(known)}.")


def request(method: Callable) -> Callable:
    """Marks a method that the browser may call by name; its JSON-able result is sent back."""
    method.is_request = True
    return method


class CourseWidget(anywidget.AnyWidget):
    """Base of all widgets. A subclass sets `_esm`, `_css` and its traits, and defines `_static_html()`: what
    print and exported HTML show, made of content alone, never of anything in the journal.

    The browser sends two kinds of message. An *event* is stored in the journal and acknowledged, whatever
    widget happens to carry it. A *request* asks this widget's Python for something now and is answered, or
    times out in the browser, where the person can ask again.
    """

    journal_id = traitlets.Unicode(help="Names the journal; the browser keeps unsent events under it.").tag(
        sync=True
    )

    def __init__(self, **traits: Any):
        self._journal = Journal()
        self._course: Course = load_course()
        super().__init__(journal_id=self._journal.id, **traits)
        self.on_msg(self._receive)

    def _receive(self, _widget: Any, message: Any, _buffers: Any) -> None:
        kind = message.get("kind") if isinstance(message, dict) else None
        if kind == "event":
            self._receive_event(message.get("event"))
        elif kind == "request":
            self._receive_request(message)

    def _receive_event(self, event: Any) -> None:
        id = event.get("id") if isinstance(event, dict) else None
        try:
            answer = deliver(self._journal, self._course, event).model_dump()
        except PlainError as error:
            self.send({"kind": "not-stored", "id": id, "error": str(error)})
        except Exception:
            log.exception("event %s", id)
            self.send({"kind": "not-stored", "id": id, "error": "Something unexpected went wrong in Python."})
        else:
            self.send({"kind": "stored", **answer})
            self._after_event(event["kind"])

    def _receive_request(self, message: dict) -> None:
        reply = {"kind": "reply", "id": message.get("id")}
        method = getattr(type(self), str(message.get("name")), None)
        arguments = message.get("arguments")
        for event in message.get("events") or ():
            self._receive_event(event)
        try:
            if not getattr(method, "is_request", False) or not isinstance(arguments, dict):
                raise PlainError(f"This widget has no request '{message.get('name')}'.")
            reply["result"] = method(self, **arguments)
        except PlainError as error:
            reply["error"] = str(error)
        except Exception:
            log.exception("request %s", message.get("name"))
            reply["error"] = "Something unexpected went wrong in Python. Run the cell again."
        self.send(reply)

    @request
    def may_continue(self, started_at: str, steps: list) -> dict:
        """Whether a session that was interrupted may go on. Raises `Refused` with the reason if not."""
        begun = datetime.fromisoformat(started_at)
        permission = may_go_on(self._journal, self._course, begun, steps, now())
        if not permission.allowed:
            raise Refused(permission.reason)
        return {}

    def _after_event(self, kind: str) -> None:
        """Called when an event was stored through this widget; refresh what is shown."""

    def _names(self) -> str:
        """The arguments that a reader would type to get this widget, for its repr."""
        return ""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._names()})"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        if data is None:
            return bundle
        return {**data, "text/plain": repr(self), "text/html": self._static_html()}, metadata


def escaped(text: object) -> str:
    """Text made safe to stand in HTML."""
    return html.escape(str(text), quote=True)
