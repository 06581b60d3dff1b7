"""The page of seconds: streams that run, newest first, with what was done about each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import QuerySet

from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.models import Enforcement, LiveAction, LiveStream
from bonafides.safety.moderation.vocabulary import EnforcementState, ItemState, LiveAct
from bonafides.safety.moderation.vocabulary.limits import LIVE_ENDED_SHOWN, LIVE_SHOWN


@dataclass(frozen=True)
class StreamRow:
    """One stream as its row shows it."""

    stream: LiveStream
    at: datetime
    acts: tuple[LiveAction, ...]
    asked: tuple[Enforcement, ...]

    @property
    def runs_for(self) -> timedelta:
        return (self.stream.ended_at or self.at) - self.stream.began_at

    @property
    def silent_for(self) -> timedelta:
        """Since the platform last said anything of it."""
        return self.at - self.stream.heard_at

    @property
    def done(self) -> frozenset[str]:
        return frozenset(act.act for act in self.acts)

    @property
    def can_end(self) -> bool:
        return LiveAct.END_STREAM not in self.done

    @property
    def can_hold(self) -> bool:
        return LiveAct.HOLD not in self.done and self.stream.item.state == ItemState.LIVE

    @property
    def can_escalate(self) -> bool:
        return LiveAct.ESCALATE not in self.done

    @property
    def failed(self) -> bool:
        return any(asked.state == EnforcementState.FAILED for asked in self.asked)


@dataclass(frozen=True)
class LivePage:
    by: Actor
    at: datetime

    @cached_property
    def running(self) -> list[StreamRow]:
        """Escalated ones first, then the newest."""
        found = LiveStream.objects.filter(ended_at=None).order_by("-item__case__threat_to_life", "-began_at", "-pk")
        return self._rows(found[:LIVE_SHOWN])

    @cached_property
    def over(self) -> list[StreamRow]:
        ended = LiveStream.objects.filter(ended_at__gt=self.at - LIVE_ENDED_SHOWN).order_by("-ended_at")
        return self._rows(ended[:LIVE_SHOWN])

    @property
    def can_decide(self) -> bool:
        return permissions.can_decide(self.by)

    def _rows(self, streams: "QuerySet[LiveStream]") -> list[StreamRow]:
        listed = list(streams.select_related("item__case"))
        acts = LiveAction.objects.filter(stream__in=listed).select_related("by")
        asked = Enforcement.objects.filter(item__in=[stream.item_id for stream in listed])
        by_stream: dict[int, list[LiveAction]] = {}
        by_item: dict[int, list[Enforcement]] = {}
        for act in acts:
            by_stream.setdefault(act.stream_id, []).append(act)
        for each in asked.filter(action__in=[act.value for act in LiveAct]).order_by("pk"):
            by_item.setdefault(each.item_id, []).append(each)
        return [
            StreamRow(each, self.at, tuple(by_stream.get(each.pk, ())), tuple(by_item.get(each.item_id, ())))
            for each in listed
        ]


def stream_of(item: str) -> LiveStream:
    """The stream of an item, by the item's reference."""
    found = LiveStream.objects.filter(item__reference=item).select_related("item__case").first()
    if found is None:
        raise NotFound("no-such-stream", _("There is no such stream."))
    return found
