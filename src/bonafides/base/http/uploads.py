"""Where an upload waits while it is read: in memory, above a megabyte in a file without a name.

Such a file is gone with the process, even with a killed one: what is not kept leaves nothing on the disk to find.
"""

from tempfile import SpooledTemporaryFile
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

IN_MEMORY_BYTES = 1024 * 1024


class NamelessFile(SpooledTemporaryFile[bytes]):
    """Closed when nobody holds it any more: Django drops what came before a body that breaks off."""

    def __del__(self) -> None:
        self.close()


class NamelessFileHandler(FileUploadHandler):
    """Django's upload handler with a file that has no name in any folder."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file: Any = NamelessFile(max_size=IN_MEMORY_BYTES, dir=settings.FILE_UPLOAD_TEMP_DIR)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        self.file.seek(0)
        return UploadedFile(
            file=self.file, name=self.file_name, content_type=self.content_type, size=file_size, charset=self.charset
        )

    def upload_interrupted(self) -> None:
        if hasattr(self, "file"):
            self.file.close()
