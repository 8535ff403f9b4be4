"""The files that a student gives away: the hand-in, and apart from it the shared log."""
