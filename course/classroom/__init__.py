"""What only a teacher needs."""
