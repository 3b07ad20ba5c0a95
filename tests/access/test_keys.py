"""Data keys and master keys: bound to their place, wrapped anew while people read, destroyed for ever."""

import shutil
import threading
import uuid
from pathlib import Path

import pytest
from django.db import connections

from florence.config.commands.rotate_keys import batches
from florence.foundation import keys, master_keys
from florence.foundation.models import DataKey
from florence.foundation.postgresql.cluster import Urls

PLACE = {"table": "records_resource", "column": "body"}


@pytest.fixture
def key_file(tmp_path: Path, settings: object) -> Path:
    path = tmp_path / "keys.json"
    shutil.copy(settings.FLORENCE_KEYS, path)  # type: ignore[attr-defined]
    settings.FLORENCE_KEYS = path  # type: ignore[attr-defined]
    keys.forget_ciphers()
    yield path
    keys.forget_ciphers()


@pytest.mark.django_db
def test_it_works(key_file: Path) -> None:
    cipher = keys.cipher_for(keys.create_key(uuid.uuid4(), DataKey.Purpose.SUBJECT).id)
    row = uuid.uuid4()
    sealed = cipher.seal(b"penicillin", **PLACE, row_id=row)
    keys.forget_ciphers()
    assert keys.cipher_for(cipher.key_id).open(sealed, **PLACE, row_id=row) == b"penicillin"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "elsewhere", [{"table": "records_encounter"}, {"column": "note"}, {"row_id": uuid.uuid4()}]
)
def test_a_sealed_value_opens_in_its_own_place_only(
    key_file: Path, elsewhere: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    cipher = keys.cipher_for(keys.create_key(uuid.uuid4(), DataKey.Purpose.SUBJECT).id)
    place = {**PLACE, "row_id": uuid.uuid4()}
    sealed = cipher.seal(b"penicillin", **place)
    with pytest.raises(keys.SealBroken) as refused:
        cipher.open(sealed, **(place | elsewhere))
    assert "penicillin" not in str(refused.value)
    alerts = [record.getMessage() for record in caplog.records if record.name == "florence.alerts"]
    assert len(alerts) == 1
    assert "penicillin" not in alerts[0]


@pytest.mark.django_db
def test_a_sealed_value_of_another_owner_does_not_open(key_file: Path) -> None:
    mine, other = (
        keys.cipher_for(keys.create_key(uuid.uuid4(), DataKey.Purpose.SUBJECT).id) for _ in range(2)
    )
    row = uuid.uuid4()
    with pytest.raises(keys.SealBroken):
        other.open(mine.seal(b"penicillin", **PLACE, row_id=row), **PLACE, row_id=row)


@pytest.mark.django_db
def test_a_changed_bit_is_found(key_file: Path) -> None:
    cipher = keys.cipher_for(keys.create_key(uuid.uuid4(), DataKey.Purpose.SUBJECT).id)
    row = uuid.uuid4()
    sealed = bytearray(cipher.seal(b"penicillin", **PLACE, row_id=row))
    sealed[-1] ^= 1
    with pytest.raises(keys.SealBroken):
        cipher.open(bytes(sealed), **PLACE, row_id=row)


@pytest.mark.django_db
def test_a_destroyed_key_opens_nothing_and_is_remembered(key_file: Path) -> None:
    owner = uuid.uuid4()
    key = keys.create_key(owner, DataKey.Purpose.SUBJECT)
    assert keys.destroy_keys(owner) == 1
    with pytest.raises(keys.KeyDestroyed):
        keys.cipher_for(key.id)
    assert owner in master_keys.list_erased(key_file)  # other tests erase too


@pytest.mark.django_db
def test_a_wrapped_key_is_bound_to_its_row(key_file: Path) -> None:
    first, second = (keys.create_key(uuid.uuid4(), DataKey.Purpose.SUBJECT) for _ in range(2))
    DataKey.objects.filter(id=second.id).update(wrapped=first.wrapped)
    keys.forget_ciphers()
    with pytest.raises(keys.SealBroken):
        keys.cipher_for(second.id)


def test_the_key_file_is_for_its_owner_alone(key_file: Path) -> None:
    assert key_file.stat().st_mode & 0o777 == 0o600


def test_the_current_epoch_is_not_ended(key_file: Path) -> None:
    current = master_keys.read_key_file(key_file).current_epoch
    with pytest.raises(master_keys.KeyFileError):
        master_keys.end_epoch(key_file, current)
    assert current in master_keys.read_key_file(key_file).epochs


def test_no_erasure_is_lost_when_many_are_written_at_once(key_file: Path) -> None:
    owners = [uuid.uuid4() for _ in range(40)]
    threads = [threading.Thread(target=master_keys.add_erased, args=(key_file, owner)) for owner in owners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Other tests write into the same key file.
    assert set(owners) <= set(master_keys.list_erased(key_file))


def test_a13_07_keys_change_while_people_read(key_file: Path, own_database: Urls) -> None:
    row = uuid.uuid4()
    ciphers = [
        keys.cipher_for(keys.create_key(uuid.uuid4(), DataKey.Purpose.SUBJECT).id) for _ in range(1_200)
    ]
    sealed = {cipher.key_id: cipher.seal(b"penicillin", **PLACE, row_id=row) for cipher in ciphers}
    is_done, failures, reads = threading.Event(), [], []

    def read() -> None:
        while not is_done.is_set() or not reads:
            for key_id, value in list(sealed.items())[::40]:
                keys.forget_ciphers()
                try:
                    assert keys.cipher_for(key_id).open(value, **PLACE, row_id=row) == b"penicillin"
                    reads.append(key_id)
                except Exception as error:  # noqa: BLE001
                    failures.append(error)
        connections.close_all()

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    before = master_keys.read_key_file(key_file).current_epoch
    master_keys.begin_epoch(key_file, "2027-01")
    assert sum(batches()) >= len(sealed)
    master_keys.end_epoch(key_file, before)
    for key_id in list(sealed)[:50]:
        keys.forget_ciphers()
        assert keys.cipher_for(key_id).open(sealed[key_id], **PLACE, row_id=row) == b"penicillin"
    is_done.set()
    for reader in readers:
        reader.join()
    assert failures == []
    assert len(reads) > 50
    assert keys.count_keys_to_rewrap() == 0
