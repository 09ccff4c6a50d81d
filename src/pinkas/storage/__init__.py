"""Storage: the only package that speaks SQL, and the PostgreSQL server that comes with Pinkas."""
