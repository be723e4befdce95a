"""A walk as files that other programs read."""
