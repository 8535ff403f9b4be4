"""A quiz with two forms is written as two tests, one a form."""

from __future__ import annotations

from course.schema import Quiz


def parts_of(quiz: Quiz) -> tuple[Quiz, ...]:
    """The quiz itself; or form A and form B as quizzes of their own, items in the order of the places."""
    items = {item.id: item for item in quiz.items}
    return tuple(
        quiz.model_copy(
            update={
                "id": f"{quiz.id}-{form}",
                "title": f"{quiz.title}, form {form.upper()}",
                "items": tuple(items[id] for id in ids),
                "forms": {},
            }
        )
        for form, ids in quiz.forms.items()
    ) or (quiz,)


def lost_with_forms(quiz: Quiz) -> list[str]:
    """What no exchange format holds of two forms."""
    if not quiz.forms:
        return []
    return [
        f"{quiz.id}: who begins with which form: give half of the class form A first, the other half form B",
        f"{quiz.id}: that nothing is told before both are done: set both to show no feedback until then",
    ]
