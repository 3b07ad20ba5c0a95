"""What `florence serve` says when it is ready."""

from florence.config.demo_accounts import ACCOUNTS, account_table
from florence.config.environment import Environment


def announcement(environment: Environment) -> str:
    """The address, and in a demo who can sign in and which page says what to try."""
    address = f"\nFlorence is ready: {environment.public_url}  (Ctrl-C stops it)\n"
    if not environment.demo:
        return address
    return (
        f"{address}\nWho can sign in:\n{account_table(ACCOUNTS)}\n\n"
        f"What to try: {environment.public_url.rstrip('/')}/try/\n"
    )
