"""Caspit's wire, unit by unit."""
