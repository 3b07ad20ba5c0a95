"""What an operator may set, and what a wrong value is told."""

from ipaddress import ip_network
from pathlib import Path

import pytest

from florence.config.environment import Environment
from florence.config.environment_problem import EnvironmentProblem
from florence.foundation import master_keys

THREE = {
    "FLORENCE_DATABASE_URL": "postgresql://app:secret@db.example:5433/hospital?sslmode=verify-full",
    "FLORENCE_OWNER_URL": "postgresql://owner:secret@db.example:5433/hospital",
    "FLORENCE_BACKUP_URL": "postgresql://backup:secret@db.example:5433/hospital",
}


def test_it_works(tmp_path: Path) -> None:
    environment = Environment.from_environ({"HOME": str(tmp_path)})

    assert environment.home == tmp_path / ".local/share/florence"
    assert environment.keys == environment.home / "keys.json"
    assert environment.port == 8000
    assert environment.public_url == "http://localhost:8000"
    assert environment.urls is None
    assert not environment.demo
    assert not environment.is_https
    assert environment.cookie("session") == "session"
    assert environment.allowed_hosts() == ["127.0.0.1", "[::1]", "localhost"]
    assert not list(tmp_path.iterdir())  # reading makes nothing


def test_over_https_a_proxy_of_this_machine_is_believed_and_another_when_named() -> None:
    https = {"FLORENCE_PUBLIC_URL": "https://florence.hospital.example"}
    assert Environment.from_environ({}).proxies == ()
    assert Environment.from_environ(https).proxies == (ip_network("127.0.0.0/8"), ip_network("::1"))
    named = Environment.from_environ({**https, "FLORENCE_PROXY": "10.88.0.1, 10.89.0.0/16"})
    assert named.proxies == (ip_network("10.88.0.1"), ip_network("10.89.0.0/16"))
    with pytest.raises(EnvironmentProblem, match="FLORENCE_PROXY"):
        Environment.from_environ({"FLORENCE_PROXY": "proxy.example"})


def test_https_binds_cookies_to_the_host() -> None:
    environment = Environment.from_environ({"FLORENCE_PUBLIC_URL": "https://florence.hospital.example/"})

    assert environment.is_https
    assert environment.cookie("session") == "__Host-session"
    assert "florence.hospital.example" in environment.allowed_hosts()
    assert environment.trusted_origins() == ["https://florence.hospital.example"]


def test_a_server_of_ones_own_is_reached_as_the_application() -> None:
    database = Environment.from_environ(THREE).database()

    assert database["USER"] == "app"
    assert database["HOST"] == "db.example"
    assert database["PORT"] == "5433"
    assert database["NAME"] == "hospital"
    assert database["OPTIONS"] == {
        "sslmode": "verify-full",
        "server_side_binding": True,
        "prepare_threshold": 3,
    }


def test_migrations_connect_as_the_owner_who_sees_all_rows() -> None:
    database = Environment.from_environ({**THREE, "FLORENCE_DATABASE_ROLE": "owner"}).database()

    assert database["USER"] == "owner"
    assert database["OPTIONS"] == {"options": "-c app.reach=system"}


def test_a_database_that_never_ran_leads_nowhere(tmp_path: Path) -> None:
    database = Environment.from_environ({"FLORENCE_HOME": str(tmp_path)}).database()

    assert database["HOST"] == str(tmp_path / "run")


def test_the_secret_key_comes_from_the_key_file(tmp_path: Path) -> None:
    environment = Environment.from_environ({"FLORENCE_HOME": str(tmp_path)})
    with pytest.raises(master_keys.KeyFileError):
        environment.secret_key()
    master_keys.create_key_file(environment.keys)

    assert environment.secret_key() == environment.secret_key()
    assert len(environment.secret_key()) == 64


def test_letters_go_to_a_folder_without_a_mail_server(tmp_path: Path) -> None:
    server = Environment.from_environ({"FLORENCE_HOME": str(tmp_path)}).email()

    assert server.backend.endswith("filebased.EmailBackend")
    assert server.folder == tmp_path / "letters"


def test_letters_go_to_the_mail_server_by_tls() -> None:
    url = "smtp://florence:p%40ss@mail.example"
    server = Environment.from_environ({"FLORENCE_EMAIL_URL": url}).email()

    assert (server.host, server.port, server.user, server.password) == (
        "mail.example",
        587,
        "florence",
        "p@ss",
    )
    assert server.use_tls
    assert not server.use_ssl


def test_a_demo_shown_to_other_machines_answers_to_any_name() -> None:
    environment = Environment.from_environ({"FLORENCE_DEMO": "1", "FLORENCE_LISTEN": "0.0.0.0"})

    assert environment.allowed_hosts() == ["*"]


def test_without_demo_listening_everywhere_opens_no_other_name() -> None:
    environment = Environment.from_environ({"FLORENCE_LISTEN": "0.0.0.0"})

    assert "*" not in environment.allowed_hosts()


def test_another_process_reads_the_same_choices(tmp_path: Path) -> None:
    chosen = Environment.from_environ(
        {"FLORENCE_HOME": str(tmp_path), "FLORENCE_PORT": "8123", "FLORENCE_DEMO": "1"}
    )
    read = Environment.from_environ(chosen.variables())

    assert (read.home, read.port, read.demo) == (tmp_path, 8123, True)


@pytest.mark.parametrize(
    ("variable", "value", "cure"),
    [
        ("FLORENCE_PORT", "eighty", "a number from 1 to 65535"),
        ("FLORENCE_PORT", "70000", "a number from 1 to 65535"),
        ("FLORENCE_PORT", "٨٠٠٠", "a number from 1 to 65535"),
        ("FLORENCE_PUBLIC_URL", "florence.hospital.example", "https://florence.hospital.example"),
        ("FLORENCE_PUBLIC_URL", "https://florence.example:port", "https://florence.hospital.example"),
        ("FLORENCE_PUBLIC_URL", "http://florence.hospital.example", "Use https"),
        ("FLORENCE_PUBLIC_URL", "https://hospital.example/florence", "a host name of its own"),
        ("FLORENCE_OWNER_URL", "postgresql://owner@db.example/hospital", "Set all three, or none"),
        ("FLORENCE_HOME", __file__, "Name a folder"),
    ],
)
def test_a_wrong_value_names_its_variable_and_a_cure(variable: str, value: str, cure: str) -> None:
    with pytest.raises(EnvironmentProblem, match="FLORENCE_") as problem:
        Environment.from_environ({variable: value})

    assert cure in str(problem.value)


@pytest.mark.parametrize("value", ["postgresql://db.example", "mysql://a@b/c", "nonsense"])
def test_a_database_address_without_user_or_name_is_refused(value: str) -> None:
    with pytest.raises(
        EnvironmentProblem, match=r"FLORENCE_BACKUP_URL.*postgresql://USER:PASSWORD"
    ) as problem:
        Environment.from_environ({**THREE, "FLORENCE_BACKUP_URL": value})

    assert value not in str(problem.value)  # it may hold a password


@pytest.mark.parametrize(
    "value", ["mail.example", "http://mail.example", "smtp://mail.example:port", "smtp://"]
)
def test_a_wrong_mail_address_is_refused(value: str) -> None:
    with pytest.raises(EnvironmentProblem, match="FLORENCE_EMAIL_URL"):
        Environment.from_environ({"FLORENCE_EMAIL_URL": value}).email()
