"""What the course knows and decides: content, screening, plans, grading, the journal. No widget in here."""

import os

# pydantic would read the metadata of every installed package to look for plugins: 30 ms at each start.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

from course.loader import ContentError, load_course

__all__ = ["ContentError", "load_course"]
