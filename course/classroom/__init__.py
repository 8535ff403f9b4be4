"""What a class needs: what a student hands in, and what only a teacher does with it."""
