"""What the launcher says when it cannot go on."""


class LauncherError(Exception):
    """The database cannot be started or stopped; the message is one sentence for the operator."""
