"""Web addresses: `python -m benchmarks.addresses`.

Listed addresses found again in harmless rewritings of them (the parser's and the policy's), beside
python-threatexchange's URL signal, which compares texts; and addresses read into canonical form a second.
"""

import importlib
import sys
import time
from collections.abc import Callable, Iterator

from benchmarks.goals import at_least, holds, report
from bonafides.matching.fingerprint import fingerprints_of_url
from bonafides.matching.index import Index
from bonafides.matching.urls import CanonicalUrl
from bonafides.matching.vocabulary import EntryType

LISTED = (
    "https://pastes.example/p/AbC123",
    "https://video.example.org/watch?v=xYz_9&list=7",
    "https://channel.example/some/long/path/file.mp4",
    "https://files.example.net/d/%D9%85%D8%AB%D8%A7%D9%84",
    "https://sub.domain.example.co.uk/a/b?z=1&a=2",
)
ELSEWHERE = ("https://pastes.example/p/abc123", "https://video.example.org/watch?v=xyz_9", "https://example.org/")
REWRITINGS: dict[str, Callable[[str], str]] = {
    "scheme": lambda url: url.replace("https://", "http://"),
    "no scheme": lambda url: url.removeprefix("https://"),
    "case of the host": lambda url: url.replace(host_in(url), host_in(url).upper()),
    "www.": lambda url: url.replace("://", "://www.", 1),
    "default port": lambda url: url.replace(host_in(url), f"{host_in(url)}:443", 1),
    "dot at the end of the host": lambda url: url.replace(host_in(url), f"{host_in(url)}.", 1),
    "user name": lambda url: url.replace("://", "://somebody@", 1),
    "slash at the end": lambda url: url if "?" in url else f"{url}/",
    "fragment": lambda url: f"{url}#part",
    "dot segment": lambda url: url.replace(f"{host_in(url)}/", f"{host_in(url)}/x/../", 1),
    "repeated slash": lambda url: url.replace(f"{host_in(url)}/", f"{host_in(url)}//", 1),
    "tracking": lambda url: f"{url}{'&' if '?' in url else '?'}utm_source=x&fbclid=y",
    "needless escape": lambda url: f"{url[:-1]}%{ord(url[-1]):02x}" if url[-3] != "%" else url.lower(),
    "order of the query": lambda url: reordered(*url.split("?")),
    "defanged": lambda url: url.replace("https", "hxxps").replace(".", "[.]"),
    "spaces around": lambda url: f"  {url} ",
}
READ, ROUNDS = 50_000, 25


def reordered(address: str, query: str = "") -> str:
    """The parameters the other way round."""
    return f"{address}?{'&'.join(query.split('&')[::-1])}" if query else address


def host_in(url: str) -> str:
    """What stands between `://`, or the beginning, and the first slash."""
    return url.partition("://")[2].partition("/")[0] or url.partition("/")[0]


def rewritten() -> Iterator[tuple[str, str]]:
    """Each listed address with each rewriting, and each of these once more without a scheme and with `www.`."""
    for url in LISTED:
        for one in REWRITINGS.values():
            yield url, one(url)
            yield url, shared(one(url)) if "://" in one(url) else url


def shared(url: str) -> str:
    return REWRITINGS["no scheme"](REWRITINGS["www."](url.strip()))


def found_by_us(pairs: list[tuple[str, str]]) -> int:
    index = Index((number, EntryType.URL, url) for number, url in enumerate(LISTED))
    return sum(
        any(LISTED[hit.entry] == url for hit in index.lookup(fingerprints_of_url(changed))) for url, changed in pairs
    )


def found_by_peer(pairs: list[tuple[str, str]]) -> int:
    signal = importlib.import_module("threatexchange.signal_type.url").URLSignal
    return sum(bool(signal.compare_hash(url, changed).match) for url, changed in pairs)


def wrongly_found() -> int:
    index = Index((number, EntryType.URL, url) for number, url in enumerate(LISTED))
    return sum(bool(index.lookup(fingerprints_of_url(url))) for url in ELSEWHERE)


def read_each_second() -> float:
    """In the best of some rounds: each takes a quarter of a second, which whatever else runs may disturb."""
    urls = [f"https://www.Example{n}.com/path/{n}/File.html?utm_source=x&id={n}" for n in range(READ)]
    return max(READ / seconds_of(urls) for _ in range(ROUNDS))


def seconds_of(urls: list[str]) -> float:
    start = time.process_time()
    for url in urls:
        CanonicalUrl.parse(url)
    return time.process_time() - start


def main() -> int:
    """Print what was found, and how fast."""
    pairs = [(url, changed) for url, changed in rewritten() if changed != url]
    ours, theirs, wrong = found_by_us(pairs), found_by_peer(pairs), wrongly_found()
    return report(
        [
            holds(
                "listed addresses found in harmless rewritings",
                "all of them, and no other address",
                f"{ours:,} of {len(pairs):,}, {wrong} others (pytx: {theirs:,})",
                met=ours == len(pairs) and wrong == 0,
            ),
            at_least("addresses read into canonical form, one core", read_each_second(), 200_000, "a second"),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
