"""A made-up class of 60, to try everything before anybody has handed in."""
