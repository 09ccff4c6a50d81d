"""Sheets looked at as a reader sees them: the places and shapes of the signs on the page."""
