"""The protocol under faults: every confirmed scan reaches the books once. `SEED=n` replays one run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, make_url

from scanapp.blueprints import sync as api
from scanapp.inbox import log
from scanapp.inbox.log import Stored
from sync import device
from sync.device import Answer, Device, Outbox, Step, after_hello
from tests.sim.world import START, World
from tests.sync.floor import quicken_passwords

SEEDS = [int(os.environ["SEED"])] if "SEED" in os.environ else range(1, 7)
STEPS = 60
SEED_THAT_NOTICES = {
    "deletes_at_acknowledgement": 4,
    "ignores_a_server_that_lost_what_was_deleted": 3,
    "leaves_a_duplicate_held": 1,
}


@pytest.fixture
def make_world(app: Any, engine: Engine, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    quicken_passwords(monkeypatch)

    def make(seed: int) -> World:
        path = make_url(database_url).database
        assert path is not None
        worlds: list[World] = []
        monkeypatch.setattr(api, "now", lambda: worlds[0].time if worlds else START)
        worlds.append(World(app, engine, Path(path), seed))
        return worlds[0]

    return make


def run(world: World) -> None:
    world.backup()
    world.faults = True
    for _ in range(STEPS):
        world.step()
    world.heal()
    world.check()


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("seed", SEEDS)
def test_no_confirmed_scan_is_lost_or_counted_twice(make_world: Any, seed: int) -> None:
    run(make_world(seed))


def deletes_at_acknowledgement(monkeypatch: pytest.MonkeyPatch) -> None:
    def delete(self: Device, upto: int) -> None:
        box = self.outbox
        while box.records and box.records[0].state != "stored":
            box.base_seq, box.base_hash = box.records[0].seq, box.records[0].hash
            del box.records[0]

    monkeypatch.setattr(Device, "_delete", delete)


def ignores_a_server_that_lost_what_was_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_h7(outbox: Outbox, answer: Answer) -> Step:
        step = after_hello(outbox, answer)
        return Step("send", start=outbox.base_seq + 1) if step.rule == "H7" else step

    monkeypatch.setattr(device, "after_hello", without_h7)


def leaves_a_duplicate_held(monkeypatch: pytest.MonkeyPatch) -> None:
    store = log.store

    def without_r5(*arguments: Any) -> Stored:
        stored = store(*arguments)
        stored.to_decide = [row for row in stored.to_decide if row.id not in stored.known_before]
        return stored

    monkeypatch.setattr(log, "store", without_r5)


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    "mutation",
    [deletes_at_acknowledgement, ignores_a_server_that_lost_what_was_deleted, leaves_a_duplicate_held],
)
def test_without_one_rule_some_seed_notices(
    mutation: Any, make_world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H5, H7, R-5: a rule whose removal nothing notices would be untested or unneeded (sync-protocol §11)."""
    mutation(monkeypatch)
    with pytest.raises(AssertionError):
        run(make_world(SEED_THAT_NOTICES[mutation.__name__]))
