"""Quizzes on their way to and from other programs. Needs lxml, loaded when something is exchanged."""
