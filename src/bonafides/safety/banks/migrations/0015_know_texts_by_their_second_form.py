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


def known_by(kind, value):
    """The SHA-256 that finds a value again; "" for what is none any more."""
    try:
        return parse_value(EntryType(kind), value).sha256
    except MatchingError:
        return ""


class Migration(migrations.Migration):
    dependencies = [("banks", "0014_tell_feeds_from_files")]

    operations = [migrations.RunPython(know_texts_anew, migrations.RunPython.noop)]
