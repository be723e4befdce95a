"""What this person should do now: profiles, plans and the walk itself."""
