"""The walkers of this machine, and how each of them comes to the start of a walk."""
