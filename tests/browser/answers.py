"""How a person answers each of the ten items of the bank's quiz `all-kinds`, right or wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from playwright.sync_api import Locator

Answer = Callable[[Locator], None]


def checks(*labels: str) -> Answer:
    def answer(item: Locator) -> None:
        for label in labels:
            item.get_by_label(label, exact=True).check()

    return answer


def writes(text: str) -> Answer:
    return lambda item: item.get_by_role("textbox").fill(text)


def picks(**labels: str) -> Answer:
    """`Gap_1="four"`"""

    def answer(item: Locator) -> None:
        for name, label in labels.items():
            item.get_by_label(name.replace("_", " "), exact=True).select_option(label=label)

    return answer


def orders(*steps: str) -> Answer:
    """Brings the steps into this order with the buttons; moves one even if they are drawn like that."""

    def answer(item: Locator) -> None:
        item.get_by_role("button", name="Move down").first.click()
        for place, step in enumerate(steps):
            rows = item.locator(".bedstretch-quiz-order-text")
            for _ in range(rows.all_inner_texts().index(step) - place):
                item.get_by_role("button", name=f"Move up: {step}").click()

    return answer


def works_through(item: Locator, first: str, last: str) -> None:
    """Both stages of the case."""
    item.get_by_label(first, exact=True).check()
    item.get_by_role("button", name="Go on with the case").click()
    item.get_by_role("textbox").fill(last)


IDS = (
    "a-choice", "a-multiple", "a-true-false", "a-number", "a-calculated",
    "an-order", "a-match", "a-hotspot", "a-cloze", "a-case",
)  # fmt: skip

RIGHT: Mapping[str, Answer] = {
    "a-choice": checks("About half a minute"),
    "a-multiple": checks("seven", "nine"),
    "a-true-false": checks("False", "The bent knee gives them slack"),
    "a-number": writes("1,5 min"),
    "an-order": orders("Lie on your back", "Draw one knee up", "Hold the shin", "Let go slowly"),
    "a-match": picks(Partner_of_hip="thigh bone", Partner_of_knee="shin bone"),
    "a-hotspot": checks("the broad area of the buttock"),
    "a-cloze": picks(Gap_1="four", Gap_2="six"),
    "a-case": lambda item: works_through(item, "One leg or both", "40"),
}
"""By item; the calculated one depends on what it drew."""

WRONG: Mapping[str, Answer] = {
    "a-choice": checks("A blink"),
    "a-multiple": checks("seven", "red"),
    "a-true-false": checks("True", "The bent hip alone decides"),
    "a-number": writes("180"),
    "a-calculated": writes("7"),
    "an-order": orders("Let go slowly", "Hold the shin", "Draw one knee up", "Lie on your back"),
    "a-match": picks(Partner_of_hip="heel bone", Partner_of_knee="heel bone"),
    "a-hotspot": checks("the back of the thigh"),
    "a-cloze": picks(Gap_1="six", Gap_2="four"),
    "a-case": lambda item: works_through(item, "His shoe size", "400"),
}


def item(quiz: Locator, id: str) -> Locator:
    """The item's part of a quiz in its own order, all on one page."""
    return quiz.get_by_role("region", name=f"Question {IDS.index(id) + 1}", exact=True)


def submits(part: Locator) -> None:
    """Presses Answer and waits for what is said."""
    part.get_by_role("button", name="Answer").click()
    part.locator(".bedstretch-quiz-feedback").wait_for()


def shown_answer(part: Locator) -> list[str]:
    """What stands chosen in a part: ticks, picks, texts and the order, in words."""
    return part.evaluate(
        """(part) => [
            ...[...part.querySelectorAll('.bedstretch-quiz-ask :checked:not(option)')]
                .map((input) => input.closest('label').innerText.trim()),
            ...[...part.querySelectorAll('select')].map((select) => select.selectedOptions[0].label),
            ...[...part.querySelectorAll('input[type=text]')].map((input) => input.value),
            ...[...part.querySelectorAll('.bedstretch-quiz-order-text')].map((row) => row.innerText.trim()),
        ]"""
    )


def chooses_something(part: Locator) -> None:
    """The first answer to whatever is asked, of any kind."""
    part.evaluate(
        """(part) => {
            const ask = [...part.querySelectorAll('.bedstretch-quiz-ask:not(:disabled)')].at(-1);
            const groups = ask.querySelectorAll('.bedstretch-choices:not(.bedstretch-quiz-sureness)');
            for (const group of groups) group.querySelector('[type=radio], [type=checkbox]')?.click();
            for (const select of ask.querySelectorAll('select')) {
                select.selectedIndex = 1;
                select.dispatchEvent(new Event('change'));
            }
            for (const field of ask.querySelectorAll('input[type=text]')) {
                field.value = '60';
                field.dispatchEvent(new Event('input'));
            }
            ask.querySelector('.bedstretch-quiz-order button.is-down:not(:disabled)')?.click();
        }"""
    )


def answers_somehow(part: Locator) -> None:
    """Answers the question that is shown, and every stage of a case, and waits for what is said."""
    chooses_something(part)
    go_on = part.get_by_role("button", name="Go on with the case")
    while go_on.count():
        stages = part.locator(".bedstretch-quiz-stage").count()
        go_on.click()
        part.locator(".bedstretch-quiz-stage").nth(stages).wait_for()
        chooses_something(part)
    part.get_by_role("button", name="Answer", exact=True).click()
    part.locator(".bedstretch-quiz-feedback").wait_for()
