"""Of a class report: how to read its numbers."""

from __future__ import annotations

from course.classroom.report.blocks import Points, Section


def how_to_read() -> Section:
    """Each number in two sentences, with its limits."""
    return Section(
        "How to read these numbers",
        (
            Points(
                (
                    ("Interval", "In brackets, 95 %: a similar class could well have given any of these"
                     " values. Where the interval of one number holds the other number, claim no"
                     " difference; where two intervals do not touch, there is one; between these the"
                     " difference has to be computed, with an interval of its own."),
                    ("Facility", "The share of the marks that were earned: 90 % is easy, 30 % hard. Neither"
                     " is a fault; a safety question should be easy."),
                    ("Discrimination", "The correlation of a question with the rest of the quiz. Above about"
                     " 0.2 it helps to tell students apart; below 0 something may be wrong with key or"
                     " wording. With 30 students a value near 0 is known to about ±0.36."),
                    ("Upper − lower 27 %", "How much more the best 27 % earned than the weakest 27 %."),
                    ("Reliability (alpha, KR-20)", "How far the questions agree on who is strong. It is no"
                     " measure of good teaching, and a short or an easy quiz has a low one."),
                    ("Standard error of measurement", "How far a score would wobble if the same student could"
                     " take the quiz again without having learnt anything."),
                    ("Sureness", "Guess 0, think 0.5, know 1. Sure and not right is a misconception; not sure"
                     " and right is luck or modesty."),
                    ("What none of this shows", "Files come from students' own computers, where questions and"
                     " keys lie too. These numbers help to teach; they are not made to decide who passes."),
                )
            ),
        ),
        "how-to-read",
    )  # fmt: skip
