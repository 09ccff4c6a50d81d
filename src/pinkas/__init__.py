"""Pinkas: a server that keeps a business's books and speaks the APIs its tools already use."""
