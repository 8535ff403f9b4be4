"""`python -m course.illustrate [stretch …]` draws the pictures of these stretches, or of all, into
course/media/.

`python -m course.illustrate sheet` puts them on one contact sheet, `body-map` draws the figure of the
muscle map. Pictures that are there already and whose pose has not changed are not drawn again.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from course import load_course
from course.folders import MEDIA

CACHE = Path(os.environ.get("BEDSTRETCH_ILLUSTRATE_CACHE", Path.home() / ".cache" / "bedstretch-illustrate"))
EXTRAS = ("sheet", "body-map")


def main(arguments: list[str]) -> int:
    course = load_course()
    wanted = arguments or [*course.stretches, *EXTRAS]
    unknown = [name for name in wanted if name not in course.stretches and name not in EXTRAS]
    if unknown:
        known = ", ".join([*course.stretches, *EXTRAS])
        print(f"No picture is called {', '.join(unknown)}. There are: {known}", file=sys.stderr)
        return 2
    for name in wanted:
        start = time.monotonic()
        print(f"{name} …", flush=True)
        written = _draw(course, name)
        print(f"{name}: {len(written)} files in {time.monotonic() - start:.0f} s", flush=True)
    return 0


def _draw(course, name: str) -> list[Path]:
    if name == "sheet":
        from course.illustrate.sheet import write_contact_sheet

        return [write_contact_sheet(course, MEDIA)]
    if name == "body-map":
        from course.illustrate.body_map import write_body_map

        return write_body_map(MEDIA, CACHE)
    import torch

    from course.illustrate.render import Studio

    torch.set_default_dtype(torch.float64)
    return Studio(course, MEDIA, CACHE).draw(name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
