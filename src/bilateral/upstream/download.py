"""Fetch one file of a publisher, or refuse it: the one place that talks to the network for `data/world`.

`fetch` brings the bytes of an address into a folder, through pooch, which checks the SHA-256 and moves a file
into place only when it is whole. What pooch does not do is done by the downloader that is handed to it: an
end to size and time, redirects counted and kept to https, an answer of another kind than the file refused.
`inspect` reads an archive through once, without unpacking it anywhere, before anybody derives from it: one
that grows out of proportion, or holds a path or a link that leads elsewhere, is refused.

A refusal is a `DownloadError` of one line: the address or file, what was found, what was expected.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
import tarfile
import threading
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, TypeVar
from urllib.parse import urljoin, urlsplit

from bilateral import __version__

LOOPBACK = ("127.0.0.1", "::1", "localhost")
BLOCK = 1 << 16
HEAD = 512  # bytes by which a kind of file is known
MIB = 1 << 20
# How a file of a kind begins: an answer that begins otherwise is something else under the same name.
MAGIC = {
    ".gz": b"\x1f\x8b",
    ".tgz": b"\x1f\x8b",
    ".xz": b"\xfd7zXZ\x00",
    ".bz2": b"BZh",
    ".zip": b"PK",
    ".parquet": b"PAR1",
}
WEB_PAGE = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|\?xml|html|head|body)\b", re.I)
# What a broken archive raises, by its kind; an encrypted zip is a RuntimeError.
BROKEN = (
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    zlib.error,
    lzma.LZMAError,
    tarfile.TarError,
    zipfile.BadZipFile,
)
HEADERS = {
    "Accept-Encoding": "identity",  # the file as it is: its length and its hash are known
    "Connection": "close",
    "User-Agent": f"bilateral/{__version__}",
}
T = TypeVar("T")


class DownloadError(Exception):
    """A file that cannot be had or may not be used; the message is one line."""


@dataclass(frozen=True)
class Limits:
    """Where the downloader stops.

    Sizes are bytes, times seconds. `total` covers an answer from the first connection to the last byte,
    redirects included; `wait` is the longest silence. `unpacked` is how large the content of an archive may
    be, `ratio` how many times larger than the archive (below `small` bytes nobody is harmed by a high one),
    `members` how many files it may hold. `loopback` lets http to this machine through, for tests.
    """

    size: int = 200 * MIB
    total: float = 600.0
    wait: float = 60.0
    redirects: int = 5
    unpacked: int = 2000 * MIB
    ratio: float = 200.0
    small: int = 16 * MIB
    members: int = 20_000
    loopback: bool = False


def fetch(address: str, folder: Path, file: str, sha256: str | None, limits: Limits | None = None) -> Path:
    """Bring the bytes of `address` into `folder` as `file`; they have the SHA-256 given (None: any).

    Raises DownloadError in one line for whatever went wrong, and leaves no file then.
    """
    import pooch
    import requests

    limits = limits or Limits()
    pooch.get_logger().setLevel("ERROR")  # it would print every step, and an unknown hash as advice
    stop = threading.Event()
    target = folder / file

    def into(url: str, output: str | IO[Any], _pooch: object) -> None:
        _stream(url, Path(str(output)), file, sha256 is not None, limits, stop)

    def retrieve() -> None:
        pooch.retrieve(address, sha256, fname=file, path=folder, downloader=into)

    try:
        within(limits.total, retrieve, address, stop)
    except DownloadError:
        target.unlink(missing_ok=True)
        raise
    except requests.RequestException as error:
        raise DownloadError(f"{address}: {_reason(error)}; expected an answer") from None
    except ValueError as error:  # pooch's word for another hash; it names the one that it found
        found = re.search(r"but got ([0-9a-f]{64})", str(error))
        said = f"sha256 {found[1]}" if found else one_line(error)
        raise DownloadError(f"{address}: {said}; expected {sha256}") from None
    except OSError as error:
        raise DownloadError(f"{address}: {one_line(error)}; expected a file") from None
    return target


def within(seconds: float, work: Callable[[], T], what: str, stop: threading.Event | None = None) -> T:
    """What `work` returns, if it is done in time; what it raises.

    A server can keep a connection alive with a byte now and then, in its headers too, and no time limit of a
    single read ends that. So the work is done in a thread that nobody waits for longer; `stop` tells it.
    Raises DownloadError where the time is over.
    """
    done: dict[str, Any] = {}

    def worker() -> None:
        try:
            done["result"] = work()
        except BaseException as error:
            done["error"] = error

    thread = threading.Thread(target=worker, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        if stop is not None:
            stop.set()
        raise DownloadError(f"{what}: no end after {seconds:g} seconds; expected a whole answer by then")
    if "error" in done:
        raise done["error"]
    result: T = done["result"]
    return result


def one_line(error: BaseException) -> str:
    """What an error says, on one line of at most 300 characters, or its kind."""
    return " ".join(str(error).split())[:300] or type(error).__name__


def _reason(error: Exception) -> str:
    """Why no answer came, without the inner workings of a connection pool."""
    import requests

    if isinstance(error, requests.Timeout):
        return "no answer in time"
    text = one_line(error)
    if "timed out" in text:
        return "no answer in time"
    if "Failed to resolve" in text:
        return "no host of this name was found"
    short = re.search(r"IncompleteRead\((\d+) bytes read, (\d+) more expected", text)
    if short:
        return f"the answer ends after {short[1]} of {int(short[1]) + int(short[2])} bytes"
    if "IncompleteRead" in text or "Connection broken" in text:
        return "the answer breaks off"
    inner = re.search(r"\[Errno [^\]]+\] ([^'\")]+)", text) or re.search(r"'([^']*)'\)+$", text)
    return inner[1] if inner else text


def allowed(address: str, limits: Limits) -> str | None:
    """What is wrong with an address; None if it may be asked."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return "no address"
    if parts.scheme != "https" and not (limits.loopback and parts.scheme == "http" and host in LOOPBACK):
        return f"an address that begins with {parts.scheme or 'nothing'}:"
    if not host:
        return "no address"
    if parts.username or parts.password:
        return "an address with a name or password in it"
    return None


