"""A drill: somebody with all rights changes the log of access and the history; the checkpoints must tell each time.

`python -m tests.faults.tamper_drill 1000 300000` runs it at length on a server of its own, with that many tampers and
that many rows of the log, and prints the figures.
"""

import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg

from florence.foundation import master_keys
from florence.foundation.postgresql.cluster import Cluster
from florence.foundation.signatures import Signer
from florence.security.checkpoints import chain as chains
from florence.security.checkpoints import sealing
from florence.security.checkpoints.chain import Chain
from florence.security.checkpoints.verifying import compare, verify
from tests.faults.folders import reachable_folder

EVENTS = """
INSERT INTO security_accessevent (id, at, actor_kind, roles, act, outcome, route, place, request_id, fingerprint)
SELECT uuidv7(make_interval(secs => -g / 1000.0)), now() - make_interval(secs => g), 'account', '{doctor}',
       'chart.read', 'done', 'records:workspace_summary', 'ward', md5(g::text), g
FROM generate_series(1, %s) g
"""
CONTEXTS = """
INSERT INTO pghistory_context (id, created_at, updated_at, metadata)
SELECT md5(g::text)::uuid, now(), now(), jsonb_build_object('actor', md5(g::text), 'act', 'test')
FROM generate_series(1, %s) g
"""
CHANGES = """
INSERT INTO security_relationhistory (pgh_created_at, pgh_label, pgh_context_id, pgh_obj_id, id, party_id,
                                      person_id, subject_id, source, starts_at, ends_at)
SELECT now(), 'insert', md5(g::text)::uuid, u, u, u, u, u, 'visit', now(), now() + interval '90 days'
FROM generate_series(1, %s) g, LATERAL (SELECT md5('r' || g)::uuid) AS made(u)
"""
COPIED = "at, actor_kind, roles, act, outcome, route, place, request_id, fingerprint"
AN_EVENT = "(SELECT id FROM security_accessevent OFFSET %(n)s LIMIT 1)"
A_CHANGE = "(SELECT pgh_id FROM security_relationhistory OFFSET %(n)s LIMIT 1)"
TAMPERS = {
    "another act": f"UPDATE security_accessevent SET act = 'chart.print' WHERE id = {AN_EVENT}",
    "another person": f"UPDATE security_accessevent SET actor_id = uuidv7() WHERE id = {AN_EVENT}",
    "a time moved by a second": f"UPDATE security_accessevent SET at = at + interval '1 s' WHERE id = {AN_EVENT}",
    "an event removed": f"DELETE FROM security_accessevent WHERE id = {AN_EVENT}",
    "the newest events removed": "DELETE FROM security_accessevent WHERE id IN "
    "(SELECT id FROM security_accessevent ORDER BY id DESC LIMIT 3)",
    "an event slipped in": f"INSERT INTO security_accessevent ({COPIED}, id) "
    f"SELECT {COPIED}, uuidv7(interval '-1 hour') FROM security_accessevent WHERE id = {AN_EVENT}",
    "two events exchanged": "UPDATE security_accessevent e SET request_id = o.request_id, fingerprint = o.fingerprint "
    f"FROM security_accessevent o WHERE o.id = {AN_EVENT} AND e.id = "
    "(SELECT min(id::text)::uuid FROM security_accessevent WHERE id <> o.id)",
    "a change altered": f"UPDATE security_relationhistory SET source = 'own_record' WHERE pgh_id = {A_CHANGE}",
    "a change removed": f"DELETE FROM security_relationhistory WHERE pgh_id = {A_CHANGE}",
    "a change numbered anew": "UPDATE security_relationhistory SET pgh_id = -pgh_id WHERE pgh_id = "
    + A_CHANGE,
    "who made a change": 'UPDATE pghistory_context SET metadata = metadata || \'{"actor": "x"}\' WHERE id = '
    f"(SELECT pgh_context_id FROM security_relationhistory WHERE pgh_id = {A_CHANGE})",
    "who made a change forgotten": "DELETE FROM pghistory_context WHERE id = "
    f"(SELECT pgh_context_id FROM security_relationhistory WHERE pgh_id = {A_CHANGE})",
}


