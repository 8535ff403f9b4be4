"""Renders course/media/ from the poses in course/data/poses/. No learner needs it; see CONTRIBUTING."""
