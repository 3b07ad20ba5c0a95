"""What `florence serve` says when it is ready."""

from florence.config.announcement import announcement
from florence.config.environment import Environment


def test_a_demo_names_the_page_to_try_below_the_accounts() -> None:
    environment = Environment.from_environ({"FLORENCE_DEMO": "1", "FLORENCE_PORT": "8123"})

    told = announcement(environment)
    assert told.index("doctor@demo.example") < told.index("What to try: http://localhost:8123/try/\n")


def test_a_hospital_names_no_demo_account_and_no_page_to_try() -> None:
    told = announcement(Environment.from_environ({}))

    assert "http://localhost:8000" in told
    assert "demo" not in told
    assert "/try/" not in told