def _stream(
    address: str, output: Path, file: str, pinned: bool, limits: Limits, stop: threading.Event
) -> None:
    """Write the answer of an address into `output`, following redirects; pooch's downloader."""
    import requests

    url = address
    for _ in range(limits.redirects + 1):
        wrong = allowed(url, limits)
        if wrong:
            raise DownloadError(f"{address}: leads to {wrong}; expected https")
        with requests.Session() as session:  # one for each hop: no connection is used twice
            session.auth = lambda request: request  # else a password of ~/.netrc would be sent
            session.trust_env = urlsplit(url).hostname not in LOOPBACK  # proxies of the environment
            with session.get(
                url, stream=True, allow_redirects=False, timeout=limits.wait, headers=HEADERS
            ) as answer:
                if not answer.is_redirect:
                    length = _length(answer, address, pinned, limits)
                    first = _save(answer, output, address, length, limits, stop)
                    _kind(first, file, address)
                    return
                url = urljoin(url, answer.headers["location"])
    raise DownloadError(f"{address}: more than {limits.redirects} redirects; expected the file")


def _save(
    answer: Any, output: Path, address: str, length: int | None, limits: Limits, stop: threading.Event
) -> bytes:
    """Write the body of an answer; returns its first bytes."""
    import requests
    from urllib3.exceptions import HTTPError

    got, first = 0, b""
    try:
        with output.open("wb") as sink:
            # What has come, however little: a read of a whole block may never return.
            while block := answer.raw.read1(BLOCK, decode_content=False):
                got += len(block)
                if got > limits.size:
                    raise DownloadError(f"{address}: more than {limits.size} bytes; expected fewer")
                if stop.is_set():
                    raise DownloadError(f"{address}: given up")  # nobody waits any more
                if len(first) < HEAD:
                    first += block
                sink.write(block)
    except HTTPError as error:
        raise requests.ConnectionError(error) from None
    if length is not None and got != length:
        raise DownloadError(f"{address}: {got} bytes; expected {length}")
    return first


def _length(answer: Any, address: str, pinned: bool, limits: Limits) -> int | None:
    """The length that the answer announces; None: it is told by its chunks, or by nothing.

    Raises DownloadError for an answer that is not the file as it is: another status, a part, packed on the
    way, too large, or, where no hash says so, with nothing by which to tell that it is whole.
    """
    if answer.status_code != 200:
        said = f"status {answer.status_code} {answer.reason or ''}".strip()
        raise DownloadError(f"{address}: {said}; expected 200")
    packed = answer.headers.get("content-encoding", "identity")
    if packed.lower() != "identity":
        raise DownloadError(f"{address}: an answer packed with {packed[:40]}; expected the file as it is")
    announced = answer.headers.get("content-length", "")
    if announced.isdecimal():
        if int(announced) > limits.size:
            raise DownloadError(f"{address}: {announced} bytes; expected at most {limits.size}")
        return int(announced)
    if not pinned and "chunked" not in answer.headers.get("transfer-encoding", "").lower():
        raise DownloadError(
            f"{address}: an answer that tells no length; expected one, to know that it is whole"
        )
    return None


