"""Muscles, and the stretches that reach them, with what there is to see of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from course.schema.base import (
    Content,
    Degrees,
    Fact,
    Id,
    MuscleId,
    QuestionId,
    Reviewed,
    Seconds,
    Sided,
    Sourced,
    Text,
)


class Muscle(Sourced):
    """A muscle, or another structure (capsule, fascia, ligament, pelvic floor) that a stretch reaches."""

    id: Id
    name: Text
    kind: Literal["muscle", "structure"]
    plain: Text
    """What and where it is, in words that need no anatomy."""
    origin: Text | None = None
    insertion: Text | None = None
    action: Text | None = None
    innervation: Text | None = None
    debate: Fact | None = None

    @model_validator(mode="after")
    def _muscles_are_complete(self):
        missing = [k for k in ("origin", "insertion", "action", "innervation") if getattr(self, k) is None]
        if self.kind == "muscle" and missing:
            raise ValueError(f"a muscle needs {', '.join(missing)}")
        return self


class Target(Sourced):
    muscle: MuscleId
    role: Literal["primary", "secondary"]
    how: Literal["lengthened", "working"]
    where: Text | None = None
    """Which side or under which condition, e.g. 'of the other leg, when it lies straight'."""


class EndAngle(Sourced):
    """An approximate joint angle at the end of the movement, in degrees."""

    joint: Text
    motion: Text
    low_degrees: Degrees
    high_degrees: Degrees
    where: Text | None = None

    @model_validator(mode="after")
    def _low_to_high(self):
        if self.low_degrees > self.high_degrees:
            raise ValueError("low_degrees is above high_degrees")
        return self


class Step(Content):
    do: Literal["move", "breathe", "feel"]
    text: Text
    film_at: float | None = Field(default=None, ge=0, le=1)
    """Where in the film from start to end this step begins; none for what comes after the end."""


class Slip(Sourced):
    """A common slip and the kind words that mend it."""

    id: Id
    slip: Text
    instead: Text


class Caution(Sourced):
    """Who leaves this stretch out, changes it or asks first; `questions`: where the screening asks for it."""

    who: Text
    advice: Literal["leave-out", "ask-first", "change", "stop"]
    why: Text
    questions: tuple[QuestionId, ...] = ()


class Cues(Content):
    """Spoken words, one short sentence for each phase. `{side}` is replaced by left or right."""

    move_in: Text
    hold: Text
    move_out: Text


class Variant(Sourced):
    """A form of the stretch. Screening, routines and the stop answers name it by id."""

    id: Id
    name: Text
    eases: Literal["standard", "easier", "harder", "other"]
    how: Text
    for_whom: Text | None = None
    cues: Cues | None = None
    mode: Literal["hold", "repetitions"] | None = None
    """Where it differs from the stretch's own; then with its own dose."""
    repetitions: int | None = Field(default=None, ge=1, le=40)
    repetition_seconds: Seconds | None = None

    @model_validator(mode="after")
    def _repetitions_have_a_dose(self):
        if self.mode == "repetitions" and not (self.repetitions and self.repetition_seconds):
            raise ValueError("mode 'repetitions' needs repetitions and repetition_seconds")
        return self


PictureFile = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+\.(webp|png|svg)$")]


class Picture(Content):
    file: PictureFile
    alt: Annotated[Text, StringConstraints(max_length=2000)]


class LabelledPicture(Picture):
    labels: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+\.json$")]
    """Where each target is in it: written by the pipeline, as fractions of width and height."""


class NamedPicture(Picture):
    name: Text


class Film(Picture):
    """One picture that holds all frames from start to end, in a grid, row by row; and a small one for
    phones."""

    phone_file: PictureFile
    frames: int = Field(ge=2, le=60)
    columns: int = Field(ge=1, le=12)


class Pictures(Content):
    """What there is to see of a stretch. `shown_side` is the side that works; the other side is mirrored."""

    shown_side: Literal["left", "right"] = "left"
    start: Picture | None = None
    end: Picture | None = None
    muscles: LabelledPicture | None = None
    film: Film | None = None
    forms: Mapping[Id, Picture] = {}
    slips: Mapping[Id, Picture] = {}
    views: Mapping[Id, NamedPicture] = {}
    larger_body: Picture | None = None

    def named(self) -> dict[str, Picture]:
        """Every picture by one name: `start`, `film`, `form-foot-down`, `slip-head-lifting` and so on."""
        single = {"start": self.start, "end": self.end, "muscles": self.muscles, "film": self.film,
                  "larger-body": self.larger_body}  # fmt: skip
        groups = {"form": self.forms, "slip": self.slips, "view": self.views}
        named = {name: picture for name, picture in single.items() if picture is not None}
        return named | {
            f"{kind}-{id}": picture for kind, group in groups.items() for id, picture in group.items()
        }


class Stretch(Sided, Reviewed):
    id: Id
    position: int = Field(ge=1)
    """Where it stands in the course's own order."""
    name: Text
    in_short: Text
    mode: Literal["hold", "repetitions"]
    two_sided: bool
    purpose: tuple[Fact, ...]
    feel: Fact
    targets: tuple[Target, ...]
    joint_motions: tuple[Fact, ...]
    end_angles: tuple[EndAngle, ...]
    set_up: tuple[Text, ...]
    steps: tuple[Step, ...]
    cues: Cues
    slips: tuple[Slip, ...]
    easier: tuple[Fact, ...]
    harder: tuple[Fact, ...]
    cautions: tuple[Caution, ...]
    evidence: tuple[Fact, ...] = ()
    variants: tuple[Variant, ...]
    easier_variant: Id
    hold_seconds: Seconds | None = None
    sets: int | None = Field(default=None, ge=1, le=6)
    repetitions: int | None = Field(default=None, ge=1, le=40)
    pictures: Pictures = Pictures()

    @model_validator(mode="after")
    def _dose_fits_mode(self):
        needed = ("hold_seconds", "sets") if self.mode == "hold" else ("repetitions",)
        missing = [key for key in needed if getattr(self, key) is None]
        if missing:
            raise ValueError(f"mode '{self.mode}' needs {' and '.join(missing)}")
        ids = [variant.id for variant in self.variants]
        if "standard" not in ids or len(set(ids)) != len(ids):
            raise ValueError("variants need one 'standard' and no id twice")
        if self.easier_variant not in ids:
            raise ValueError(f"easier_variant '{self.easier_variant}' is not among the variants")
        return self

    @model_validator(mode="after")
    def _steps_follow_the_film(self):
        places = [step.film_at for step in self.steps if step.film_at is not None]
        if places != sorted(set(places)):
            raise ValueError("film_at grows from step to step")
        return self

    @model_validator(mode="after")
    def _pictures_show_what_is_there(self):
        for kind, shown, there in (
            ("forms", self.pictures.forms, {variant.id for variant in self.variants}),
            ("slips", self.pictures.slips, {slip.id for slip in self.slips}),
        ):
            if unknown := sorted(set(shown) - there):
                raise ValueError(
                    f"pictures.{kind} shows {', '.join(unknown)}; there are {', '.join(sorted(there))}"
                )
        return self

    def variant(self, id: str) -> Variant:
        """The variant of this id; KeyError when the stretch has none such."""
        for variant in self.variants:
            if variant.id == id:
                return variant
        raise KeyError(f"{self.id} has no variant '{id}'; it has {', '.join(v.id for v in self.variants)}")

    def mainly_reaches(self, muscle: str) -> bool:
        """Whether this muscle, by id, is one of the stretch's primary targets."""
        return any(target.muscle == muscle and target.role == "primary" for target in self.targets)
