"""A class's numbers and their errors: pure functions of frames and arrays."""
