"""What the phone decides on its own is what Python decides, from the screening to what earlier days say."""

import itertools
import json
import os
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from random import Random

import pytest

from course import gate, history, load_course, log, practice, standing
from course.adapt import adapt
from course.errors import Refused
from course.events import Event
from course.gate import DailyCheck
from course.journal import Journal
from course.plan import Wish, easier_forms, plan_session
from course.practice import Stop
from course.screening import Answer, Verdict, screen
from course.standing import Standing
from widgets import SessionTimer, session_timer
from widgets._plan_words import outline
from widgets.phone_page import phone_content

NODE = shutil.which("node")
RUNNER = Path(__file__).parents[1] / "js" / "phone_rules.mjs"
COURSE = load_course()
TODAY = datetime.fromisoformat("2026-11-25T20:00:00+01:00")
ROUTINE = Wish(routine="evening")
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CHECK = {"new_signs": False, "pain": 2, "up_an_hour": True}

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


WISHES = [Wish(routine=id) for id in COURSE.routines] + [Wish(stretch=id) for id in COURSE.stretches]


def plan_cases():
    checks = [c and DailyCheck(TODAY, False, c[0], c[1]) for c in CHECKS]
    for wish, gentle_until in itertools.product(WISHES, (None, date(2026, 12, 2))):
        for where, check in itertools.product(standings(), checks):
            yield wish, where, check, [], gentle_until
        for stops, check in itertools.product(stop_histories(), checks[1:3]):
            yield wish, Standing("go", ""), check, stops, gentle_until


def planned(wish, where, check, stops, gentle_until):
    plan = plan_session(COURSE, wish, adapt(COURSE, where, check, stops, TODAY, gentle_until))
    easier = {id: form.model_dump(mode="json") for id, form in easier_forms(COURSE, plan).items()}
    return {"plan": {**plan.model_dump(mode="json"), "outline": outline(plan)}, "easier": easier}


