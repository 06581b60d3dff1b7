"""The text of a PDF, read in a process of its own: bytes on standard input, JSON on standard output.

Run as a file, with an empty environment. Before the first byte is looked at, the process gives up what it needs not:
memory and time past a limit, new files and sockets, children, writing. So it can reach neither keys nor the network.
It imports nothing of ours.
"""

import json
import os
import resource
import sys

NOBODY = 65534
MODULES = (
    *("pypdf._cmap", "pypdf._codecs", "pypdf._configuration", "pypdf._crypt_providers", "pypdf._text_extraction"),
    *("pypdf.filters", "pypdf.generic", "pypdf.xmp", "pypdf.annotations", "pypdf._doc_common"),
)
ENCODINGS = (
    *(
        "ascii",
        "latin-1",
        "utf-8",
        "utf-16",
        "utf-16-be",
        "utf-16-le",
        "utf-32",
        "charmap",
        "cp1250",
        "cp1251",
        "cp1252",
    ),
    *(
        "cp1253",
        "cp1256",
        "mac-roman",
        "gbk",
        "gb18030",
        "gb2312",
        "big5",
        "shift-jis",
        "cp949",
        "euc-kr",
        "unicode_escape",
    ),
)


def confine(memory_bytes: int, cpu_seconds: int) -> None:
    """From here on: no more open files than there are, nothing written to a file, no child; and root no longer."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    for what, limit in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (limit, limit))


def text_of(data: bytes, pages: int, characters: int) -> str:
    """The words of the first pages, and what stands in form fields."""
    reader = PdfReader(BytesIO(data))
    parts: list[str] = []
    for page in reader.pages[:pages]:
        parts.append(page.extract_text() or "")
        if sum(len(part) for part in parts) > characters:
            break
    fields = reader.get_form_text_fields() or {}
    parts += [f"{name}: {value}" for name, value in fields.items() if value]
    return "\n".join(parts)[:characters]


if __name__ == "__main__":
    import codecs
    from importlib import import_module
    from io import BytesIO

    from pypdf import PdfReader

    memory, cpu, pages_, characters_ = (int(word) for word in sys.argv[1:5])
    for encoding in ENCODINGS:  # these and the modules are files too, and cannot be opened later
        codecs.lookup(encoding)
    for name_ in MODULES:
        import_module(name_)
    data_ = sys.stdin.buffer.read()
    confine(memory, cpu)
    try:
        answer = {"text": text_of(data_, pages_, characters_)}
    except Exception as error:  # noqa: BLE001  whatever a hostile file provokes ends here, in the child
        answer = {"error": type(error).__name__}
    sys.stdout.write(json.dumps(answer))
