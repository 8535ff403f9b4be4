"""What the course map knows of a learner."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from course import attempts, load_course, review, standing
from course.journal import Journal, stamp
from course.progress import Count, QuizResult, percent, progress
from course.schema import Course
from course.screening import Verdict

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=timezone(timedelta(hours=1)))
KNEES = "03_bring_knees_to_chest"
TILT = "05_tilt_the_pelvis"
"""A lesson with a stretch of its own and the quiz of its module."""


@pytest.fixture
def journal():
    return Journal()


def open_lessons(journal: Journal, *lessons: str, at: datetime = NOON) -> None:
    with journal.writing() as db:
        db.executemany("INSERT INTO lesson_opened VALUES (?, ?)", [(lesson, stamp(at)) for lesson in lessons])


def screen(journal: Journal, course: Course, at: datetime = NOON, **verdict) -> None:
    with journal.writing() as db:
        standing.record_verdict(db, Verdict(**verdict), at)


def practise(journal: Journal, stretch: str, at: datetime = NOON) -> None:
    with journal.writing() as db:
        row = (f"{stretch}-{stamp(at)}", None, stretch, stamp(at), stamp(at), "finished", 60)
        db.execute("INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        db.execute("INSERT INTO practice VALUES (?, ?, '[]', NULL, 30, 1, 0)", (row[0], stretch))


def answer(journal: Journal, course: Course, quiz: str, share: float, attempt: str = "attempt-1") -> None:
    """Answers this share of a quiz's learner items right, the first ones first, and leaves the rest."""
    with journal.writing() as db:
        if course.quizzes[quiz].blueprint:
            begun = attempts.begin(db, course, quiz, "learner", "graded", attempt, NOON)
        else:
            begun = attempts.practising(db, course, quiz, "learner", attempt, NOON)
        items = attempts.items_of(course, begun)
        for number, item in enumerate(items[: round(share * len(items))]):
            db.execute(
                "INSERT INTO quiz_response (id, attempt_id, item, item_hash, at, response, score, raw_score)"
                " VALUES (?, ?, ?, 'hash', ?, '[]', 1, 1)",
                (f"{attempt}-{number}", attempt, item.id, stamp(NOON)),
            )


def measure(journal: Journal, at: datetime = NOON) -> None:
    with journal.writing() as db:
        db.execute(
            "INSERT INTO measurement VALUES (?, ?, 'pain-nrs', NULL, 3, '[3]', NULL, NULL)",
            (stamp(at), stamp(at)),
        )


def lesson(found, id: str):
    return next(lesson for lesson in found.lessons if lesson.lesson == id)


def test_empty_journal(journal, course):
    """At the beginning nothing is done, and the first lesson comes next."""
    found = progress(journal, course, NOON)
    assert not any(lesson.is_opened for lesson in found.lessons)
    assert (found.sessions, found.measurements, found.screening.code) == (Count(), Count(), "none")
    assert found.next_step.lesson == "00_start_here"
    assert course.lessons["00_start_here"].title in found.next_step.sentence


def test_lessons_stand_in_the_order_of_the_course(journal, course):
    """All lessons are there, once, by their numbers."""
    ids = [lesson.lesson for lesson in progress(journal, course, NOON).lessons]
    assert ids == sorted(course.lessons)


def test_first_and_last_opening_go_by_time(journal, course):
    """10:00 in Tokyo is earlier than 09:00 in London, whatever the texts sort like."""
    london = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    tokyo = datetime(2026, 11, 22, 10, 0, tzinfo=timezone(timedelta(hours=9)))
    open_lessons(journal, KNEES, at=london)
    open_lessons(journal, KNEES, at=tokyo)
    assert lesson(progress(journal, course, NOON), KNEES).opened == Count(2, tokyo, london)


def test_sessions_and_measurements_are_counted(journal, course):
    """Sessions and measurements are counted, with the moment of the last."""
    later = NOON + timedelta(days=2)
    for at in (NOON, later):
        practise(journal, "pelvic-tilt", at)
        measure(journal, at)
    found = progress(journal, course, later)
    assert found.sessions == found.measurements == Count(2, NOON, later)


def test_reading_changes_nothing(journal, course):
    """Looking at the map writes nothing into the journal."""
    open_lessons(journal, KNEES)
    before = journal.file.read_bytes()
    progress(journal, course, NOON)
    assert journal.file.read_bytes() == before


