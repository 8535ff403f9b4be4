"""The one description of what the content files hold.

Every model is frozen and refuses keys it does not know. Keys carry their unit (`hold_seconds`); ids are
kebab-case and are the only names that code and notebooks use. What one model cannot see (does this muscle
exist?) is cross-checked in `course.crosscheck`.
"""

from __future__ import annotations

from collections.abc import Mapping

from course.schema.base import (
    Bloom,
    Certainty,
    Content,
    Degrees,
    Fact,
    Id,
    LessonId,
    MeasureId,
    MuscleId,
    ObjectiveId,
    Outcome,
    QuestionId,
    QuizId,
    ReferenceId,
    RefersTo,
    Reviewed,
    RoutineId,
    Scope,
    Seconds,
    Side,
    Sourced,
    StretchId,
    TaughtIn,
    Text,
    Track,
    Urgency,
)
from course.schema.lessons import Claim, Lesson, Objective, Reference
from course.schema.measures import Measure, Published
from course.schema.practical import Criterion, PracticalSheet
from course.schema.quizzes import (
    After,
    AnyItem,
    Asked,
    CalculatedItem,
    CalculatedQuestion,
    CaseItem,
    CaseQuestion,
    Cell,
    ChoiceItem,
    ChoiceQuestion,
    Circle,
    ClozeItem,
    ClozeQuestion,
    Drawn,
    FormName,
    Formula,
    Gap,
    GapWord,
    Hint,
    HotspotItem,
    HotspotQuestion,
    Item,
    MatchItem,
    MatchQuestion,
    MultipleItem,
    MultipleQuestion,
    NearFormula,
    NearMiss,
    NumberItem,
    NumberQuestion,
    Numeric,
    Option,
    OrderItem,
    OrderQuestion,
    Pair,
    Part,
    Partner,
    Quiz,
    Rules,
    Spot,
    Stage,
    StageQuestion,
    TrueFalseItem,
    TrueFalseQuestion,
)
from course.schema.routines import (
    Extra,
    FirstDays,
    NoBetter,
    OverDays,
    PainUp,
    Routine,
    RoutineEntry,
    RoutineOption,
    Timing,
)
from course.schema.safety import (
    Combination,
    DailyCheck,
    Everything,
    OtherAnswer,
    PainBand,
    Population,
    Question,
    Rule,
    Safety,
    StopAnswer,
    StopRules,
    Tick,
    UrgencyPage,
)
from course.schema.stretches import (
    Caution,
    Cues,
    EndAngle,
    Film,
    LabelledPicture,
    Muscle,
    NamedPicture,
    Picture,
    PictureFile,
    Pictures,
    Slip,
    Step,
    Stretch,
    Target,
    Variant,
)


class Course(Content):
    """All content, by id. Made by `course.load_course()`."""

    stretches: Mapping[str, Stretch]
    muscles: Mapping[str, Muscle]
    measures: Mapping[str, Measure]
    routines: Mapping[str, Routine]
    extras: Mapping[str, Extra]
    timing: Timing
    over_days: OverDays
    quizzes: Mapping[str, Quiz]
    objectives: Mapping[str, Objective]
    references: Mapping[str, Reference]
    claims: Mapping[str, Claim]
    lessons: Mapping[str, Lesson]
    practical_sheet: PracticalSheet
    safety: Safety
