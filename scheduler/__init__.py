"""Time passes: due rows, the courier, the errands and the one clock."""