def test_safety_check_comes_next_once_its_lesson_is_open(journal, course):
    """Who has opened the safety lesson, or a later one, is sent to the safety check first."""
    open_lessons(journal, KNEES)
    assert "safety check" in progress(journal, course, NOON).next_step.sentence
    assert progress(journal, course, NOON).next_step.lesson == "01_stay_safe"


def test_expired_safety_check_is_asked_again(journal, course):
    """A month later, the next step says 'again'."""
    open_lessons(journal, KNEES)
    screen(journal, course)
    later = NOON + timedelta(days=course.safety.valid_days)
    found = progress(journal, course, later)
    assert found.screening.code == "expired"
    assert "again" in found.next_step.sentence


def test_emergency_sends_to_a_clinician(journal, course):
    """After an emergency sign, the next step is a clinician, whatever has been opened."""
    screen(journal, course, outcome="emergency", urgency="hospital-today")
    found = progress(journal, course, NOON)
    assert found.next_step.sentence.startswith(course.safety.urgency_pages["hospital-today"].title)
    assert "Reading stays open" in found.next_step.sentence
    with journal.writing() as db:
        standing.clear_emergency(db, date(2026, 11, 22), NOON)
    assert "clinician" not in progress(journal, course, NOON).next_step.sentence


def test_ask_first_all_leaves_reading_open(journal, course):
    """Who asks a clinician first may read on meanwhile, and is offered no timer."""
    open_lessons(journal, "00_start_here", "01_stay_safe")
    screen(journal, course, outcome="ask-first", scope="all", leave_out=tuple(course.stretches))
    assert "Open" in progress(journal, course, NOON).next_step.sentence


def test_path_through_the_course(journal, course):
    """In a lesson the timer comes first, then its quiz, then the next lesson; at the end what was skipped."""
    open_lessons(journal, "00_start_here", "01_stay_safe", TILT)
    screen(journal, course)
    steps = []

    def step(do=None):
        if do:
            do()
        found = progress(journal, course, NOON).next_step
        steps.append((found.lesson[:2], found.sentence.split("“")[0].strip()))

    step()
    step(lambda: practise(journal, "pelvic-tilt"))
    step(lambda: answer(journal, course, course.lessons[TILT].quiz, 1, "spine-quiz"))
    step(lambda: open_lessons(journal, "09_track_your_progress"))
    step(lambda: answer(journal, course, course.lessons["09_track_your_progress"].quiz, 1, "habit-quiz"))
    step(lambda: measure(journal))
    step(lambda: open_lessons(journal, "10_show_what_you_know"))
    step(lambda: answer(journal, course, course.lessons["10_show_what_you_know"].quiz, 1, "final-quiz"))
    step(lambda: open_lessons(journal, "02_breathe_and_hold"))
    step(lambda: answer(journal, course, course.lessons["02_breathe_and_hold"].quiz, 1, "safety-quiz"))
    step(lambda: open_lessons(journal, KNEES, "04_twist_the_spine", "06_cross_a_figure_four"))
    for stretch in ("single-knee-to-chest", "supine-spinal-twist", "figure-four"):
        step(lambda stretch=stretch: practise(journal, stretch))
    step(lambda: open_lessons(journal, "07_rest_in_happy_baby", "08_build_a_routine"))
    step(lambda: practise(journal, "happy-baby"))
    step(lambda: answer(journal, course, course.lessons["07_rest_in_happy_baby"].quiz, 1, "hips-quiz"))
    timer, quiz = "Try the guided timer in", "Check yourself with the quiz in"
    assert steps == [
        ("05", timer), ("05", quiz), ("06", "Open"),
        ("09", quiz), ("09", "Write down your first numbers in"), ("10", "Open"), ("10", quiz),
        ("02", "Open"), ("02", quiz), ("03", "Open"), ("03", timer), ("04", timer), ("06", timer),
        ("07", "Open"), ("07", timer), ("07", quiz),
        ("09", "You have been through everything here. Practise as you like, and measure now and then in"),
    ]  # fmt: skip


