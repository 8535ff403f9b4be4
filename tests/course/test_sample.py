"""The made-up learner."""

from datetime import timedelta

from course import history, log
from course.diary import read_diary
from course.journal import Journal
from course.sample import WEEKS, sample_diary


def test_same_seed_same_learner(course):
    """Another seed is another one."""
    assert sample_diary(course) == sample_diary(course)
    assert sample_diary(course, 8) != sample_diary(course)


def test_twelve_weeks_with_missed_days_and_one_pain_event(course):
    """All entries within twelve weeks; days without; one stop with its answer, and pain up by 2 after it."""
    diary = sample_diary(course)
    moments = [record.at for records in diary.readings.values() for record in records]
    assert max(moments) - min(moments) < timedelta(weeks=WEEKS)
    days = {session.started_at.date() for session in diary.sessions}
    assert 40 < len(days) < 70
    [stop] = diary.stops
    assert stop.answer in {answer.id for answer in course.safety.stop.answers}
    rises = history.rises(course.over_days.pain_up, diary.sessions, diary.readings["pain-nrs"])
    assert sum(rise.points >= 2 for rise in rises) == 1


def test_every_reading_would_be_taken(course):
    """Range, step, side, number of trials and kept value are those that the log accepts."""
    for seed in range(5):
        for id, records in sample_diary(course, seed).readings.items():
            for record in records:
                log.refuse_unfit_trials(course.measures[id], record.trials)
                log.refuse_unfit_side(course.measures[id], record.side)
                assert record.value == log.kept_value(course.measures[id], record.trials)


def test_it_is_never_stored(course):
    """The journal knows nothing of it."""
    assert sample_diary(course).is_sample
    with Journal().reading() as db:
        mine = read_diary(db, course)
    assert (dict(mine.readings), mine.sessions, mine.stops, mine.is_sample) == ({}, [], [], False)
