"""Checkpoints of the log of access and of the history, made again and again while the worker runs."""

import logging
from pathlib import Path

from django.conf import settings
from procrastinate.contrib.django import app

from florence.foundation import keys, master_keys
from florence.foundation.signatures import Signer
from florence.security.checkpoints import chain, sealing

_alerts = logging.getLogger("florence.alerts")


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="security.make_checkpoint", pass_context=False)
def make_checkpoint(timestamp: int) -> None:
    """Every five minutes: sum and sign what has come since the last time."""
    signer = Signer(master_keys.opened(keys.key_file()), chain.PURPOSE)
    backup_url = settings.ENVIRONMENT.known_urls().backup
    try:
        sealing.seal(backup_url, Path(settings.FLORENCE_HOME) / chain.FILE, signer)
    except chain.ChainBroken as broken:
        _alerts.critical("No checkpoint of the log was made: %s", broken)
