"""What can be wrong with a backup, told to the operator: what, where, what to do."""

from florence.foundation.postgresql.problems import DatabaseProblem


class BackupProblem(DatabaseProblem):
    """No backup was made, or it cannot be brought back; the text names a cure."""
