"""The synthetic class in a store."""


def test_everything_is_taken_in(demo_results):
    """Roster, hand-ins, logs but the one taken back, and marks."""
    assert len(demo_results.students) == 60 and demo_results.students["has_handed_in"].sum() == 57
    assert demo_results.shared["student"].nunique() == 13
    assert demo_results.marks["student"].nunique() == 57
