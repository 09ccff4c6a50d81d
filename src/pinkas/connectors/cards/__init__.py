"""Card gateways: the built-in sandbox, and real ones over HTTPS."""