def test_left_out_stretches_are_not_suggested(journal, course):
    """A lesson whose stretches the safety check leaves out sends nobody to its timer."""
    open_lessons(journal, KNEES)
    left_out = course.lessons[KNEES].stretches
    screen(journal, course, outcome="ask-first", scope="some", leave_out=left_out)
    assert "timer" not in progress(journal, course, NOON).next_step.sentence


def stop(journal: Journal, answer: str, at: datetime, stretch: str | None = None) -> None:
    with journal.writing() as db:
        db.execute("INSERT INTO stop VALUES ('a-stop', 'a-session', ?, ?, ?)", (stamp(at), stretch, answer))


def test_nobody_is_sent_to_a_timer_on_the_day_of_a_stop(journal, course):
    """The next step is to read on; on the day after the timer is suggested again."""
    open_lessons(journal, "00_start_here", "01_stay_safe", TILT)
    screen(journal, course)
    stop(journal, "cramp-or-too-much", NOON)
    assert "timer" not in progress(journal, course, NOON).next_step.sentence
    assert "timer" in progress(journal, course, NOON + timedelta(days=1)).next_step.sentence


def test_what_waits_after_a_stop_is_told_and_not_suggested(journal, course):
    """A week after pain down the leg only the tilt is suggested, and why the others wait is there to read."""
    open_lessons(journal, "00_start_here", "01_stay_safe", "02_breathe_and_hold", KNEES)
    screen(journal, course)
    stop(journal, "down-the-leg", NOON - timedelta(days=2))
    found = progress(journal, course, NOON)
    assert "timer" not in found.next_step.sentence
    assert set(found.waiting) == set(course.stretches) - {"pelvic-tilt"}
    assert not progress(journal, course, NOON + timedelta(days=6)).waiting


def test_best_attempt_counts(journal, course):
    """A second, weaker attempt takes nothing away."""
    quiz = course.lessons[TILT].quiz
    answer(journal, course, quiz, 1, "first-attempt")
    answer(journal, course, quiz, 0.3, "second-attempt")
    found = lesson(progress(journal, course, NOON), TILT).quiz
    assert (found.best_score, found.passed) == (1, True)


def test_questions_that_are_due_are_counted(journal, course):
    """All that were met, also as a student, and only those due by the end of the day."""
    items = course.quizzes[course.lessons[TILT].quiz].items
    with journal.writing() as db:
        for item in items:
            review.learn(db, item.id, 0, None, None, NOON)
    assert progress(journal, course, NOON).reviews_due == 0
    assert progress(journal, course, NOON + timedelta(days=1)).reviews_due == len(items)


def test_quiz_that_is_not_passed_yet_is_offered_again(journal, course):
    """Half of a quiz is not a pass; the next step says what is needed."""
    open_lessons(journal, TILT)
    screen(journal, course)
    practise(journal, "pelvic-tilt")
    answer(journal, course, course.lessons[TILT].quiz, 0.5)
    sentence = progress(journal, course, NOON).next_step.sentence
    assert "once more" in sentence and "so far" in sentence


@pytest.mark.parametrize(
    ("score", "passed", "words"),
    [
        (None, False, "not tried yet"),
        (0.5, False, "best 50 % so far, 80 % passes"),
        (0.9, False, "best 90 % so far, with a safety question still open"),
        (0.9, True, "passed, best 90 %"),
    ],
)
def test_quiz_result_in_words(score, passed, words):
    """Each state of a quiz has its words; a missed safety question is named as the reason."""
    assert str(QuizResult("a-quiz", score, 0.8, passed)).replace("\N{NO-BREAK SPACE}", " ") == words


def test_percent_never_rounds_up_to_a_pass():
    """79.9 % is not shown as 80."""
    assert (
        percent(0.799).startswith("79") and percent(0.8).startswith("80") and percent(0.29).startswith("29")
    )


@settings(deadline=None, max_examples=30)
@given(opened=some.sets(some.sampled_from(sorted(load_course().lessons))), screened=some.booleans())
def test_there_is_always_a_next_step(tmp_path_factory, opened, screened):
    """Whatever was opened, in whatever order: one sentence, and a lesson that exists."""
    journal = Journal(tmp_path_factory.mktemp("journal"))
    open_lessons(journal, *opened)
    if screened:
        screen(journal, load_course())
    next_step = progress(journal, load_course(), NOON).next_step
    assert next_step.lesson in load_course().lessons
    assert next_step.sentence.endswith(".")
