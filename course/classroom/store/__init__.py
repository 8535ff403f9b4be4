"""The class store: gathers what was handed in, keeps it in one file, forgets a person."""
