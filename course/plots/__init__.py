"""Pictures of the log: one file a picture, each with `draw_…(ax, …) -> Axes` and `describe_…(…) -> str`.

A picture and its sentence are made of the same numbers. They show what was measured, and how much of a change
may be noise; they praise nothing. Range and pain never stand in one picture. `gallery` picks what is drawn
for a wish, `look` holds what all share.
"""
