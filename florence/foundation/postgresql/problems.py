"""What can be wrong with a database server, told to the operator: what, where, what to do."""


class DatabaseProblem(Exception):
    """The database cannot be used; the text is a sentence for the operator and names a cure."""


class DatabaseTooOld(DatabaseProblem):
    """The server or its binaries are older than the oldest PostgreSQL that Florence runs on."""
