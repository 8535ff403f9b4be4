"""The JSON Schema of a quiz file, for editors that complete and underline.

python -m course.schema.export course/data/quiz.schema.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from course.schema.quizzes import Quiz

FILE = Path(__file__).parents[1] / "data" / "quiz.schema.json"


def quiz_schema() -> dict[str, Any]:
    """What one file of `course/data/quizzes/` may hold, from the one schema that also checks it."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Quiz.model_json_schema()}


def written(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1] if len(sys.argv) > 1 else FILE).write_text(written(quiz_schema()), encoding="utf-8")