@dataclass
class Figures:
    """What the drill saw."""

    tampers: int = 0
    found: int = 0
    missed: Counter[str] = field(default_factory=Counter)
    false_alarms: int = 0
    rows: int = 0
    rows_a_second: float = 0.0

    def __str__(self) -> str:
        return (
            f"{self.tampers} tampers of {len(TAMPERS)} kinds, {self.found} found, {self.false_alarms} false alarms; "
            f"{self.rows:,} rows checked at {self.rows_a_second:,.0f} a second"
        )


def fill(server_url: str, rows: int) -> None:
    """Rows of the log, and a quarter as many of a history with its contexts."""
    with psycopg.connect(server_url) as connection:
        connection.execute(EVENTS, [rows])
        connection.execute(CONTEXTS, [rows // 4])
        connection.execute(CHANGES, [rows // 4])


def run(server_url: str, chain: Chain, tampers: int, seed: int) -> Figures:
    """Change something, look whether the checkpoints tell, and take the change back; so many times."""
    figures, chance = Figures(), random.Random(seed)
    with psycopg.connect(server_url) as connection:
        changes = _count(connection, "security_relationhistory")
        for number in range(tampers):
            name = list(TAMPERS)[number % len(TAMPERS)]
            connection.execute(
                "SET LOCAL session_replication_role = replica"
            )  # as who may, silences the triggers
            changed = connection.execute(TAMPERS[name], {"n": chance.randrange(changes)}).rowcount
            assert changed > 0, name
            figures.tampers += 1
            is_found = bool(compare(connection, chain).faults)
            figures.found += is_found
            figures.missed[name] += not is_found
            connection.rollback()
    began = time.monotonic()
    whole = verify(server_url, chain)
    figures.rows, figures.rows_a_second = whole.rows, whole.rows / (time.monotonic() - began)
    figures.false_alarms = len(whole.faults)
    return figures


def _count(connection: psycopg.Connection[Any], table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0


def sealed(server_url: str, path: Path, key_file: Path) -> Chain:
    """The chain after everything that is there was summed."""
    signer = Signer(master_keys.read_key_file(key_file), chains.PURPOSE)
    sealing.seal(server_url, path, signer, rests_for=-timedelta(minutes=1))
    return chains.read_chain(path, signer)


def _figures(cluster: Cluster, tampers: int, rows: int) -> Figures:
    urls, keys = cluster.server_url("florence"), cluster.home / "keys.json"
    fill(urls, 2000)
    chain = sealed(urls, cluster.home / "drill.jsonl", keys)
    figures = run(urls, chain, tampers, seed=random.randrange(1_000_000))
    fill_events(urls, rows)
    chain = sealed(urls, cluster.home / "drill.jsonl", keys)
    began = time.monotonic()
    whole = verify(urls, chain)
    figures.rows, figures.rows_a_second = whole.rows, whole.rows / (time.monotonic() - began)
    figures.false_alarms += len(whole.faults)
    return figures


def fill_events(server_url: str, rows: int) -> None:
    """Rows of the log alone, newer than those before."""
    with psycopg.connect(server_url) as connection:
        connection.execute(EVENTS.replace("-g / 1000.0", "g / 1000000.0"), [rows])


def main(tampers: int, rows: int) -> None:
    """Run the drill on a new server and print its figures."""
    folder = reachable_folder()
    cluster = Cluster(folder / "home")
    environ = {**os.environ, "FLORENCE_HOME": str(cluster.home)}
    try:
        with cluster.running():
            migrate = [sys.executable, "-m", "florence.config.command", "migrate"]
            subprocess.run(migrate, env=environ, check=True, capture_output=True)
            print(_figures(cluster, tampers, rows))
    finally:
        cluster.erase()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
