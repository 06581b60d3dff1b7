from django.db import migrations

from bonafides.matching.errors import MatchingError
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks.values import parse_value


def know_texts_anew(apps, schema_editor):
    """Texts, and the words of rules, have another normal form from now on: what finds an entry again is made anew.

    Where a list holds two texts that are one by now, the one that had another form keeps what it had.
    """
    entries = apps.get_model("banks", "Entry").objects
    worded = entries.filter(type__in=[EntryType.TEXT, EntryType.PATTERN]).exclude(value__startswith="forgotten:")
    rows = worded.order_by("pk").values_list("pk", "bank", "type", "value", "value_sha256", "withdrawn_at")
    changed = [(*row, sha256) for row in rows.iterator(1_000) if (sha256 := known_by(row[2], row[3])) not in ("", row[4])]
    for pk, bank, kind, _value, _before, withdrawn_at, sha256 in changed:
        is_taken = entries.filter(bank=bank, type=kind, value_sha256=sha256, withdrawn_at=None).exists()
        if withdrawn_at is not None or not is_taken:
            entries.filter(pk=pk).update(value_sha256=sha256)


def know_hosts_by_their_name(apps, schema_editor):
    """`*.host.example/*` was listed as it stands, and met nobody: it is that host from now on, and shown so.

    One below which anyone may register, such as `*.co.uk/*`, is refused from now on: it stays, and is not matched.
    """
    entries = apps.get_model("banks", "Entry").objects
    rows = entries.filter(type=EntryType.URL, value__contains="*.").order_by("pk")
    for pk, bank, value, withdrawn_at in rows.values_list("pk", "bank", "value", "withdrawn_at"):
        try:
            named = parse_value(EntryType.URL, value)
        except MatchingError:
            continue
        is_taken = entries.filter(bank=bank, type=EntryType.URL, value_sha256=named.sha256, withdrawn_at=None).exists()
        if named.text != value and (withdrawn_at is not None or not is_taken):
            entries.filter(pk=pk).update(value=named.text, value_sha256=named.sha256)


def known_by(kind, value):
    """The SHA-256 that finds a value again; "" for what is none any more."""
    try:
        return parse_value(EntryType(kind), value).sha256
    except MatchingError:
        return ""


class Migration(migrations.Migration):
    dependencies = [("banks", "0014_tell_feeds_from_files")]

    operations = [
        migrations.RunPython(know_texts_anew, migrations.RunPython.noop),
        migrations.RunPython(know_hosts_by_their_name, migrations.RunPython.noop),
    ]
