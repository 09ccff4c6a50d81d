"""Our own routes under /ext/v1, over real HTTP and a real database."""