def test_every_plan_is_the_same(phone):
    """Each routine and stretch, under every verdict, check and stop, in gentle days and others: the same
    steps, or the same refusal."""
    cases = list(plan_cases())
    found = phone(
        [
            {
                "what": "plan",
                "wish": {"routine": wish.routine, "stretch": wish.stretch},
                "standing": {"leave_out": sorted(where.leave_out), "change": dict(where.change)},
                "check": check and {"new_signs": False, "pain": check.pain, "up_an_hour": check.up_an_hour},
                "stops": [{"at": s.at.isoformat(), "stretch": s.stretch, "answer": s.answer} for s in stops],
                "now": TODAY.isoformat(),
                "gentle_until": gentle_until and gentle_until.isoformat(),
            }
            for wish, where, check, stops, gentle_until in cases
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


def kept_screening(found, at):
    """A verdict as the phone keeps it."""
    nothing_since = {"void_at": None, "void_because": None, "clearances": []}
    return {**found.model_dump(mode="json", exclude={"say", "notes"}), "at": at.isoformat(), **nothing_since}


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
                standing.record_verdict(db, found, TODAY - timedelta(hours=2))
                kept["screening"] = kept_screening(found, TODAY - timedelta(hours=2))
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


@pytest.mark.parametrize("noted", ["2026-10-01T00:30:00+02:00", "2026-11-25T21:00:00+09:00"])
def test_days_are_those_of_the_clock_that_noted_them(phone, tmp_path, noted):
    """After the end of summer time, and home again from Tokyo: until when a screening holds is told as it was
    meant there, and a check of that day ends with that day."""
    at = datetime.fromisoformat(noted)
    found = screen(COURSE, {id: Answer.model_validate(one) for id, one in answered().items()})
    journal = Journal(tmp_path / "noted")
    with journal.writing() as db:
        standing.record_verdict(db, found, at)
        gate.record_daily_check(db, DailyCheck(at, False, 2, True))
    kept = {"screening": kept_screening(found, at), "emergencies": [], "check": {**CHECK, "at": noted}}
    moments = [(at + later).astimezone(TODAY.tzinfo) for later in (HOUR, 2.9 * HOUR, 3.1 * HOUR)]
    cases = [{"what": "stand", "kept": kept, "now": moment.isoformat()} for moment in moments]
    for moment, by_phone in zip(moments, phone(cases), strict=True):
        with journal.reading() as db:
            where, may = standing.current(db, COURSE, moment), gate.may_move(db, COURSE, moment)
        assert by_phone["standing"]["sentence"] == where.sentence
        assert by_phone["may"] == {"allowed": may.allowed, "code": may.code, "reason": may.reason}


# --- earlier days ------------------------------------------------------------------------------------------

CET, TOKYO, HONOLULU = (timezone(hours * HOUR) for hours in (1, 9, -10))
ZONES = (CET, CET, TOKYO, HONOLULU, UTC, timezone(5.5 * HOUR), timezone(-3.5 * HOUR))
RISES = (2, 2, 2, 1.9, 2.1, 5, 0, -2)


def ended(number, started_at, ended_at, practised=True, id=None):
    """A session as the page tells it."""
    row = {"stretch": "pelvic-tilt", "variants": [], "side": None, "held_seconds": 0, "sets": 0}
    payload = {
        "session_id": f"session-{number:04}", "routine": "evening", "stretch": None, "outcome": "finished",
        "started_at": started_at.isoformat(timespec="milliseconds"),
        "ended_at": ended_at.isoformat(timespec="milliseconds"), "planned_seconds": 600,
        "practised": [{**row, "repetitions": 8}] if practised else [],
    }  # fmt: skip
    at = payload["ended_at"]
    return {"id": id or f"ended-{number:04}", "kind": "session-ended", "occurred_at": at, "payload": payload}


def rated(number, at, value, around, measure="pain-nrs"):
    payload = {"measure": measure, "trials": [value], "around": around}
    id, at = f"{measure}-{around}-{number:04}", at.isoformat(timespec="milliseconds")
    return {"id": id, "kind": "measured", "occurred_at": at, "payload": payload}


def stopped(number, at, stretch, answer):
    payload = {"session_id": f"session-{number:04}", "stretch": stretch, "answer": answer}
    return {
        "id": f"stopped-{number:04}",
        "kind": "stop-answered",
        "occurred_at": at.isoformat(),
        "payload": payload,
    }


def risen(number, started_at, points, practised=True):
    """A session of ten minutes whose pain was rated at its start and its end; `points` None: not rated."""
    ended_at = started_at + 10 * MINUTE
    told = [ended(number, started_at, ended_at, practised)]
    if points is not None:
        told += [rated(number, started_at, 3, "before"), rated(number, ended_at, 3 + points, "after")]
    return told


def store(db, events):
    """The events as Python stores them; a rating of 4.9, which no scale has, as well."""
    for event in (Event.model_validate(event) for event in events):
        if event.kind == "session-ended":
            practice.session_ended(db, COURSE, event)
        elif event.kind == "stop-answered":
            practice.stop_answered(db, COURSE, event)
        else:
            value = event.payload["trials"][0]
            record = log.Record(event.occurred_at, value, (value,), around=event.payload["around"])
            log.store(db, event.id, event.payload["measure"], record)


def edge_histories():
    """Two points and a little less, once and twice, with sessions between, on four clocks."""
    rows = [
        (2, 2),
        (2,),
        (9,),
        (1.9, 2),
        (2, 1.9),
        (1.9, 1.9),
        (2, None, 2),
        (2, 0, 2),
        (2, 2, 0),
        (2, 2, None, 2),
    ]
    for zone, row in itertools.product((CET, TOKYO, HONOLULU, UTC), rows):
        start = (TODAY - 20 * DAY).astimezone(zone)
        yield [event for n, points in enumerate(row) for event in risen(n, start + n * DAY, points)]
    next_start = TODAY - 19 * DAY + 30 * MINUTE
    for at in (next_start - SECOND, next_start):
        first = [rated(0, TODAY - 19 * DAY, 3, "before"), rated(0, at, 5, "after")]
        session = ended(0, TODAY - 19 * DAY, TODAY - 19 * DAY + 10 * MINUTE)
        yield [session, *first, *risen(1, next_start, 2)]
    tried = risen(1, TODAY - 19 * DAY, 0, practised=False)
    yield [*risen(0, TODAY - 20 * DAY, 2), *tried, *risen(2, TODAY - 18 * DAY, 2)]
    yield [*risen(0, TODAY - 20 * DAY, 2), *risen(1, (TODAY - 6 * DAY).astimezone(TOKYO), 2)]
    yield [*risen(0, TODAY - 20 * DAY, 2), *risen(1, (TODAY - 7 * DAY).astimezone(TOKYO), 2)]
    yield []


def chance_history(chance):
    """Some sessions on changing clocks, rated at the edges of what still counts, told in any order."""
    events, moment = [], TODAY - 60 * DAY
    for number in range(chance.randint(1, 7)):
        gap = chance.choice((20 * MINUTE, 2 * HOUR, 3 * HOUR, DAY, DAY, 2 * DAY, 7 * DAY, 13 * DAY, 14 * DAY))
        start = (moment + gap + chance.choice((-MINUTE, 0 * MINUTE, 4 * HOUR))).astimezone(
            chance.choice(ZONES)
        )
        start = start.replace(microsecond=chance.choice((0, 0, 400_000, 900_000)))
        moment = start + 10 * MINUTE
        events.append(ended(number, start, moment, practised=chance.random() < 0.85))
        before = chance.choice((-2 * HOUR - SECOND, -2 * HOUR, -MINUTE, 0 * SECOND, MINUTE, MINUTE + SECOND))
        after = chance.choice((-SECOND, 0 * SECOND, SECOND, MINUTE, 3 * HOUR, 3 * HOUR + SECOND))
        value = chance.randint(0, 5)
        zone = chance.choice((start.tzinfo, *ZONES))
        if chance.random() < 0.85:
            events.append(rated(number, (start + before).astimezone(zone), value, "before"))
        if chance.random() < 0.85:
            events.append(
                rated(number, (moment + after).astimezone(zone), value + chance.choice(RISES), "after")
            )
        if chance.random() < 0.2:
            events.append(rated(number, moment, 9, "after", "stiffness-nrs"))
    chance.shuffle(events)
    return events


def moments_after(events, chance):
    """Around each midnight that may decide, on the clock of the last event; told on another."""
    last = max(
        events, key=lambda e: datetime.fromisoformat(e["occurred_at"]), default={"occurred_at": str(TODAY)}
    )
    midnight = datetime.fromisoformat(last["occurred_at"]).replace(hour=0, minute=0, second=0, microsecond=0)
    for days in (1, 6, 7, 8, 13, 14):
        for around in (-SECOND, 0 * SECOND, 9 * HOUR):
            yield (midnight + days * DAY + around).astimezone(chance.choice(ZONES))


def test_gentle_days_and_first_days_are_the_same(phone, tmp_path):
    """On histories at every edge and on many made by chance: the same last day, the same spell or none."""
    chance = Random("days before")
    cases = []
    for events in [*edge_histories(), *(chance_history(chance) for _ in range(200))]:
        moments = [moment.isoformat() for moment in moments_after(events, chance)]
        kept_at = chance.choice((None, None, *moments[2::3]))
        cases.append({"what": "history", "events": events, "kept_at": kept_at, "moments": moments})
    journal, seen = Journal(tmp_path / "history"), []
    for case, by_phone in zip(cases, phone(cases), strict=True):
        with journal.writing() as db:
            for table in ("practice", "session", "measurement", "setting"):
                db.execute(f"DELETE FROM {table}")
            store(db, case["events"])
            if case["kept_at"]:
                history.keep_as_chosen(db, datetime.fromisoformat(case["kept_at"]))
            for moment, one in zip(map(datetime.fromisoformat, case["moments"]), by_phone, strict=True):
                gentle = history.gentle_days(db, COURSE, moment)
                spell = history.first_days(db, COURSE, moment)
                begun = spell and spell.begun and spell.begun.isoformat()
                assert one == {
                    "gentle_until": gentle and gentle.isoformat(),
                    "first_days": spell and {"begun": begun, "after_break": spell.after_break},
                }, (case, moment)
                seen.append((gentle is not None, spell and (spell.begun is not None, spell.after_break)))
    often = {one: seen.count(one) for one in set(seen)}
    assert len(often) >= 7 and min(often.values()) >= 10, often


# --- one start after the other -----------------------------------------------------------------------------


def start(wish, at, check=CHECK, choice=None, told=()):
    return {"wish": wish, "at": at, "check": check, "choice": choice, "told": list(told)}


@pytest.fixture
def same_starts(phone, tmp_path, monkeypatch):
    """Lets the phone and a timer in JupyterLab start one after the other, and compares them."""

    def in_lab(verdict, starts, folder):
        monkeypatch.setenv("BEDSTRETCH_HOME", str(tmp_path / folder))
        with Journal().writing() as db:
            standing.record_verdict(db, verdict, starts[0]["at"] - HOUR)
        for one in starts:
            with Journal().writing() as db:
                store(db, one["told"])
            monkeypatch.setattr(session_timer, "now", lambda at=one["at"]: at)
            timer = SessionTimer(**one["wish"].model_dump(include={"routine", "stretch"}))
            started = python(timer.start, one["check"], one["choice"])
            yield {key: started[key] for key in ("plan", "easier", "suggestion", "refused") if key in started}

    def compare(sequences):
        cases = []
        for verdict, starts in sequences:
            kept = {"screening": kept_screening(verdict, starts[0]["at"] - HOUR)}
            told = [
                {
                    **one,
                    "at": one["at"].isoformat(),
                    "wish": one["wish"].model_dump(include={"routine", "stretch"}),
                }
                for one in starts
            ]
            cases.append({"what": "starts", "kept": kept, "starts": told})
        found = phone(cases)
        for number, ((verdict, starts), by_phone) in enumerate(zip(sequences, found, strict=True)):
            assert by_phone == json.loads(json.dumps(list(in_lab(verdict, starts, f"lab-{number}")))), starts
        return found

    return compare


GO = Verdict()
SOME = Verdict(
    outcome="ask-first", scope="some", leave_out=("pelvic-tilt", "single-knee-to-chest"), change={}
)


def test_the_first_days_are_the_same(same_starts):
    """Offered, taken, refused, kept for a week and asked again, for all that a page can be made for."""
    sequences = []
    for wish in WISHES:
        first = [start(wish, TODAY), start(wish, TODAY, None, "gentle"), start(wish, TODAY + HOUR)]
        kept = [
            start(wish, TODAY + HOUR + MINUTE, None, "chosen"),
            start(wish, TODAY + 6 * DAY),
            start(wish, TODAY + 7 * DAY),
        ]
        sequences.append((GO, [*first, *kept]))
        checks = ({**CHECK, "pain": 5}, {**CHECK, "up_an_hour": False}, {**CHECK, "pain": 9})
        sequences += [(GO, [start(wish, TODAY, check)]) for check in checks]
        sequences.append((SOME, [start(wish, TODAY)]))
    late = [
        start(ROUTINE, TODAY),
        start(ROUTINE, TODAY + 11 * MINUTE, None, "chosen"),
        start(ROUTINE, TODAY + HOUR),
    ]
    sequences += [(GO, late), (GO, [start(ROUTINE, TODAY, CHECK, "first-week")])]
    found = same_starts(sequences)
    evening = found[list(WISHES).index(ROUTINE) * 5]
    assert [bool(one["suggestion"]) for one in evening] == [True, False, True, False, False, True]
    assert evening[1]["plan"]["routine"] == "first-week"
    assert "refused" in found[-2][1] and found[-2][2]["suggestion"] and "refused" in found[-1][0]


def test_breaks_are_the_same(same_starts):
    """Day 7 and 8 after a first session, day 13 and 14 after the last, by the phone's own events."""
    days = (6, 7, 13, 14)
    session = risen(0, TODAY, 0)
    found = same_starts([(GO, [start(ROUTINE, TODAY + day * DAY, told=session)]) for day in days])
    rule = COURSE.over_days.first_days
    said = [one["suggestion"] and one["suggestion"]["say"] for (one,) in found]
    assert said == [rule.say_new, None, None, rule.say_after_break]


def test_gentle_days_are_the_same(same_starts):
    """After pain up by 2 twice running: every wish on the last gentle day and on the day after."""
    told = [event for n in (0, 1) for event in risen(n, TODAY + n * DAY, 2)]
    later = (2 * DAY, 8 * DAY, 9 * DAY)
    sequences = [(GO, [start(wish, TODAY + days, told=told) for days in later]) for wish in WISHES]
    sequences += [(SOME, [start(wish, TODAY + 2 * DAY, told=told)]) for wish in WISHES]
    evening = same_starts(sequences)[list(WISHES).index(ROUTINE)]
    assert [one["plan"]["routine"] for one in evening] == ["first-week", "first-week", "evening"]
    assert "until 3 December" in evening[0]["plan"]["notes"][0]


def test_a_session_told_twice_is_one(same_starts):
    """As when a tab dies between telling and forgetting: under another id, it makes and hides no rise."""
    told = [event for n in (0, 1) for event in risen(n, TODAY + n * DAY, 2)]
    again = [{**told[0], "id": "told-again-0"}, {**told[3], "id": "told-again-1"}]
    [[started]] = same_starts([(GO, [start(ROUTINE, TODAY + 2 * DAY, told=[*told, *again])])])
    assert started["plan"]["routine"] == "first-week"


def test_a_stop_is_of_the_day_on_its_clock(same_starts):
    """Noted at half past five in New York: at half past midnight in Berlin it is today still, and noted in
    the evening in Tokyo it is not; a week later to the second it no longer counts."""
    new_york, midnight = timezone(-5 * HOUR), TODAY + 4.5 * HOUR
    stops = [
        (midnight - HOUR).astimezone(new_york),
        (TODAY - 6 * HOUR).astimezone(TOKYO),
        TODAY - HOUR,
        TODAY - 25 * HOUR,
        midnight - 7 * DAY,
        midnight - 7 * DAY + SECOND,
    ]
    sequences = [
        (GO, [start(ROUTINE, at, told=[stopped(0, stop, "figure-four", "sharp")])])
        for stop, at in itertools.product(stops, (TODAY, midnight))
    ]
    found = same_starts(sequences)
    notes = [" ".join(one["plan"]["notes"]) for (one,) in found]
    assert ["It returns tomorrow" in said for said in notes[1:6]] == [True, False, False, True, False]
