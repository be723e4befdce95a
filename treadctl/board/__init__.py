"""The notice board: what the world may know of a belt, and what it may ask."""
