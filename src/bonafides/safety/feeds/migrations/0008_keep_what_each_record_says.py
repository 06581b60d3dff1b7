from hashlib import sha256

from django.db import migrations, models
from django.db.models import Exists, F, OuterRef, Q

OPINIONS = ["positive", "negative", "disputed", "unconfirmed"]


def tell_what_stands(apps, schema_editor):
    """1. What hosted matchers had put on lists becomes records. 2. What feeds hold is theirs by reference, not by name.
    3. Each standing record says what its feed holds. 4. StopNCII's spelling stands in how it names a record. 5. What a
    collection says of an end was not kept: it is read from the start once more.
    """
    Feed = apps.get_model("feeds", "Feed")
    for feed in _feeds_with_records(apps):
        _note_hosted(apps, feed)
        _hold_by_reference(apps, feed)
    _keep_spellings(apps)
    place = {"checkpoint": None, "checkpoint_at": None, "page_sha256": "", "page_lines": 0}
    Feed.objects.filter(adapter="taxii", removed_at=None).update(**place)


def _feeds_with_records(apps):
    """Those whose removal is under way first: by now another feed may have the name."""
    left = apps.get_model("feeds", "FeedRecord").objects.filter(feed=OuterRef("pk"), gone_at=None)
    feeds = apps.get_model("feeds", "Feed").objects.filter(Q(removed_at=None) | Exists(left))
    return feeds.order_by(F("removed_at").asc(nulls_last=True), "pk")


def _note_hosted(apps, feed):
    """Entries that came with this feed's opinion, in the same moment, from no line of a file, and that no record brought."""
    FeedRecord = apps.get_model("feeds", "FeedRecord")
    if feed.adapter != "tcap":
        return
    theirs = _opinions_of(apps, feed).filter(given_at=F("entry__added_at"), entry__line=0, entry__withdrawn_at=None)
    brought = FeedRecord.objects.filter(entry=OuterRef("entry"), brought=True)
    for said in theirs.filter(~Exists(brought)).select_related("entry").iterator():
        key = sha256(f"hosted|{said.entry.type}|{said.entry.value}".encode()).hexdigest()
        FeedRecord.objects.create(
            feed=feed, key=key, entry=said.entry, brought=True, hosted=True, generation=feed.generation
        )


def _hold_by_reference(apps, feed):
    FeedRecord = apps.get_model("feeds", "FeedRecord")
    records = FeedRecord.objects.filter(feed=feed, gone_at=None)
    theirs = _opinions_of(apps, feed).filter(entry__in=records.values("entry"))
    for opinion in OPINIONS:
        records.filter(entry__in=theirs.filter(value=opinion).values("entry")).update(opinion=opinion)
    theirs.update(feed=feed.reference)


def _opinions_of(apps, feed):
    EntryOpinion = apps.get_model("banks", "EntryOpinion")
    return EntryOpinion.objects.filter(
        entry__bank=feed.bank_id, side="source", source=feed.name, feed="", ended_at=None
    )


def _keep_spellings(apps):
    FeedRecord = apps.get_model("feeds", "FeedRecord")
    named = FeedRecord.objects.filter(feed__adapter="stopncii", gone_at=None)
    spelled = named.filter(Q(source_id__startswith="URL|") | Q(source_id__startswith="Text|"))
    for record in spelled.iterator():
        if len(record.source_id) < 200:  # it is cut there
            record.spelling = record.source_id.partition("|")[2]
            record.save(update_fields=["spelling"])


class Migration(migrations.Migration):
    """A record keeps what its source says, how it spells it and until when; a hosted matcher's answer is one too."""

    dependencies = [
        ("banks", "0014_tell_feeds_from_files"),
        ("feeds", "0007_remove_a_feed_and_keep_credentials_of_a_kind"),
    ]

    operations = [
        migrations.AddField("feedrecord", "spelling", models.TextField(blank=True)),
        migrations.AddField(
            "feedrecord",
            "opinion",
            models.CharField(blank=True, choices=[(each, each) for each in OPINIONS], max_length=12),
        ),
        migrations.AddField("feedrecord", "expires_at", models.DateTimeField(null=True)),
        migrations.AddField("feedrecord", "hosted", models.BooleanField(default=False)),
        migrations.AddField("feedreply", "spelling", models.TextField(blank=True)),
        migrations.AddIndex(
            "feedrecord",
            models.Index(
                condition=Q(gone_at=None, expires_at__isnull=False), fields=["expires_at"], name="feeds_records_ending"
            ),
        ),
        migrations.RunPython(tell_what_stands, migrations.RunPython.noop),
    ]
