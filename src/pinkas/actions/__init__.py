"""The verbs: issue, cancel, receive, hand out. One unit of work each; the only door to storage."""
