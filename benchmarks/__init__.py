"""How fast and how small the server is, as ratios to floors measured in the same run (docs/benchmarks.md)."""
