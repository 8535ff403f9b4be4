"""What a class store says, for people: report, figures, gradebook, a page for each student."""
