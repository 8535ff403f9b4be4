"""The phone page from a file, with the network off, as on a phone in bed."""

import csv
import io

import pytest
from pypdf import PdfReader

import widgets
from course import load_course, standing
from course.journal import Journal, now
from course.log import records
from course.screening import Answer, screen
from course.shell import main
from tests.browser.axe import COLOUR_RULES, violations
from tests.browser.people import answers_questions, answers_stop, quick_clocks
from tests.browser.standalone import show
from widgets.phone_page import export_phone

pytestmark = pytest.mark.browser

COURSE = load_course()
STRETCH = "single-knee-to-chest"
KEEP = COURSE.over_days.first_days.keep
PHONE = {"width": 390, "height": 844}

QUICK = quick_clocks(25, ago_ms=3_600_000)
"""A session in seconds, from an hour ago: what is noted is never in the future."""


@pytest.fixture
def phone(chromium, tmp_path):
    """Opens the page of one stretch or routine; at the end nothing may have been asked of any network."""
    contexts, requests, errors = [], [], []

    def open_page(scripts=True, quick=False, **wish):
        file = tmp_path / "page.html"
        if not file.exists():
            export_phone(COURSE, file, **(wish or {"stretch": STRETCH}))
        context = chromium.new_context(
            viewport=PHONE, offline=True, has_touch=True, java_script_enabled=scripts, accept_downloads=True,
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", lambda request: requests.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: said.type == "error" and errors.append(said.text))
        if quick:
            page.add_init_script(QUICK)
        page.goto(file.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [url for url in requests if not url.startswith(("file:", "data:", "blob:"))] == []
    assert errors == []


def answers_all(page, **yes):
    """The 14 questions: no to each, but for `question=sign`."""
    page.get_by_role("button", name="Begin the safety check").click()
    for question in COURSE.safety.questions:
        sign = yes.get(question.id.replace("-", "_"))
        page.get_by_label("Yes" if sign else "No, none of these", exact=True).check()
        if sign:
            page.get_by_label(sign).check()
        last = question is COURSE.safety.questions[-1]
        page.get_by_role("button", name="Finish" if last else "Next", exact=True).click()
        if page.get_by_text("Let us look at this twice").is_visible():
            page.get_by_role("button", name="Yes, that is so").click()
            return


def violations_in_both_schemes(page):
    """What axe objects to in the light, and what the dark adds."""
    found = violations(page)
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {one}" for one in violations(page, COLOUR_RULES)]
    page.emulate_media(color_scheme="light")
    return found


def journal_rows(db):
    """Sessions with what was practised, stops and ratings, without ids and times."""
    sessions = db.execute("SELECT id, routine, stretch, outcome, planned_seconds FROM session").fetchall()
    practised = "SELECT stretch, variants, side, held_seconds, sets, repetitions FROM practice ORDER BY rowid"
    return {
        "sessions": [tuple(row)[1:] for row in sessions],
        "practice": [tuple(row) for row in db.execute(practised)],
        "stops": [tuple(row) for row in db.execute("SELECT stretch, answer FROM stop ORDER BY at, id")],
        "ratings": [
            (measure, record.value, record.around, record.side)
            for measure in ("pain-nrs", "stiffness-nrs")
            for record in records(db, COURSE, measure)
        ],
    }


def begins(page, pain=2):
    """From Start to the first step. In the first days the first week is suggested; one goes on as chosen."""
    answers_questions(page, pain)
    page.get_by_role("button", name=KEEP).click()


def does_one_session(page):
    """From the three questions to the last movement, with ratings before and after."""
    begins(page, pain=3)
    page.get_by_text("Done. Well rested is well done.").wait_for(timeout=120_000)
    hurts = page.get_by_role("group", name="How much does it hurt now")
    hurts.get_by_label("4", exact=True).check()
    page.get_by_text("Noted: 4.").wait_for()
    hurts.get_by_label("0", exact=True).press("ArrowRight")
    page.get_by_text("Noted: 1.").wait_for()


def test_screened_run_to_the_end_and_taken_home(phone, page, tmp_path, monkeypatch):
    """With no network: screened, led to the end, saved as CSV, imported. The journal then holds what the same
    session leaves in JupyterLab; imported once more, nothing changes."""
    bed = phone(quick=True)
    answers_all(bed)
    does_one_session(bed)
    bed.get_by_role("heading", name="My sessions").click()
    with bed.expect_download() as saved:
        bed.get_by_role("button", name="Save my sessions as a file").click()
    file = tmp_path / "bedstretch-log.csv"
    saved.value.save_as(file)

    monkeypatch.setenv("BEDSTRETCH_HOME", str(tmp_path / "from-phone"))
    assert main(["import", "log", str(file)]) == 0
    with Journal().reading() as db:
        from_phone = journal_rows(db)
    assert main(["import", "log", str(file)]) == 0
    with Journal().reading() as db:
        assert journal_rows(db) == from_phone

    monkeypatch.setenv("BEDSTRETCH_HOME", str(tmp_path / "in-lab"))
    answers = {question.id: Answer(answer="no") for question in COURSE.safety.questions}
    with Journal().writing() as db:
        standing.record_verdict(db, screen(COURSE, answers), now())
    page.add_init_script(QUICK)
    show(page, widgets.SessionTimer(STRETCH))
    does_one_session(page)
    with Journal().reading() as db:
        in_lab = journal_rows(db)
    assert from_phone == in_lab
    assert len(in_lab["sessions"]) == 1 and len(in_lab["practice"]) == 2 and len(in_lab["ratings"]) == 2


def test_after_an_emergency_nothing_starts(phone):
    """What was found holds after a reload: the page says what to do, and there is no Start."""
    bed = phone()
    answers_all(bed, chest_breath_collapse="Fainting")
    for _ in range(2):
        bed.get_by_role("alert").get_by_role("heading").first.wait_for()
        assert (
            bed.get_by_role("button", name="Start", exact=True).count() == 0
            or not bed.get_by_role("button", name="Start", exact=True).is_visible()
        )
        bed.reload()
    bed.get_by_text("A clinician has checked this since").first.wait_for()


def test_stop_with_an_emergency_sign_ends_and_closes(phone):
    """The stop answer comes before everything: session over, nothing to start after a reload."""
    bed = phone(stretch="happy-baby")
    answers_all(bed)
    begins(bed)
    bed.get_by_role("button", name="Stop, it hurts").click()
    answers_stop(bed, "Numb between the legs")
    bed.get_by_text("Please get help now").wait_for()
    bed.get_by_role("button", name="I have read this").click()
    for _ in range(2):  # at once, and loaded again
        bed.get_by_role("alert").get_by_role("heading").first.wait_for()
        assert not bed.get_by_role("button", name="Start", exact=True).is_visible()
        assert not bed.get_by_text("All clear").is_visible()
        bed.reload()


def test_a_stop_changes_the_next_plan(phone):
    """After sharp pain the stretch is left out for today, and the page says so."""
    bed = phone(routine="evening")
    answers_all(bed)
    begins(bed)
    bed.get_by_role("button", name="Stop, it hurts").wait_for()
    for _ in range(4):
        bed.keyboard.press("ArrowRight")
    bed.get_by_role("button", name="Stop, it hurts").click()
    answers_stop(bed, "Sharp or strong pain")
    answers_stop(bed, "End the session here")
    bed.get_by_role("button", name="Back to the start").click()
    answers_questions(bed)
    bed.get_by_text("It returns tomorrow, easier.").wait_for()


def test_not_up_for_an_hour_is_the_morning_form(phone):
    """Also when the page is the evening's: it says why."""
    bed = phone(routine="evening")
    answers_all(bed)
    answers_questions(bed, up="No, not yet")
    bed.get_by_text("Today: Morning").wait_for()
    bed.get_by_text("You have been up for less than an hour").wait_for()


def test_the_first_week_is_suggested_first(phone):
    """Nothing runs before one has chosen. The first week comes at one tap, without new questions; whoever
    goes on as chosen is not asked again, not after a reload either."""
    bed = phone(routine="evening")
    answers_all(bed)
    answers_questions(bed)
    bed.get_by_text("What you chose: Evening, all six").wait_for()
    assert not bed.get_by_role("button", name="Stop, it hurts").is_visible()
    bed.get_by_role("button", name=COURSE.over_days.first_days.take).click()
    running = bed.get_by_role("region", name="Stretching session, large")
    running.wait_for()
    assert bed.get_by_role("heading", name="First week").count() == 1
    running.get_by_role("button", name="Smaller").click()
    bed.get_by_role("button", name="End early").click()
    bed.get_by_role("button", name="Back to the start").click()
    begins(bed)
    running.wait_for()
    running.get_by_role("button", name="Smaller").click()
    bed.get_by_role("button", name="End early").click()
    bed.reload()
    answers_questions(bed)
    running.wait_for()
    assert bed.get_by_role("heading", name="Evening, all six", level=3).count() == 1


def test_a_reload_keeps_the_session_paused(phone):
    """Nothing resumes by itself; a large button goes on."""
    bed = phone()
    answers_all(bed)
    begins(bed)
    bed.get_by_role("button", name="Stop, it hurts").wait_for()
    bed.reload()
    bed.get_by_role("button", name="Continue").first.click()
    bed.get_by_role("button", name="Pause").first.wait_for()


def test_sessions_can_be_deleted_but_not_what_was_found(phone):
    """Asked twice; the safety check stays."""
    bed = phone()
    answers_all(bed)
    begins(bed)
    bed.get_by_role("button", name="Stop, it hurts").click()
    answers_stop(bed, "Cramp")
    answers_stop(bed, "End the session here")
    bed.get_by_role("heading", name="My sessions").click()
    bed.get_by_text("1 session is kept").wait_for()
    bed.get_by_role("button", name="Delete them here").click()
    bed.get_by_role("button", name="Yes, delete them").click()
    bed.get_by_text("No sessions are kept").wait_for()
    bed.get_by_role("button", name="Back to the start").click()
    bed.get_by_role("button", name="Start", exact=True).wait_for()


def test_it_is_accessible_and_fits(phone):
    """Axe, contrast included: first view, a question, the suggestion, the session, the large display, the
    stop answers."""
    bed = phone(routine="evening")
    assert violations_in_both_schemes(bed) == []
    answers_all(bed)
    assert violations_in_both_schemes(bed) == []
    answers_questions(bed)
    bed.get_by_role("heading", name="A suggestion first").wait_for()
    assert violations_in_both_schemes(bed) == []
    assert bed.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
    bed.get_by_role("button", name=KEEP).click()
    bed.get_by_role("region", name="Stretching session, large").wait_for()
    bed.wait_for_timeout(300)
    assert violations_in_both_schemes(bed) == []
    bed.get_by_role("button", name="Smaller").click()
    assert violations_in_both_schemes(bed) == []
    assert bed.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
    bed.get_by_role("button", name="Stop, it hurts").click()
    bed.wait_for_timeout(300)
    assert violations_in_both_schemes(bed) == []


def test_without_scripts_and_in_print_it_is_a_plan(phone):
    """Readable at once without JavaScript; printed, the plan alone."""
    bare = phone(scripts=False, routine="first-week")
    assert bare.get_by_role("heading", name="When to stop").is_visible()
    assert bare.locator("article img").first.is_visible()
    bed = phone()
    bed.emulate_media(media="print")
    assert bed.get_by_role("heading", name="When to stop").is_visible()
    assert not bed.get_by_role("button", name="Begin the safety check").is_visible()


@pytest.mark.parametrize("routine", ["evening", "morning"])
def test_the_printed_plan_is_one_page(phone, routine):
    """Whatever the routine; with what to do when help is needed."""
    paper = PdfReader(io.BytesIO(phone(routine=routine).pdf(format="A4")))
    assert len(paper.pages) == 1
    assert "get help now" in " ".join(paper.pages[0].extract_text().split())


def test_by_keyboard_alone(phone):
    """Tab, space and Enter reach the first question, answer it and go on."""
    bed = phone()
    bed.get_by_role("button", name="Begin the safety check").focus()
    bed.keyboard.press("Enter")
    bed.keyboard.press("Space")
    for _ in range(3):
        if bed.evaluate("() => document.activeElement.textContent") == "Next":
            break
        bed.keyboard.press("Tab")
    bed.keyboard.press("Enter")
    bed.get_by_text("Question 2 of 14").wait_for()


def test_the_file_is_one_csv_of_records(phone, tmp_path):
    """The header is the log's own; a session, its stop and its ratings are one row each."""
    bed = phone()
    answers_all(bed)
    begins(bed, pain=3)
    bed.get_by_role("button", name="Stop, it hurts").click()
    answers_stop(bed, "Cramp")
    answers_stop(bed, "End the session here")
    bed.get_by_role("heading", name="My sessions").click()
    with bed.expect_download() as saved:
        bed.get_by_role("button", name="Save my sessions as a file").click()
    text = saved.value.path().read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert sorted(row["record"] for row in rows) == ["measure", "session", "stop"]
    assert {row["answer"] for row in rows if row["record"] == "stop"} == {"cramp-or-too-much"}
