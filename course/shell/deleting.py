"""`bedstretch delete`."""

from __future__ import annotations

import argparse
from argparse import Namespace

from course.shell.confirming import confirm

NOTHING = "Nothing was deleted."
BROWSER_KEEPS = (
    "Your browser may still hold entries that were waiting to be stored, drafts and settings. To delete "
    "those too, clear the site data of the course's address (127.0.0.1) in the browser's settings."
)


def add_delete(commands: argparse._SubParsersAction) -> None:
    delete = commands.add_parser("delete", help="delete your journal and its back-ups; asks twice")
    delete.set_defaults(run=_delete)


def _delete(given: Namespace) -> None:
    from course.backups import everything
    from course.exchange.journal_file import delete_journal
    from course.journal import home

    file = home() / "journal.sqlite"
    found = list(everything(file))
    if not found:
        print(f"{file}: there is no journal; nothing to delete.")
        return
    print("\n".join(["This deletes your journal and its back-ups:", *(f"  {one}" for one in found)]))
    print("Files that you exported stay. To keep a copy first: bedstretch export journal FILE.sqlite")
    confirm("Delete them?", "yes", NOTHING)
    confirm("Nothing can bring them back. Really?", "delete", NOTHING)
    print(f"Deleted {delete_journal(file)} files. {BROWSER_KEEPS}")