def _kind(first: bytes, file: str, address: str) -> None:
    """Raise DownloadError if the first bytes are those of a web page, or not those of such a file."""
    suffix = Path(file).suffix.lower()
    if not first:
        raise DownloadError(f"{address}: an empty answer; expected {file}")
    if WEB_PAGE.match(first) and suffix not in (".html", ".htm", ".xml"):
        raise DownloadError(f"{address}: a web page; expected {file}")
    if not first.startswith(MAGIC.get(suffix, b"")):
        raise DownloadError(f"{address}: no {suffix} file (it begins with {first[:8]!r}); expected {file}")


# -- archives


def inspect(path: Path, limits: Limits | None = None) -> None:
    """Read an archive (.gz, .xz, .bz2, .tar.*, .tgz, .zip) through once; other files are left alone.

    Raises DownloadError where its content is larger than the limits, it is broken, or a member of it has an
    absolute path, a `..`, or is anything but a file or a folder. Nothing is written.
    """
    limits = limits or Limits()
    suffix = path.suffix.lower()
    most = min(limits.unpacked, max(limits.small, int(path.stat().st_size * limits.ratio)))
    openers: dict[str, Callable[[Path], IO[bytes]]] = {
        ".gz": gzip.open,  # type: ignore[dict-item]  # opened for reading, it gives bytes
        ".tgz": gzip.open,  # type: ignore[dict-item]
        ".xz": lzma.open,  # type: ignore[dict-item]
        ".bz2": bz2.open,  # type: ignore[dict-item]
    }
    try:
        if suffix == ".zip":
            _zip(path, most, limits)
        elif suffix in openers:
            _measure(path, openers[suffix], most)
            if suffix == ".tgz" or path.stem.lower().endswith(".tar"):
                _tar(path, limits)
        elif suffix == ".tar":
            _tar(path, limits)
    except BROKEN as error:
        raise DownloadError(f"{path.name}: {one_line(error)}; expected a whole archive") from None


def _measure(path: Path, opener: Callable[[Path], IO[bytes]], most: int) -> None:
    size = 0
    with opener(path) as content:
        while block := content.read(MIB):
            size += len(block)
            if size > most:
                _too_large(path, most)


def _too_large(path: Path, most: int) -> None:
    raise DownloadError(
        f"{path.name}: its content is larger than {most} bytes, for {path.stat().st_size} packed; "
        "expected an archive of files"
    )


def _tar(path: Path, limits: Limits) -> None:
    with tarfile.open(path) as archive:
        for number, member in enumerate(archive, 1):
            _member(path, member.name, number, limits)
            if not (member.isfile() or member.isdir()):
                raise DownloadError(f'{path.name}: "{member.name}" is a link or a device; expected a file')


def _zip(path: Path, most: int, limits: Limits) -> None:
    with zipfile.ZipFile(path) as archive:
        # A reader of zipfile never gives more of a member than the size that is written here.
        if sum(member.file_size for member in archive.infolist()) > most:
            _too_large(path, most)
        for number, member in enumerate(archive.infolist(), 1):
            _member(path, member.filename, number, limits)
            if member.external_attr >> 16 & 0o170000 == 0o120000:
                raise DownloadError(
                    f'{path.name}: "{member.filename}" is a link or a device; expected a file'
                )
        broken = archive.testzip()
    if broken:
        raise DownloadError(f'{path.name}: "{broken}" is broken; expected a whole archive')


def _member(path: Path, name: str, number: int, limits: Limits) -> None:
    if number > limits.members:
        raise DownloadError(f"{path.name}: more than {limits.members} files in it; expected fewer")
    where = PurePosixPath(name.replace("\\", "/"))
    if where.is_absolute() or ".." in where.parts or re.match(r"[A-Za-z]:", name):
        raise DownloadError(f'{path.name}: "{name}" leads out of the archive; expected a path inside it')
