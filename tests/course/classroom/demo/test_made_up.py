"""The made-up class: marked as such, it answers as classes do, and what is planted in it can be found."""

import csv
import json
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from statistics import correlation, mean

import pytest

from course import shell
from course.bank import bank
from course.classroom.analysis.before_after import before_after
from course.classroom.demo.made_up import DAYS_MEASURED, SHARERS, WITHDREW, write_demo
from course.classroom.store.class_store import ClassStore
from course.classroom.store.gather import gather
from course.classroom.store.practical_marks import import_marks
from course.classroom.store.roster import import_roster
from course.errors import PlainError
from course.grading import grade
from course.handing_in import hand_in, shared_log
from course.quiz_items import item_hash

TODAY = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def demo(course, tmp_path_factory):
    """The class of seed 8."""
    return write_demo(course, tmp_path_factory.mktemp("demo") / "class", today=TODAY)


@pytest.fixture(scope="module")
def handed_in(demo):
    """The newest hand-in of each student."""
    found = [hand_in.read(file.read_bytes()) for file in demo.folder.rglob(f"*{hand_in.ENDING}")]
    return {one.student: one for one in sorted(found, key=lambda one: one.made_at)}


def first_scores(handed_in, quiz):
    """By student who answered every item, the first score of each item."""
    found = {}
    for student, one in handed_in.items():
        for attempt in one.attempts:
            if attempt.quiz == quiz and {answer.item for answer in attempt.answers} == set(attempt.items):
                scores = found.setdefault(student, {})
                for answer in attempt.answers:
                    scores.setdefault(answer.item, answer)
    return found


