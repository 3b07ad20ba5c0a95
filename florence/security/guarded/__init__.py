"""The database engine of tests and of development: PostgreSQL's, which refuses to reach records outside a scope."""
