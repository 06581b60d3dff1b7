"""Files with something inside, made of harmless samples."""

import io
import lzma
import tarfile
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage
from fractions import Fraction
from typing import Any

import av
import numpy as np
import py7zr
import typst
from numpy.typing import NDArray
from PIL import Image

from bonafides.matching.tests.samples import a_picture, encoded
from bonafides.matching.tmk import Tmk, TmkMaker

PICTURE = encoded(a_picture(1))
WORDS = b"These listed words stand in a file, see https://bad.example/page"
MEMBERS: Mapping[str, bytes] = {"pictures/one.png": PICTURE, "words.txt": WORDS}


def a_zip(members: Mapping[str, bytes] = MEMBERS) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def an_encrypted_zip() -> bytes:
    """A zip whose member says in both its headers that it needs a password."""
    data = bytearray(a_zip({"secret.txt": WORDS}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def a_tar(mode: str = "w", members: Mapping[str, bytes] = MEMBERS) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return stream.getvalue()


def an_old_tar(members: Mapping[str, bytes] = MEMBERS, *, signed: bool = False) -> bytes:
    """A tar of the seventh edition of Unix, as GNU tar writes it with --format=v7."""
    blocks = []
    for name, data in members.items():
        fields = (b"0000644\0", b"0001750\0", b"0001750\0", b"%011o\0" % len(data), b"14706210400\0", b" " * 8, b"\0")
        header = (name.encode().ljust(100, b"\0") + b"".join(fields)).ljust(512, b"\0")
        total = sum(header) - (256 * sum(each > 0x7F for each in header) if signed else 0)
        blocks += [header[:148] + b"%06o\0 " % total + header[156:], data, bytes(-len(data) % 512)]
    return b"".join(blocks) + bytes(1024)


def an_lzma(data: bytes) -> bytes:
    return lzma.compress(data, format=lzma.FORMAT_ALONE)


def a_seven_zip(password: str | None = None) -> bytes:
    stream = io.BytesIO()
    with py7zr.SevenZipFile(stream, "w", password=password) as archive:
        for name, data in MEMBERS.items():
            archive.writestr(data, name)
    return stream.getvalue()


def a_docx() -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    words = "".join(f"<w:p><w:r><w:t>{each}</w:t></w:r></w:p>" for each in ("These listed", "words"))
    link = '<Relationship Id="r" Type="t" Target="https://bad.example/page" TargetMode="External"/>'
    return a_zip(
        {
            "[Content_Types].xml": b"<Types/>",
            "word/document.xml": f'<w:document xmlns:w="{space}"><w:body>{words}</w:body></w:document>'.encode(),
            "word/_rels/document.xml.rels": f"<Relationships>{link}</Relationships>".encode(),
            "word/media/image1.png": PICTURE,
        }
    )


def an_encrypted_docx() -> bytes:
    """How Office wraps a document that has a password: an old container with one stream of that name."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le")


def an_odt() -> bytes:
    text, link = "urn:oasis:names:tc:opendocument:xmlns:text:1.0", "http://www.w3.org/1999/xlink"
    words = 'These <text:a x:href="https://bad.example/page">listed</text:a> words'
    body = f'<text:p xmlns:text="{text}" xmlns:x="{link}">{words}</text:p>'
    members = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": f"<doc>{body}</doc>".encode()}
    return a_zip(members | {"Pictures/one.png": PICTURE})


def an_epub() -> bytes:
    body = "<p>These <b>listed</b> words</p><a href='https://bad.example/page'>x</a>"
    page = f"<html><head><style>p {{}}</style></head><body>{body}</body></html>".encode()
    members = {"mimetype": b"application/epub+zip", "META-INF/container.xml": b"<container/>"}
    return a_zip(members | {"text/1.xhtml": page, "images/one.png": PICTURE})


CIPHERTEXT = np.random.default_rng(2).bytes(4000)  # noise that no reader takes for a picture
_AES = "http://www.w3.org/2001/04/xmlenc#aes256-cbc"


def an_encryption(references: Mapping[str, str]) -> bytes:
    """The encryption.xml of a book: the algorithm of each reference."""
    space, root = "http://www.w3.org/2001/04/xmlenc#", "urn:oasis:names:tc:opendocument:xmlns:container"
    entries = "".join(
        f'<EncryptedData xmlns="{space}"><EncryptionMethod Algorithm="{algorithm}"/>'
        f'<CipherData><CipherReference URI="{uri}"/></CipherData></EncryptedData>'
        for uri, algorithm in references.items()
    )
    return f'<encryption xmlns="{root}">{entries}</encryption>'.encode()


def a_locked_epub() -> bytes:
    """A book with one chapter in the clear, and one chapter and one picture that its shop has encrypted."""
    locks = an_encryption({"text/2%20b.xhtml": _AES, "images/two.png": _AES})
    members = {"mimetype": b"application/epub+zip", "META-INF/container.xml": b"<container/>"}
    pages = {"text/1.xhtml": b"<p>These listed words</p>", "text/2 b.xhtml": CIPHERTEXT, "images/two.png": CIPHERTEXT}
    return a_zip(members | {"META-INF/encryption.xml": locks} | pages | {"images/one.png": PICTURE})


def a_manifest(*locked: str) -> bytes:
    """The manifest.xml of an OpenDocument file of which these members are encrypted."""
    entries = "".join(f'<m:file-entry m:full-path="{each}"><m:encryption-data/></m:file-entry>' for each in locked)
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    clear = '<m:file-entry m:full-path="Pictures/one.png"/>'
    return f'<m:manifest xmlns:m="{space}">{clear}{entries}</m:manifest>'.encode()


def a_locked_odt() -> bytes:
    """As with a password in OpenDocument 1.2: each member is encrypted for itself."""
    manifest = a_manifest("content.xml", "Pictures/two.png")
    members = {"mimetype": b"application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": manifest}
    pictures = {"Pictures/one.png": PICTURE, "Pictures/two.png": CIPHERTEXT}
    return a_zip(members | {"content.xml": CIPHERTEXT} | pictures)


def a_locked_package(manifest: bytes | None = None) -> bytes:
    """As with a password in OpenDocument 1.3: the whole is one encrypted member."""
    members = {"mimetype": b"application/vnd.oasis.opendocument.text", "encrypted-package": CIPHERTEXT}
    return a_zip(members | {"META-INF/manifest.xml": manifest or a_manifest("encrypted-package")})


def a_pdf() -> bytes:
    picture = ", ".join(map(str, encoded(a_picture(1), "JPEG", quality=95)))
    source = f'#image(bytes(({picture})))\nThese listed words #link("https://bad.example/page")[here]'
    return typst.compile(source.encode(), format="pdf")


def a_page() -> bytes:
    """A page of the web, with what its readers see and what they do not."""
    return (
        b"<!doctype html><html><head><title>Shapes</title><style>p > b { margin: 0 }</style></head><body>"
        b"<!-- hidden --><p class='x'>" + WORDS + b"</p><table><tr><td>one<td>two</table>"
        b"<a href='https://bad.example/page?a=1&amp;b=2' title=\"a > b\">more</a><textarea>kept</textarea>"
        b"<script>if (a < b) { call('</p>') }</script><p>&#1603;&#x643;&nbsp;&lt;</p></body></html>"
    )


def a_mail() -> bytes:
    """Words twice, a picture, an archive and another mail."""
    mail, inner = EmailMessage(), EmailMessage()
    inner["Subject"] = "=?utf-8?b?c2hhcGVz?="
    inner.set_content(WORDS.decode(), cte="quoted-printable")
    mail["From"], mail["Subject"] = "a@platform.example", "shapes"
    mail.set_content(WORDS.decode(), cte="base64")
    mail.add_alternative(a_page().decode(), subtype="html")
    mail.add_attachment(PICTURE, maintype="image", subtype="png", filename="one.png")
    mail.add_attachment(a_zip(), maintype="application", subtype="zip", filename="x.zip")
    mail.add_attachment(inner)
    return mail.as_bytes()


def a_folder_of_mails() -> bytes:
    return b"".join(b"From a@platform.example Mon\n" + mail + b"\n" for mail in (b"Subject: one\n\nwords\n", a_mail()))


def a_rich_text() -> bytes:
    return (
        b"{\\rtf1\\ansi\\ansicpg1251{\\fonttbl{\\f0 Sans;}}{\\info{\\title Shapes}}\\f0\\b " + WORDS + b"\\b0\\par "
        b"\\u1603?\\'e0\\'e1{\\field{\\*\\fldinst HYPERLINK \"https://bad.example/page\"}{\\fldrslt more}}"
        b"{\\pict\\pngblip\n" + PICTURE.hex().encode() + b"}}"
    )


def a_video(
    seeds: tuple[int, ...] = (1, 2, 3, 4, 5), form: str = "mp4", sound: NDArray[np.int16] | None = None
) -> bytes:
    """A second of each sample picture, at five frames a second, and the samples of a sound beside them."""
    stream = io.BytesIO()
    with av.open(stream, "w", format=form) as container:
        track = container.add_stream("libvpx" if form == "webm" else "mpeg4", rate=Fraction(5))
        track.width, track.height, track.pix_fmt = 320, 240, "yuv420p"
        track.bit_rate = 2_000_000
        track.codec_context.thread_count = 1  # libvpx would wait for its threads in a loop
        if sound is not None:
            _add_sound(container, sound, "aac", 64_000)
        for seed in seeds:
            picture = np.asarray(a_picture(seed))
            for _ in range(5):
                container.mux(track.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(track.encode())
    return stream.getvalue()


SAMPLES_PER_SECOND = 22_050
_SOUND_CODECS = {"wav": "pcm_s16le", "mp3": "libmp3lame", "ogg": "libopus", "flac": "flac", "mp4": "aac", "adts": "aac"}


def a_melody(seed: int = 1, seconds: float = 15) -> NDArray[np.int16]:
    """Chords of a few tones, two a second, that no other seed plays; 22,050 samples of 16 bits a second."""
    random = np.random.default_rng(seed)
    moments = np.arange(int(SAMPLES_PER_SECOND / 2)) / SAMPLES_PER_SECOND
    chords = [
        sum(np.sin(2 * np.pi * 110 * 2 ** (tone / 12) * moments) for tone in random.integers(0, 36, 4))
        for _half in range(int(seconds * 2))
    ]
    return (np.concatenate(chords) * 4_000).astype(np.int16)


def a_sound(samples: NDArray[np.int16], form: str = "wav", bits_per_second: int = 64_000) -> bytes:
    """The samples as a file of sound alone."""
    stream = io.BytesIO()
    with av.open(stream, "w", format=form) as container:
        _add_sound(container, samples, _SOUND_CODECS[form], bits_per_second)
    return stream.getvalue()


def a_sound_of_tracks(*tracks: NDArray[np.int16]) -> bytes:
    """Several tracks of sound beside each other, as films have for languages."""
    stream = io.BytesIO()
    with av.open(stream, "w", format="matroska") as container:
        made = [container.add_stream("pcm_s16le", rate=SAMPLES_PER_SECOND, layout="mono") for _track in tracks]
        for track, samples in zip(made, tracks, strict=True):
            frame = av.AudioFrame.from_ndarray(samples[None], format="s16", layout="mono")
            frame.sample_rate = SAMPLES_PER_SECOND
            container.mux([*track.encode(frame), *track.encode()])
    return stream.getvalue()


def a_sound_with_a_cover(samples: NDArray[np.int16]) -> bytes:
    """The first sample picture as the cover of the samples."""
    stream = io.BytesIO()
    with av.open(stream, "w", format="mp4") as container:
        cover = container.add_stream("mjpeg", rate=1)
        cover.width, cover.height, cover.pix_fmt = 320, 240, "yuvj420p"
        cover.disposition = av.stream.Disposition.attached_pic
        picture = av.VideoFrame.from_ndarray(np.asarray(a_picture(1)), format="rgb24")
        _add_sound(container, samples, "aac", 64_000)
        container.mux([*cover.encode(picture.reformat(format="yuvj420p")), *cover.encode()])
    return stream.getvalue()


def _add_sound(container: Any, samples: NDArray[np.int16], codec: str, bits_per_second: int) -> None:
    rate = 48_000 if codec == "libopus" else SAMPLES_PER_SECOND
    track = container.add_stream(codec, rate=rate)
    track.bit_rate, track.layout = bits_per_second, "mono"
    frame = av.AudioFrame.from_ndarray(samples[None], format="s16", layout="mono")
    frame.sample_rate = SAMPLES_PER_SECOND
    size = track.codec_context.frame_size or 1024
    resampler = av.AudioResampler(track.codec_context.format, "mono", rate, frame_size=size)
    for each in (*resampler.resample(frame), *resampler.resample(None)):
        container.mux(track.encode(each))
    container.mux(track.encode())


def a_tmk(seeds: tuple[int, ...] = (1, 2)) -> Tmk:
    """A second of each sample picture, at fifteen frames a second."""
    maker = TmkMaker()
    for seed in seeds:
        maker.add(np.asarray(a_picture(seed).resize((64, 64))), times=15)
    made = maker.result()
    assert made is not None
    return made


def a_heic(picture: Image.Image) -> bytes:
    import pillow_heif

    pillow_heif.register_heif_opener()
    return encoded(picture, "HEIF", quality=95)
