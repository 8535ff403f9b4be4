"""Marks of a practical station for a made-up class: one row a rater of a candidate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from course.classroom.demo_class import Class, Person
from course.loader import load_course

TWO_RATERS = 5
CRITICAL_FAILS = 2
RATERS = ("synthetic-rater-1", "synthetic-rater-2")
