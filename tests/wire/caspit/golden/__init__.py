"""Caspit's wire over real HTTP and a real database, answer by answer, down to the bytes."""
