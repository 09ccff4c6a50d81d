"""The verbs, and what they say."""
