"""What a teacher makes of the course for a class: the students' copy, slides, sheets, tables."""
