"""What the phone decides on its own is what Python decides: screening, standing, permission, plan."""

import itertools
import json
import os
import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from course import gate, load_course, standing
from course.adapt import adapt
from course.errors import Refused
from course.gate import DailyCheck
from course.journal import Journal
from course.plan import Wish, easier_forms, plan_session
from course.practice import Stop
from course.screening import Answer, screen
from course.standing import Standing
from widgets._plan_words import outline
from widgets.phone_page import phone_content

NODE = shutil.which("node")
RUNNER = Path(__file__).parents[1] / "js" / "phone_rules.mjs"
COURSE = load_course()
TODAY = datetime.fromisoformat("2026-11-25T20:00:00+01:00")
ROUTINE = Wish(routine="evening")

pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed")


@pytest.fixture
def phone(tmp_path):
    """What the phone decides on each of these cases."""
    content = phone_content(COURSE, ROUTINE, plan_session(COURSE, ROUTINE))

    def decide(cases):
        file = tmp_path / "cases.json"
        file.write_text(json.dumps({"content": content, "cases": cases}), encoding="utf-8")
        environment = {**os.environ, "TZ": "Europe/Berlin"}
        run = subprocess.run(
            [NODE, RUNNER, file], capture_output=True, text=True, timeout=120, env=environment
        )
        assert run.returncode == 0, run.stderr
        return json.loads(run.stdout)

    return decide


def python(decide, *given):
    try:
        return decide(*given)
    except Refused as error:
        return {"refused": str(error)}


# --- the screening -----------------------------------------------------------------------------------------


def single_answers():
    """Every answer to one question with every one of its signs, and those that name no sign."""
    for question in COURSE.safety.questions:
        for other in question.other_answers:
            yield question.id, {"answer": other.id, "ticks": []}
        for answer in ("yes", "not-sure"):
            yield question.id, {"answer": answer, "ticks": []}
            for tick in question.ticks:
                yield question.id, {"answer": answer, "ticks": [tick.id]}


def answered(*given):
    """All questions: these as given, the others with no."""
    answers = {question.id: {"answer": "no", "ticks": []} for question in COURSE.safety.questions}
    for id, answer in given:
        both = sorted({*answers[id]["ticks"], *answer["ticks"]})
        answers[id] = {**answer, "ticks": both}
    return answers


def verdict(answers):
    read = {id: Answer.model_validate(answer) for id, answer in answers.items()}
    return screen(COURSE, read).model_dump(mode="json")


def test_every_single_and_paired_answer_means_the_same(phone):
    """Each answer alone and each two together, signs of the same question included."""
    singles = list(single_answers())
    pairs = [
        pair
        for pair in itertools.combinations(singles, 2)
        if pair[0][0] != pair[1][0] or pair[0][1]["answer"] == pair[1][1]["answer"] in ("yes", "not-sure")
    ]
    cases = [answered(), *(answered(one) for one in singles), *(answered(*pair) for pair in pairs)]
    assert len(cases) > 4000
    found = phone([{"what": "screen", "answers": answers} for answers in cases])
    for answers, by_phone in zip(cases, found, strict=True):
        assert by_phone == python(verdict, answers), answers


def test_unfinished_and_unfit_answers_are_refused(phone):
    """A question that is left open, ticks on a no, and an early emergency that needs no more answers."""
    first, second = COURSE.safety.questions[:2]
    emergency = next(
        (question.id, tick.id)
        for question in COURSE.safety.questions
        for tick in question.ticks
        if (tick.rule or question.rule).outcome == "emergency"
    )
    cases = [
        {},
        {first.id: {"answer": "no", "ticks": []}},
        {**answered(), first.id: {"answer": "no", "ticks": [first.ticks[0].id]}},
        {**answered(), second.id: {"answer": "yes", "ticks": ["no-such-sign"]}},
        {**answered(), "no-such-question": {"answer": "no", "ticks": []}},
        {emergency[0]: {"answer": "yes", "ticks": [emergency[1]]}},
    ]
    found = phone([{"what": "screen", "answers": answers} for answers in cases])
    assert [by_phone == python(verdict, answers) for by_phone, answers in zip(found, cases, strict=True)]
    assert found[-1]["outcome"] == "emergency" and all("refused" in by_phone for by_phone in found[:-1])


# --- the plan ----------------------------------------------------------------------------------------------

CHECKS = (None, (2, True), (5, True), (2, False), (6, False))


def standings():
    """Nothing, what each single yes means, and everything left out but one."""
    yield Standing("go", "")
    for question in COURSE.safety.questions:
        for tick in question.ticks:
            answers = answered((question.id, {"answer": "yes", "ticks": [tick.id]}))
            found = screen(COURSE, {id: Answer.model_validate(answer) for id, answer in answers.items()})
            if found.outcome == "ask-first":
                yield Standing(
                    "ask-first-some", "", leave_out=frozenset(found.leave_out), change=found.change
                )
    for kept in COURSE.stretches:
        yield Standing("ask-first-some", "", leave_out=frozenset(set(COURSE.stretches) - {kept}))