def table(demo, name):
    with (demo.folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_class_of_sixty_of_whom_three_are_missing(demo, handed_in):
    """Those on the roster and those who handed in differ by the three that are named."""
    roster = [row["id"] for row in table(demo, "roster.csv")]
    assert len(roster) == demo.students == 60 and len(demo.missing) == 3
    assert set(roster) - set(handed_in) == set(demo.missing) and set(handed_in) < set(roster)


def test_everything_says_that_it_is_made_up(demo, handed_in):
    """Each pseudonym, each name, each rater and each folder of an upload, and the README."""
    for row in table(demo, "roster.csv"):
        assert row["id"].startswith("synthetic-") and row["name"].startswith("Synthetic Person")
    assert all(row["rater"].startswith("synthetic-") for row in table(demo, "osce.csv"))
    uploads = [folder for kind in ("hand-ins", "shared-logs") for folder in (demo.folder / kind).iterdir()]
    assert len(uploads) == 57 + SHARERS
    assert all(folder.name.startswith("Synthetic Person") for folder in uploads)
    assert "Nobody in it exists" in (demo.folder / "README.txt").read_text(encoding="utf-8")


def test_the_answers_are_those_of_the_course(course, handed_in):
    """Each is graded as the course grades it, with the hash of the item as it stands; all kinds are there."""
    known, kinds = bank(course, "student"), set()
    for one in list(handed_in.values())[::8]:
        for attempt in one.attempts:
            for answer in attempt.answers:
                item = known[answer.item]
                kinds.add(item.kind)
                assert item_hash(item) == answer.item_hash
                score = grade(item, answer.response, attempt.id).score
                assert answer.score is None or score == pytest.approx(answer.score)
    assert kinds == {item.kind for item in known.values()}


def test_most_of_the_best_choose_another_option_than_the_key(course, demo, handed_in):
    """And few of those who know least."""
    assert next(o for o in bank(course, "student")[demo.wrong_key].options if o.id == demo.chosen_instead)
    quiz = next(q.id for q in course.quizzes.values() if any(i.id == demo.wrong_key for i in q.items))
    scores = first_scores(handed_in, quiz)
    order = sorted(scores, key=lambda student: sum(answer.score for answer in scores[student].values()))
    third = len(order) // 3
    chose = [scores[student][demo.wrong_key].response == demo.chosen_instead for student in order]
    assert mean(chose[-third:]) > 0.7 and mean(chose[:third]) < 0.4


def test_one_item_is_right_the_more_often_the_less_is_known(course, demo, handed_in):
    """Its correlation with the rest is clearly negative, and nearly all others' are not."""
    quiz = next(q.id for q in course.quizzes.values() if any(i.id == demo.negative for i in q.items))
    scores = first_scores(handed_in, quiz)
    items = next(iter(scores.values()))

    def discrimination(item):
        own = [of[item].score for of in scores.values()]
        return correlation(own, [sum(a.score for i, a in of.items() if i != item) for of in scores.values()])

    assert discrimination(demo.negative) < -0.3
    assert mean(discrimination(item) > 0 for item in items if item != demo.negative) > 0.8


@pytest.fixture(scope="module")
def store(course, demo, tmp_path_factory):
    """A store that has gathered the class, with its roster and its marks; and what was said on the way."""
    with closing(ClassStore(tmp_path_factory.mktemp("store") / "demo.store", create=True)) as store:
        said = [
            import_roster(store, demo.folder / "roster.csv"),
            gather(store, course, demo.folder / "hand-ins", TODAY.date()),
            gather(store, course, demo.folder / "shared-logs", TODAY.date()),
            import_marks(store, course, demo.folder / "osce.csv"),
        ]
        yield store, said


def test_a_teacher_gathers_all_of_it(course, demo, handed_in, store):
    """Nothing is refused; the earlier file is listed; who shared and took it back has no readings there."""
    store, (roster, hand_ins, logs, marks) = store
    assert not roster.problems and not marks.problems
    assert Counter(one.what for one in hand_ins.outcomes) == {"read": 57, "superseded": 1}
    assert hand_ins.differing == 0 and not hand_ins.ungraded
    assert all(one.what != "refused" for one in logs.outcomes)
    students = store.students().set_index("student")
    assert set(students.index[~students["has_handed_in"]]) == set(demo.missing)
    attempts = store.attempts()
    assert len(attempts) == sum(len(one.attempts) for one in handed_in.values())
    assert store.shared_records()["student"].nunique() == SHARERS - WITHDREW


def test_the_class_has_learnt_something(store):
    """Both orders, a few with the first form alone; the change is upwards, and form and order are told."""
    found = before_after(store[0].attempts(), "before-and-after")
    assert 45 <= len(found.pairs) < 57 and len(found.pairs) + len(found.one_form_only) == 57
    assert found.pairs["first_form"].value_counts().min() >= 15
    assert found.change.low > 0 and "higher afterwards" in found.in_words()
    assert found.form.value is not None and found.order.value is not None


def test_a_form_alone_has_no_scores_in_its_file(handed_in):
    """As files of students who have not sat the second one."""
    forms = {
        student: [attempt for attempt in one.attempts if attempt.form] for student, one in handed_in.items()
    }
    for sat in forms.values():
        scores = {answer.score for attempt in sat for answer in attempt.answers}
        assert (scores == {None}) == (len(sat) == 1) and (None in scores) == (len(sat) == 1)
    assert {len(sat) for sat in forms.values()} == {1, 2}


def test_the_station_is_marked_by_the_sheet(course, demo, store):
    """Two raters for the first five candidates, one for the others; somebody fails critically."""
    marks = store[0].marks()
    sheet = course.practical_sheet
    assert len(marks) == (57 + 5) * len(sheet.criteria) and marks["student"].nunique() == 57
    assert (marks.groupby("student")["rater"].nunique() == 2).sum() == 5
    assert marks["critical_failed"].any() and set(marks["global_rating"]) <= set(sheet.ratings)


def test_some_shared_their_log_and_one_took_it_back(course, demo, handed_in):
    """The records are of the log's measures and within their limits, of both sides where there are two."""
    logs = [shared_log.read(file.read_bytes()) for file in demo.folder.rglob("*.sharedlog.json")]
    notices = list(demo.folder.rglob("*.withdrawn.json"))
    assert (
        len(logs) == SHARERS and len(notices) == WITHDREW and {one.student for one in logs} < set(handed_in)
    )
    assert shared_log.read_withdrawal(notices[0].read_bytes()).student in {one.student for one in logs}
    for one in logs:
        assert one.keep_until > TODAY.date()
        assert len(one.records) == DAYS_MEASURED * 3
        for record in one.records:
            measure = course.measures[record.measure]
            assert (record.side is not None) == measure.two_sided
            assert all(measure.minimum <= trial <= measure.maximum for trial in record.trials)


def test_the_same_seed_makes_the_same_class(course, demo, tmp_path):
    """Byte for byte on the same day; another seed another class, with the same items planted."""
    same = write_demo(course, tmp_path / "same", today=TODAY)
    files = sorted(file.relative_to(same.folder) for file in same.folder.rglob("*") if file.is_file())
    assert len(files) == 57 + 1 + SHARERS + WITHDREW + 3
    changed = [f for f in files if (same.folder / f).read_bytes() != (demo.folder / f).read_bytes()]
    assert not changed
    other = write_demo(course, tmp_path / "other", seed=9, today=TODAY)
    assert other.wrong_key == demo.wrong_key
    assert (other.folder / "osce.csv").read_bytes() != (demo.folder / "osce.csv").read_bytes()


def test_a_folder_with_something_in_it_stays_as_it_is(course, tmp_path):
    """Nothing is written into it, nor beside it."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    with pytest.raises(PlainError, match="expected a new name or an empty folder"):
        write_demo(course, tmp_path / "mine")
    assert [file.name for file in tmp_path.rglob("*")] == ["mine", "notes.txt"]


def test_the_shell_makes_one(tmp_path, capsys):
    """It says that it is made up; a second one into the same folder is refused in one line."""
    assert shell.main(["class", "demo", str(tmp_path / "new")]) == 0
    assert "Synthetic data" in capsys.readouterr().out
    assert json.loads(next((tmp_path / "new").rglob("*.handin.json")).read_bytes())["course"] == "bedstretch"
    assert shell.main(["class", "demo", str(tmp_path / "new")]) == 1
    assert "is there already" in capsys.readouterr().err
