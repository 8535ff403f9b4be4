"""What the notebooks show. Each widget is loaded when it is first named."""

from importlib import import_module
from typing import Any

_HOMES = {
    "ArticleAndStudies": "article_and_studies",
    "BreathingPacer": "breathing_pacer",
    "ClassResults": "class_results",
    "CourseMap": "course_map",
    "HandIn": "hand_in",
    "LessonStart": "lesson_start",
    "LogForm": "log_form",
    "MuscleMap": "muscle_map",
    "ProgressPlots": "progress_plots",
    "QuestionPreview": "question_preview",
    "Quiz": "quiz",
    "Reminders": "reminders",
    "Review": "review",
    "SafetyCheck": "safety_check",
    "SendToPhone": "send_to_phone",
    "SessionTimer": "session_timer",
    "Sources": "sources",
    "StretchCard": "stretch_card",
}

__all__ = [*_HOMES]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'widgets' has no '{name}'; it has {', '.join(_HOMES)}")
    return getattr(import_module(f"widgets.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
