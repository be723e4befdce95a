"""What may happen, and what must stop."""
