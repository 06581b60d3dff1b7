"""What is stored of a blob besides its file.

The key that opens it lies in a table of its own: a backup that leaves it out cannot read what was erased.
"""

from django.db import models


class Blob(models.Model):
    """Encrypted bytes in `HOME/blobs`, under a random name."""

    name = models.CharField(max_length=32, unique=True)
    bound_to = models.CharField(max_length=200)
    size_bytes = models.PositiveBigIntegerField()
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    locked_at = models.DateTimeField(null=True)  # from then on nobody reads it, whatever the reason

    def __str__(self) -> str:
        return self.name


class BlobKey(models.Model):
    """The wrapped data key of one blob; deleting this row erases the blob."""

    blob = models.OneToOneField(Blob, on_delete=models.PROTECT, related_name="key")
    wrapped = models.BinaryField()

    def __str__(self) -> str:
        return f"key of {self.blob}"
