"""Both sides of a shared list: what stands on the list of the one, what the other took of it."""

from collections.abc import Callable
from typing import Any

from tests.between import run


def steps() -> dict[str, Callable[..., Any]]:
    from hashlib import sha256

    from bonafides.base.audit.models import LogEntry
    from bonafides.kernel.actor import SYSTEM
    from bonafides.kernel.clock import now
    from bonafides.matching.vocabulary import EntryType
    from bonafides.safety.banks import actions as banks
    from bonafides.safety.banks.models import Bank, Entry
    from bonafides.safety.banks.vocabulary import Opinion, Tlp
    from bonafides.safety.feeds import actions
    from bonafides.safety.feeds.actions import sharing
    from bonafides.safety.feeds.models import Feed, FeedRecord, FeedReply, SharedList

    def digest(number: str) -> str:
        return sha256(f"shape {number}".encode()).hexdigest()

    def prepare(count: str) -> str:
        """A green list of so many shapes, confirmed by us."""
        bank = banks.create_bank(name="Shapes", tlp=Tlp.GREEN, by=SYSTEM, at=now())
        rows = [banks.SourceRow(EntryType.SHA256, digest(str(n)), opinion=Opinion.POSITIVE) for n in range(int(count))]
        banks.take_from_source(bank=bank, source="the analysts", rows=rows, by=SYSTEM, at=now())
        return bank.reference

    def publish() -> int:
        """Write now what the worker would write soon."""
        sharing.compare(bank=Bank.objects.get(name="Shapes").reference, after=0, at=now())
        return SharedList.objects.get().size

    def subscribe(address: str, key: str, token: str) -> str:
        bank = banks.create_bank(name="Theirs", by=SYSTEM, at=now())
        setup = actions.Setup("Theirs", "bonafides", address, {"key": key}, sends_opinions=True)
        return actions.add_feed(
            bank=bank.reference, setup=setup, secrets={"api_key": token}, by=SYSTEM, at=now()
        ).reference

    def standing(name: str) -> list[str]:
        return sorted(Entry.objects.filter(bank__name=name, withdrawn_at=None).values_list("value", flat=True))

    def counts() -> dict[str, int]:
        records = FeedRecord.objects.filter(gone_at=None)
        entries = Entry.objects.filter(bank__name="Theirs")
        return {"records": records.count(), "entries": entries.count()}

    def withdraw(number: str) -> str:
        entry = Entry.objects.get(bank__name="Shapes", value=digest(number))
        banks.withdraw_entry(entry=entry, reason="A library.", by=SYSTEM, at=now())
        return entry.reference

    def overturn(number: str) -> str:
        """What a reversed decision does here."""
        entry = Entry.objects.get(bank__name="Theirs", value=digest(number))
        banks.give_opinion(entry=entry, value=Opinion.NEGATIVE, decision="D-1", by=SYSTEM, at=now())
        return entry.reference

    def opinions(number: str) -> dict[str, str]:
        entry = Entry.objects.get(bank__name="Shapes", value=digest(number))
        return {each.source: each.value for each in entry.opinions.filter(ended_at=None)} | {"": entry.opinion}

    def replies() -> list[str]:
        return [f"{each.opinion}: {each.state} {each.trouble}" for each in FeedReply.objects.all()]

    def secrets_in_log(secret: str) -> int:
        """How often a credential stands where it must not."""
        said = [str(entry.opened) for entry in LogEntry.objects.all()]
        return sum(secret in text for text in [*said, *Feed.objects.values_list("secrets", flat=True)])

    return {
        "prepare": prepare,
        "publish": publish,
        "subscribe": subscribe,
        "standing": standing,
        "counts": counts,
        "withdraw": withdraw,
        "overturn": overturn,
        "opinions": opinions,
        "replies": replies,
        "secrets_in_log": secrets_in_log,
    }


if __name__ == "__main__":
    run(steps)
