"""What `florence serve` says when it is ready."""

from collections.abc import Iterable

from florence.config.environment import Environment

PASSWORD = "florence-demo"
FIRST_STEPS = "/try/"


def announcement(environment: Environment) -> str:
    """Address, and in a demo who can sign in and what to try."""
    address = f"\nFlorence is ready: {environment.public_url}  (Ctrl-C stops it)\n"
    if not environment.demo:
        return address
    # Only a demo has accounts to announce.
    from florence.config.demo_accounts import ACCOUNTS  # noqa: PLC0415

    return f"{address}\nWho can sign in, all with the password {PASSWORD}:\n{account_table(ACCOUNTS)}\n"


def account_table(accounts: Iterable[tuple[str, str, str]]) -> str:
    """Lines of e-mail, person and first page, in columns."""
    rows = list(accounts)
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
