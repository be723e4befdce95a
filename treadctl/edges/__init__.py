"""Edges: who watches, who asks? They may fail; the belt does not notice."""
