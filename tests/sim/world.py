"""A world of phones and one real server that goes wrong in every way at random, from one seed (sync-protocol §9, §11).

Time is the world's own: steps take hours or days, so that operations become durable and phones let go of them.
"""

from __future__ import annotations

import copy
import json
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Engine, text

from scanapp.db import transaction
from scanapp.inbox.queries import DURABLE_AFTER
from sync.device import Answer, Device, Offline, Outbox
from tests.sync.floor import BELL, Floor

START = datetime(2026, 1, 1, 8, tzinfo=UTC)


class World:
    """Three phones, each counting in a bin of its own; `facts` are all operations that were confirmed to a person."""

    def __init__(self, app: Any, engine: Engine, path: Path, seed: int) -> None:
        self.random, self.time, self.path, self.engine, self.app = Random(seed), START, path, engine, app
        self.faults = False
        self.floor = Floor(app, engine, seed)
        self.floor.now = lambda: self.time  # type: ignore[method-assign]
        self.phones = [self._phone(login) for login in ("kim", "mia", "sam")]
        self.facts: set[str] = set()
        self.lost_on_phones: set[str] = set()
        self.saved: dict[int, Outbox] = {}
        self.lost_by_restore: set[str] = set()
        self.backups: list[tuple[datetime, Path]] = []
        self.epochs = 0

    def _phone(self, login: str) -> Device:
        device = self.floor.phone(login)
        device.now = lambda: round(self.time.timestamp() * 1000)
        device.transport = self._deliver
        return device

    def _deliver(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """The network: requests and answers get lost, requests arrive twice."""
        if self.faults and self.random.random() < 0.1:
            raise Offline()
        if self.faults and path.endswith("/push") and self.random.random() < 0.2:
            self._deliver_tail(method, path, headers, body)
        answer = self.floor.wire.send(method, path, headers, body)
        if self.faults and self.random.random() < 0.1:
            answer = self.floor.wire.send(method, path, headers, body)
        if self.faults and self.random.random() < 0.2:
            raise Offline()
        return answer

    def _deliver_tail(self, method: str, path: str, headers: dict[str, str], body: bytes) -> None:
        """Only the later part of a batch arrives, as if an earlier batch had been overtaken; no answer comes back."""
        batch = json.loads(body)
        batch["ops"] = batch["ops"][1:]
        self.floor.wire.send(method, path, headers, json.dumps(batch).encode())
        raise Offline()

    def step(self) -> None:
        """One thing happens somewhere."""
        self.time += timedelta(hours=self.random.choice([0, 1, 1, 8, 60, 200]))
        index = self.random.randrange(len(self.phones))
        phone, dice = self.phones[index], self.random.random()
        if dice < 0.5:
            words = self.floor.words(item=BELL, quantity="1", bin=f"A-01-0{index + 1}")
            self.facts.add(phone.make("count.scan", **words))
        elif dice < 0.83:
            phone.sync(batch_ops=self.random.choice([1, 2, 200]))
        elif dice < 0.88:
            self.backup()
        elif dice < 0.92:
            self.restore()
        elif dice < 0.96:
            self.saved[index] = copy.deepcopy(phone.outbox)
        elif index in self.saved:
            kept = {record.op for record in self.saved[index].records}
            self.lost_on_phones |= {record.op for record in phone.outbox.records} - kept
            phone.outbox = copy.deepcopy(self.saved[index])

    def backup(self) -> None:
        """A copy of the database as it is now."""
        copied = self.path.with_name(f"backup-{len(self.backups)}.sqlite")
        source, target = sqlite3.connect(self.path), sqlite3.connect(copied)
        source.backup(target)
        source.close()
        target.close()
        self.backups.append((self.time, copied))

    def restore(self) -> None:
        """The server comes back as it was at some backup, under a new epoch.

        One older than what counts as durable can lack what phones have let go of: the only loss there is.
        """
        at, backup = self.random.choice(self.backups)
        self.engine.dispose()
        self.app.engine.dispose()
        for suffix in ("-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(backup, self.path)
        self.epochs += 1
        with transaction(self.engine) as session:
            session.execute(text("UPDATE counter SET epoch = :epoch"), {"epoch": f"e_{self.epochs}"})
        if at < self.time - DURABLE_AFTER:
            self.lost_by_restore |= self.facts - self.floor.states().keys() - self.kept()

    def kept(self) -> set[str]:
        """Every operation that some phone has."""
        return {record.op for phone in self.phones for record in phone.outbox.records}

    def heal(self) -> None:
        """The network is good again and every phone drains."""
        self.faults = False
        for _ in range(3):
            for phone in self.phones:
                phone.sync()

    def check(self) -> None:
        """I-10, I-11, I-13: everything that a reachable phone had is received, applied, and counted exactly once."""
        states = self.floor.states()
        assert self.kept() <= states.keys()
        assert self.facts - states.keys() <= self.lost_on_phones | self.lost_by_restore
        assert {state for state, _ in states.values()} <= {"applied"}
        total = sum(self.floor.counted().values(), Decimal(0))
        assert total == len(states)
        assert all(phone.sync() for phone in self.phones)
