"""Connectors against servers of our own on the loopback: nothing leaves the machine."""
