"""`bedstretch`: what needs no notebook.

Exit codes: 0 all is well, 1 bad input (the reason is on stderr), 2 wrong usage. Never a traceback.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence

from course.errors import PlainError
from course.shell.checking import add_check, add_preview
from course.shell.classroom import add_class
from course.shell.deleting import add_delete
from course.shell.exporting import add_export
from course.shell.importing import add_import


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code."""
    parser = _parser()
    if not (sys.argv[1:] if arguments is None else arguments):
        parser.print_help(sys.stderr)
        return 2
    given = parser.parse_args(arguments)
    try:
        given.run(given)
        return 0
    except PlainError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 0


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="bedstretch", description="The Bedstretch course, from the shell.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="command")
    add_check(commands)
    add_preview(commands)
    add_export(commands)
    add_import(commands)
    add_class(commands)
    add_delete(commands)
    return parser
