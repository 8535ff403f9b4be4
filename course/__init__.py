"""What the course knows and decides: content, screening, plans, grading, the journal. No widget in here."""

from course.loader import ContentError, load_course

__all__ = ["ContentError", "load_course"]