def stop_histories():
    """None; each answer for each stretch today and the day before; the same stretch twice."""
    yield []
    for answer in COURSE.safety.stop.answers:
        for stretch in [*COURSE.stretches, None]:
            yield [Stop(TODAY, stretch, answer.id)]
            yield [Stop(TODAY - timedelta(days=1), stretch, answer.id)]
    yield [Stop(TODAY - timedelta(days=day), "figure-four", "cramp-or-too-much") for day in (3, 1)]


def plan_cases():
    wishes = [Wish(routine=id) for id in COURSE.routines] + [Wish(stretch=id) for id in COURSE.stretches]
    checks = [c and DailyCheck(TODAY, False, c[0], c[1]) for c in CHECKS]
    for wish in wishes:
        for where, check in itertools.product(standings(), checks):
            yield wish, where, check, []
        for stops, check in itertools.product(stop_histories(), checks[1:3]):
            yield wish, Standing("go", ""), check, stops


def planned(wish, where, check, stops):
    plan = plan_session(COURSE, wish, adapt(COURSE, where, check, stops, TODAY))
    easier = {id: form.model_dump(mode="json") for id, form in easier_forms(COURSE, plan).items()}
    return {"plan": {**plan.model_dump(mode="json"), "outline": outline(plan)}, "easier": easier}


def test_every_plan_is_the_same(phone):
    """Each routine and stretch, under every verdict, check and stop: the same steps, or the same refusal."""
    cases = list(plan_cases())
    found = phone(
        [
            {
                "what": "plan",
                "wish": {"routine": wish.routine, "stretch": wish.stretch},
                "standing": {"leave_out": sorted(where.leave_out), "change": dict(where.change)},
                "check": check and {"new_signs": False, "pain": check.pain, "up_an_hour": check.up_an_hour},
                "stops": [{"at": s.at.isoformat(), "stretch": s.stretch, "answer": s.answer} for s in stops],
                "today": TODAY.date().isoformat(),
            }
            for wish, where, check, stops in cases
        ]
    )
    for case, by_phone in zip(cases, found, strict=True):
        assert by_phone == python(planned, *case), case
    assert any("refused" in by_phone for by_phone in found)


def test_an_unlimited_plan_is_the_same(phone):
    """Without any adaptation, as for the printed plan."""
    wishes = [{"routine": id, "stretch": None} for id in COURSE.routines]
    found = phone([{"what": "plan", "wish": wish} for wish in wishes])
    for wish, by_phone in zip(wishes, found, strict=True):
        plan = plan_session(COURSE, Wish(**wish))
        assert by_phone["plan"] == {**plan.model_dump(mode="json"), "outline": outline(plan)}
        assert by_phone["easier"].keys() == easier_forms(COURSE, plan).keys()


# --- where a learner stands --------------------------------------------------------------------------------


def test_standing_and_permission_are_the_same(phone, tmp_path):
    """From the first screening to its end, with a check, a new sign and too much pain in between."""
    signs = (
        ("hip-knee-groin", "groin-pinch"),
        ("anything-else", "told-not-to"),
        ("anything-else", "pain-seven"),
    )
    screened = [answered((question, {"answer": "yes", "ticks": [sign]})) for question, sign in signs]
    cases, expected = [], []
    for given, check in itertools.product(
        (None, answered(), *screened), (None, (False, 2), (False, 8), (True, 2))
    ):
        journal = Journal(tmp_path / f"journal-{len(cases)}")
        kept = {"screening": None, "emergencies": [], "check": None, "region": "default", "events": []}
        with journal.writing() as db:
            if given:
                found = screen(COURSE, {id: Answer.model_validate(one) for id, one in given.items()})
                standing.record_verdict(db, COURSE, found, TODAY - timedelta(hours=2))
                kept["screening"] = {
                    **found.model_dump(mode="json", exclude={"say", "notes"}),
                    "at": (TODAY - timedelta(hours=2)).isoformat(),
                    "void_at": None, "void_because": None, "clearances": [],
                }  # fmt: skip
            if check:
                at = TODAY - timedelta(hours=1)
                gate.record_daily_check(db, DailyCheck(at, check[0], check[1], True))
                kept["check"] = {
                    "at": at.isoformat(),
                    "new_signs": check[0],
                    "pain": check[1],
                    "up_an_hour": True,
                }
                if check[0] and given:
                    kept["screening"] |= {"void_at": at.isoformat(), "void_because": "new-signs"}
        for later in (
            timedelta(0),
            timedelta(hours=7),
            timedelta(days=1),
            timedelta(days=29),
            timedelta(days=31),
        ):
            moment = TODAY + later
            cases.append({"what": "stand", "kept": kept, "now": moment.isoformat()})
            with journal.reading() as db:
                where, may = standing.current(db, COURSE, moment), gate.may_move(db, COURSE, moment)
            expected.append(
                {
                    "standing": {
                        "code": where.code,
                        "sentence": where.sentence,
                        "leave_out": [id for id in COURSE.stretches if id in where.leave_out],
                        "measures_out": [id for id in COURSE.measures if id in where.measures_out],
                    },
                    "may": {"allowed": may.allowed, "code": may.code, "reason": may.reason},
                }
            )
    for case, by_phone, by_python in zip(cases, phone(cases), expected, strict=True):
        assert by_phone == by_python, case
