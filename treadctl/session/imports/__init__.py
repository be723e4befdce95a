"""Workouts of other programs, made into profiles that keep every rule of ours."""
