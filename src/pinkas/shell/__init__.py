"""The outermost layer: configuration, command line, logs, and the processes that serve the app."""
