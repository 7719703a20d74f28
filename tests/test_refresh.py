"""`bilateral refresh`: the downloader against a real server with every fault, and what replaces a table when.

The server is on this machine, and the limits are small, so that each fault shows at once.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import http.server
import io
import json
import lzma
import shutil
import socket
import tarfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

from bilateral import cli
from bilateral.datapackage import check, reading
from bilateral.datapackage.descriptor import write_descriptor
from bilateral.errors import BadInput
from bilateral.upstream import Original, WorldTable, apis, download, refresh, world_bank
from bilateral.upstream.download import DownloadError, Limits

AREA = b"country,area_km2\nKAZ,2724900\nUZB,447400\n"
NEWER = b"country,area_km2\nKAZ,2724902\nKGZ,199951\n"
MACRO = b"country,year,gdp,population\nKAZ,2020,171082379534,18755666\n"
SMALL = Limits(
    size=4000, total=20, wait=20, unpacked=100_000, ratio=20, small=20_000, members=10, loopback=True
)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# -- a server that does what is asked of it


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers by path: `site.files` as they are, everything else as its method says."""

    protocol_version = "HTTP/1.1"
    files: Mapping[str, bytes] = {}
    asked: list[str] = []  # noqa: RUF012  # one server, cleared by its fixture

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.close_connection = True
        name = self.path.strip("/")
        if name in self.files:
            self.whole(self.files[name])
        else:
            getattr(self, name.replace("-", "_").partition(".")[0], self.nothing)()

    def head(self, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()

    def whole(self, content: bytes, **headers: str) -> None:
        self.head(Content_Length=str(len(content)), **headers)
        self.wfile.write(content)

    def nothing(self) -> None:
        self.head(404, Content_Length="0")

    def server_error(self) -> None:
        self.head(503, Content_Length="0")

    def truncated(self) -> None:
        self.head(Content_Length=str(len(AREA)))
        self.wfile.write(AREA[:-5])

    def truncated_chunks(self) -> None:
        self.head(Transfer_Encoding="chunked")
        self.wfile.write(b"%x\r\n%s\r\n" % (len(AREA), AREA))  # and no last chunk

    def chunks(self) -> None:
        self.truncated_chunks()
        self.wfile.write(b"0\r\n\r\n")

    def gone(self) -> None:
        """The server dies in the middle: the connection is reset."""
        self.head(Content_Length="3000")
        self.wfile.write(AREA)
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        self.connection.close()

    def no_length(self) -> None:
        self.head()
        self.wfile.write(AREA)

    def empty(self) -> None:
        self.whole(b"")

    def page(self) -> None:
        self.whole(b"\n<!DOCTYPE html>\n<html><title>Sorry</title>", Content_Type="text/csv")

    def packed(self) -> None:
        self.whole(gzip.compress(AREA), Content_Encoding="gzip")

    def announced(self) -> None:
        self.head(Content_Length="4001")

    def endless(self) -> None:
        self.head()
        while True:
            self.wfile.write(b"KAZ,1\n" * 100)

    def drip(self) -> None:
        """A byte now and then: no single read ever waits long."""
        self.head()
        while True:
            self.wfile.write(b"K")
            time.sleep(0.02)

    def drip_of_headers(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while True:
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(0.02)

    def silence(self) -> None:
        self.head(Content_Length="100")
        time.sleep(2)

    def moved(self) -> None:
        self.head(302, Location="/area.csv", Content_Length="0")

    def loop(self) -> None:
        self.head(301, Location="/loop", Content_Length="0")

    def to_ftp(self) -> None:
        self.head(302, Location="ftp://127.0.0.1/area.csv", Content_Length="0")

    def to_file(self) -> None:
        self.head(302, Location="file:///etc/hostname", Content_Length="0")

    def to_http(self) -> None:
        self.head(302, Location="http://example.org/area.csv", Content_Length="0")

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has enough hangs up."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with Server(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


@pytest.fixture
def site(server: str, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The address of the server, the files it gives, and the paths it was asked for."""
    files = {"area.csv": AREA, "macro.csv": MACRO}
    monkeypatch.setattr(Handler, "files", files)
    Handler.asked.clear()
    return SimpleNamespace(address=server, files=files, asked=Handler.asked)


# -- the downloader


def get(site: SimpleNamespace, path: str, folder: Path, pinned: bool, **limits: Any) -> Path:
    chosen = Limits(**{**SMALL.__dict__, **limits})
    wanted = digest(AREA) if pinned else None
    return download.fetch(f"{site.address}/{path}", folder, "area.csv", wanted, chosen)


@pytest.mark.parametrize("pinned", [True, False])
@pytest.mark.parametrize("path", ["area.csv", "moved", "chunks"])
def test_a_good_file_is_there(path: str, pinned: bool, site: SimpleNamespace, tmp_path: Path) -> None:
    assert get(site, path, tmp_path, pinned).read_bytes() == AREA
    assert [p.name for p in tmp_path.iterdir()] == ["area.csv"]


# path, what the one line says after the address
FAULTS = {
    "truncated": f"the answer ends after {len(AREA) - 5} of {len(AREA)} bytes; expected an answer",
    "truncated-chunks": "the answer breaks off; expected an answer",
    "gone": "the answer ",
    "nothing": "status 404 Not Found; expected 200",
    "server-error": "status 503 Service Unavailable; expected 200",
    "empty": "an empty answer; expected area.csv",
    "page": "a web page; expected area.csv",
    "packed": "an answer packed with gzip; expected the file as it is",
    "announced": "4001 bytes; expected at most 4000",
    "loop": "more than 5 redirects; expected the file",
    "to-ftp": "leads to an address that begins with ftp:; expected https",
    "to-file": "leads to an address that begins with file:; expected https",
    "to-http": "leads to an address that begins with http:; expected https",
}


@pytest.mark.parametrize("pinned", [True, False])
@pytest.mark.parametrize("path", FAULTS)
def test_a_bad_answer_leaves_one_line_and_no_file(
    path: str, pinned: bool, site: SimpleNamespace, tmp_path: Path
) -> None:
    with pytest.raises(DownloadError) as caught:
        get(site, path, tmp_path, pinned)
    assert str(caught.value).startswith(f"{site.address}/{path}: {FAULTS[path]}")
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_another_hash_is_told_with_both(site: SimpleNamespace, tmp_path: Path) -> None:
    site.files["area.csv"] = NEWER
    with pytest.raises(DownloadError) as caught:
        get(site, "area.csv", tmp_path, pinned=True)
    said = f"{site.address}/area.csv: sha256 {digest(NEWER)}; expected {digest(AREA)}"
    assert str(caught.value) == said
    assert list(tmp_path.iterdir()) == []


def test_an_answer_of_unknown_length_needs_a_hash(site: SimpleNamespace, tmp_path: Path) -> None:
    assert get(site, "no-length", tmp_path / "pinned", pinned=True).read_bytes() == AREA
    with pytest.raises(DownloadError, match="tells no length; expected one"):
        get(site, "no-length", tmp_path, pinned=False)


@pytest.mark.parametrize(
    ("path", "limits", "said"),
    [
        ("endless", {}, "more than 4000 bytes; expected fewer"),
        ("drip", {"total": 0.2}, "no end after 0.2 seconds; expected a whole answer by then"),
        ("drip-of-headers", {"total": 0.2}, "no end after 0.2 seconds; expected a whole answer by then"),
        ("silence", {"wait": 0.1}, "no answer in time; expected an answer"),
    ],
)
def test_what_never_ends_is_given_up(
    path: str, limits: dict[str, float], said: str, site: SimpleNamespace, tmp_path: Path
) -> None:
    with pytest.raises(DownloadError, match=said):
        get(site, path, tmp_path, pinned=True, **limits)
    assert not (tmp_path / "area.csv").exists()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://127.0.0.1:1/area.csv", "begins with http:; expected https"),
        ("http://example.org/area.csv", "begins with http:; expected https"),
        ("file:///etc/hostname", "begins with file:; expected https"),
        ("https://name:word@example.org/a", "with a name or password in it; expected https"),
        ("https://example.org:word/a", "leads to no address; expected https"),
    ],
)
def test_only_https_is_asked(address: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match=said):
        download.fetch(address, tmp_path, "area.csv", None, Limits())


def test_nobody_there_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/area.csv"
        with pytest.raises(DownloadError) as caught:
            download.fetch(address, tmp_path, "area.csv", None, SMALL)
    assert str(caught.value) == f"{address}: Connection refused; expected an answer"


def test_a_file_of_another_kind_is_refused(site: SimpleNamespace, tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match=r"no \.parquet file \(it begins with b'country,'\)"):
        download.fetch(f"{site.address}/area.csv", tmp_path, "area.parquet", None, SMALL)


# -- archives


def tar(path: Path, *members: tuple[str, bytes | str], kind: bytes = tarfile.REGTYPE) -> Path:
    """An archive of files (name, content), or of links (name, target)."""
    with tarfile.open(path, "w:xz" if path.suffix == ".xz" else "w:gz") as archive:
        for name, content in members:
            member = tarfile.TarInfo(name)
            member.type = kind
            raw = content if isinstance(content, bytes) else b""
            member.size = len(raw)
            member.linkname = "" if isinstance(content, bytes) else content
            archive.addfile(member, io.BytesIO(raw))
    return path


def zipped(path: Path, *members: tuple[str, bytes], link: bool = False) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = (0o120777 if link else 0o100644) << 16
            archive.writestr(member, content)
    return path


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


ZEROS = bytes(60_000)
ARCHIVES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a bomb in gz": (lambda p: written(p / "a.csv.gz", gzip.compress(ZEROS)), "larger than 20000 bytes"),
    "a bomb in xz": (lambda p: written(p / "a.csv.xz", lzma.compress(ZEROS)), "larger than 20000"),
    "a bomb in tar.xz": (lambda p: tar(p / "a.tar.xz", ("a", ZEROS)), "larger than"),
    "a bomb in tgz": (lambda p: tar(p / "a.tgz", ("a", ZEROS)), "larger than"),
    "a bomb in zip": (lambda p: zipped(p / "a.zip", ("a", ZEROS)), "larger than"),
    "many files": (lambda p: zipped(p / "a.zip", *((f"{n}", b"") for n in range(11))), "more than 10 files"),
    "dots in tar": (lambda p: tar(p / "a.tar.gz", ("x/../../a", b"x")), '"x/../../a" leads out'),
    "dots in zip": (lambda p: zipped(p / "a.zip", ("../a", b"x")), '"../a" leads out of the archive'),
    "backward dots": (lambda p: zipped(p / "a.zip", ("x\\..\\..\\a", b"x")), "leads out of the archive"),
    "the root in tar": (lambda p: tar(p / "a.tar.gz", ("/etc/a", b"x")), '"/etc/a" leads out'),
    "a drive in zip": (lambda p: zipped(p / "a.zip", ("C:/a", b"x")), '"C:/a" leads out'),
    "a symlink in tar": (
        lambda p: tar(p / "a.tar.xz", ("a", "/etc/passwd"), kind=tarfile.SYMTYPE),
        '"a" is a link or a device; expected a file',
    ),
    "a hard link in tar": (
        lambda p: tar(p / "a.tar.xz", ("a", "b"), kind=tarfile.LNKTYPE),
        '"a" is a link or a device',
    ),
    "a device in tar": (
        lambda p: tar(p / "a.tar.xz", ("a", b""), kind=tarfile.CHRTYPE),
        "a link or a device",
    ),
    "a symlink in zip": (
        lambda p: zipped(p / "a.zip", ("a", b"/etc/passwd"), link=True),
        "a link or a device",
    ),
    "half a gz": (lambda p: written(p / "a.csv.gz", gzip.compress(AREA)[:-9]), "expected a whole archive"),
    "a broken gz": (
        lambda p: written(p / "a.csv.gz", gzip.compress(AREA)[:15] + b"\xff" * 9 + gzip.compress(AREA)[24:]),
        "expected a whole archive",
    ),
    "half a tar": (
        lambda p: written(p / "a.tar.xz", tar(p / "b.tar.xz", ("a", AREA)).read_bytes()[:-20]),
        "expected a whole archive",
    ),
    "half a zip": (
        lambda p: written(p / "a.zip", zipped(p / "b.zip", ("a", AREA)).read_bytes()[:-20]),
        "expected a whole archive",
    ),
    "no gz": (lambda p: written(p / "a.csv.gz", AREA), "expected a whole archive"),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_a_bad_archive_is_refused(name: str, tmp_path: Path) -> None:
    make, said = ARCHIVES[name]
    path = make(tmp_path)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(DownloadError) as caught:
        download.inspect(path, SMALL)
    assert str(caught.value).startswith(f"{path.name}: ")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert sorted(tmp_path.iterdir()) == before


def test_good_archives_and_other_files_pass(tmp_path: Path) -> None:
    for path in (
        written(tmp_path / "a.csv.gz", gzip.compress(AREA)),
        written(tmp_path / "a.csv.xz", lzma.compress(AREA)),
        tar(tmp_path / "a.tar.xz", ("x/a..csv", AREA), ("x/b", b"")),
        zipped(tmp_path / "a.zip", ("x/a.csv", AREA)),
        written(tmp_path / "a.csv", ZEROS),
    ):
        download.inspect(path, SMALL)


# -- a data root with next to nothing in it


def _area(files: Mapping[str, Path], pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    frame = pd.read_csv(files["area.csv"], dtype=str, keep_default_na=False)
    return frame[["country", "area_km2"]], {}


def _macro(files: Mapping[str, Path], pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    return pd.read_csv(files["macro.csv"], dtype=str, keep_default_na=False), {}


def _borders(files: Mapping[str, Path], pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    return pd.read_csv(files["pairs.csv"], dtype=str, keep_default_na=False), {}


RECORD = {
    "upstream": "An office",
    "doi": "",
    "version": "first",
    "licence": "CC0 1.0",
    "licence_code": "CC0-1.0",
    "derived_from": "a copy",
}
SCRIPT = "python -m bilateral.upstream.test_refresh"  # by the file in which `derive` stands
PAIRS = b"a,b,km_min,km_max\nKAZ,KGZ,1212.0,1212.0\nKAZ,UZB,2330.0,2330.0\n"


@pytest.fixture
def known(site: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> dict[str, WorldTable]:
    """Two tables that the server has the originals of, and the list of pairs, which has no address."""

    def table(name: str, key: tuple[str, ...], original: Original, derive: Any) -> WorldTable:
        return WorldTable(name=name, key=key, originals=(original,), record=RECORD, derive=derive)

    tables = {
        "land_borders": table("land_borders", ("a", "b"), Original("pairs.csv", digest(PAIRS)), _borders),
        "area": table(
            "area", ("country",), Original("area.csv", digest(AREA), f"{site.address}/area.csv"), _area
        ),
        "macro": table(
            "macro",
            ("country", "year"),
            Original("macro.csv", digest(MACRO), f"{site.address}/macro.csv"),
            _macro,
        ),
    }
    monkeypatch.setattr(refresh, "tables", lambda: tables)
    monkeypatch.setattr(refresh, "LIMITS", SMALL)
    return tables


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data root with three tables of the world, the others a header alone; `check` finds no fault."""
    root = tmp_path_factory.mktemp("bare") / "data"
    (root / "schemas").mkdir(parents=True)
    (root / "world").mkdir()
    for path in (reading.CHECKOUT / "data" / "schemas").glob("*.json"):
        (root / "schemas" / path.name).write_bytes(path.read_bytes())
    for name in (*reading.GENERAL, *reading.WORLD):
        header = ",".join(f["name"] for f in reading.schema(root, name)["fields"])
        folder = root / "world" if name in reading.WORLD else root
        (folder / f"{name}.csv").write_text(header + "\n", encoding="utf-8")
        if name in reading.WORLD:
            record = {**RECORD, "sha256": digest(PAIRS), "script": ""}
            (folder / f"{name}.json").write_text(json.dumps(record), encoding="utf-8")
    (root / "world" / "land_borders.csv").write_bytes(PAIRS)
    for name, content in (("area", AREA), ("macro", MACRO)):
        record = {**RECORD, "sha256": digest(content), "script": SCRIPT}
        (root / "world" / f"{name}.csv").write_bytes(content)
        (root / "world" / f"{name}.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    write_descriptor(root)
    assert [str(fault) for fault in check(root)] == []
    return root


@pytest.fixture
def root(bare: Path, tmp_path: Path, known: dict[str, WorldTable]) -> Path:
    """A copy of it, of which nothing is read twice."""
    return Path(shutil.copytree(bare, tmp_path / "here" / "data"))


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of other things: no second is spent on finding no fault."""
    monkeypatch.setattr(refresh, "check", lambda root: [])


def whole(root: Path) -> dict[str, bytes]:
    """Every file below a folder: what nothing bad may change."""
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def ran(root: Path, *names: str, **options: Any) -> tuple[bool, list[str]]:
    said: list[str] = []
    well = refresh.run(root, names, say=said.append, **options)
    return well, [line for line in said if not line.startswith("  http")]


def record(root: Path, name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((root / "world" / f"{name}.json").read_text(encoding="utf-8"))
    return read


def rows(root: Path, name: str) -> list[dict[str, str]]:
    with (root / "world" / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


# -- what replaces a table


def test_the_first_make_writes_table_record_and_descriptor(root: Path) -> None:
    before = whole(root)
    for name in ("area", "macro"):
        (root / "world" / f"{name}.csv").unlink()
        (root / "world" / f"{name}.json").unlink()
    assert ran(root)[1][:3] == ["area: new, 2 rows", "macro: new, 1 rows", "Replaced: area, macro."]
    assert whole(root) == before
    assert (root / "world" / "area.csv").read_bytes() == AREA
    assert record(root, "area")["sha256"] == digest(AREA)
    described = json.loads((root / "datapackage.json").read_text(encoding="utf-8"))
    hashes = {r["name"]: r.get("upstream_sha256") for r in described["resources"]}
    assert (hashes["area"], hashes["macro"]) == (digest(AREA), digest(MACRO))
    assert check(root) == []


def test_the_same_originals_change_nothing(root: Path) -> None:
    before, at = whole(root), (root / "world" / "area.csv").stat().st_mtime_ns
    well, said = ran(root)
    assert well
    assert said[:2] == ["area: 2 rows, as they were", "macro: 1 rows, as they were"]
    assert whole(root) == before
    assert (root / "world" / "area.csv").stat().st_mtime_ns == at


def test_what_cannot_be_fetched_is_listed_and_refused_by_name(root: Path) -> None:
    well, said = ran(root)
    assert well
    assert said[2:] == [
        "Not refreshed, because not every file has an address:",
        "  land_borders: pairs.csv: no address gives it (a copy); expected in a folder (--from FOLDER)",
    ]
    with pytest.raises(BadInput, match=r"land_borders: pairs\.csv: no address gives it \(a copy\)"):
        ran(root, "land_borders")
    with pytest.raises(BadInput, match=r"table 'aera': unknown; expected one of land_borders, area, macro"):
        ran(root, "aera")


@pytest.mark.usefixtures("unchecked")
def test_a_damaged_table_is_mended(root: Path) -> None:
    good = whole(root)
    path = root / "world" / "area.csv"
    path.write_bytes(AREA.replace(b"447400", b"1").replace(b"KAZ", b"KGZ"))
    well, said = ran(root, "area")
    assert well
    assert said == [
        "area: 1 rows added, 1 removed, 1 revised",
        "  added KAZ",
        "  removed KGZ",
        "  UZB area_km2: 1 -> 447400 (+44739900.0%)",
        "Replaced: area.",
    ]
    assert whole(root) == good


def test_other_bytes_are_refused_and_told(root: Path, site: SimpleNamespace) -> None:
    before = whole(root)
    site.files["area.csv"] = NEWER
    well, said = ran(root)
    assert not well
    wanted = f"sha256 {digest(NEWER)}; expected {digest(AREA)} (--update accepts other bytes)"
    assert said[1:3] == [f"area: {site.address}/area.csv: {wanted}", "Nothing was replaced."]
    assert whole(root) == before


def test_update_shows_what_changed_and_pins_the_new_bytes(root: Path, site: SimpleNamespace) -> None:
    site.files["area.csv"] = NEWER
    before = whole(root)
    well, said = ran(root, "area", update=True, dry_run=True)
    assert well
    assert said[-1] == "All is well; nothing was replaced (--dry-run)."
    assert whole(root) == before
    well, said = ran(root, "area", update=True, edition="second")
    assert well
    assert said == [
        "area: 1 rows added, 1 removed, 1 revised",
        "  added KGZ",
        "  removed UZB",
        "  KAZ area_km2: 2724900 -> 2724902 (+0.0%)",
        "Replaced: area.",
    ]
    now = record(root, "area")
    assert (now["sha256"], now["version"]) == (digest(NEWER), "second")
    assert now["derived_from"] == "area.csv, as its address gave it, in place of: a copy"
    assert "handed_in" not in now
    assert digest(NEWER) in (root / "datapackage.json").read_text(encoding="utf-8")
    # from now on these bytes are expected, and the old ones are not
    after = whole(root)
    assert ran(root, "area") == (True, ["area: 2 rows, as they were"])
    site.files["area.csv"] = AREA
    assert not ran(root, "area")[0]
    assert whole(root) == after
    # and back to those that the module knows: its own words again
    assert ran(root, "area", update=True)[0]
    assert whole(root) == before


@pytest.mark.usefixtures("unchecked")
def test_a_folder_is_taken_in_place_of_the_address(
    root: Path, site: SimpleNamespace, tmp_path: Path, known: dict[str, WorldTable]
) -> None:
    folder = tmp_path / "files" / "deep"
    folder.mkdir(parents=True)
    written(folder / "area.csv.gz", gzip.compress(AREA))
    written(folder / "pairs.csv", PAIRS)
    site.asked.clear()
    assert ran(root, "area", "land_borders", folder=folder.parent)[0]
    assert site.asked == []
    assert record(root, "land_borders")["sha256"] == digest(PAIRS)
    # what a folder alone gives cannot be fetched afterwards
    written(folder / "area.csv.gz", gzip.compress(NEWER))
    assert not ran(root, "area", folder=folder)[0]
    assert ran(root, "area", folder=folder, update=True)[0]
    now = record(root, "area")
    assert (now["sha256"], now["handed_in"]) == (digest(NEWER), ["area.csv"])
    assert now["version"].startswith("files accepted on 20")
    well, said = ran(root)
    assert well
    assert said[-2].startswith("  land_borders: pairs.csv: ")
    assert said[-1].startswith(
        "  area: area.csv: no address gives it (area.csv, handed in by folder, in place "
    )
    assert site.asked == ["/macro.csv"]
    assert ran(root, "area", folder=folder) == (True, ["area: 2 rows, as they were"])
    with pytest.raises(BadInput, match="is no folder; expected one that holds the originals"):
        ran(root, folder=tmp_path / "nowhere")


BAD_ORIGINALS = {
    "a country without a border": (b"country,area_km2\nNOR,323802\n", "[NOR]"),
    "an area below zero": (b"country,area_km2\nKAZ,-5\n", 'area_km2: [KAZ] "-5"; expected'),
    "a country twice": (AREA + b"UZB,447400\n", "each once"),
    "another table": (b"name,size\nKazakhstan,5\n", "area: cannot be derived (KeyError: "),
    "no row": (b"country,area_km2\n", "area: cannot be derived (ValueError: no row)"),
    "no table": (b"\x00\xff\xfe", "area: cannot be derived (UnicodeDecodeError"),
}


@pytest.mark.parametrize("name", BAD_ORIGINALS)
def test_what_is_not_well_replaces_nothing(name: str, root: Path, site: SimpleNamespace) -> None:
    """Not even the other table of the same run, which is well."""
    content, fault = BAD_ORIGINALS[name]
    site.files["area.csv"] = content
    site.files["macro.csv"] = MACRO.replace(b"18755666", b"18755667")
    before = whole(root)
    well, said = ran(root, update=True)
    assert not well
    assert any(fault in line for line in said), said
    assert "Nothing was replaced." in said
    assert not any(line.startswith("Replaced") for line in said)
    assert whole(root) == before


@pytest.mark.parametrize("path", [*FAULTS, "endless"])
def test_no_fault_of_a_server_replaces_anything(
    path: str, root: Path, site: SimpleNamespace, known: dict[str, WorldTable]
) -> None:
    known["area"] = WorldTable(
        **{
            **known["area"].__dict__,
            "originals": (Original("area.csv", digest(AREA), f"{site.address}/{path}"),),
        }
    )
    site.files["macro.csv"] = MACRO.replace(b"18755666", b"18755667")
    before = whole(root)
    for update in (False, True):
        well, said = ran(root, update=update)
        assert not well
        assert any(line.startswith(f"area: {site.address}/{path}: ") for line in said)
        assert whole(root) == before


@pytest.mark.parametrize("name", ["a bomb in tar.xz", "dots in tar", "a symlink in tar"])
def test_a_bad_archive_replaces_nothing(
    name: str, root: Path, site: SimpleNamespace, tmp_path: Path, known: dict[str, WorldTable]
) -> None:
    (tmp_path / "made").mkdir()
    path = ARCHIVES[name][0](tmp_path / "made")
    site.files[path.name] = path.read_bytes()
    original = Original(path.name, digest(path.read_bytes()), f"{site.address}/{path.name}")
    known["area"] = WorldTable(**{**known["area"].__dict__, "originals": (original,)})
    before = whole(root)
    well, said = ran(root, "area", update=True)
    assert not well
    assert ARCHIVES[name][1] in said[0]
    assert whole(root) == before


class Stopped(BaseException):
    """As Ctrl-C, or the machine going off."""


@pytest.mark.parametrize("at", range(5))
@pytest.mark.usefixtures("unchecked")
def test_a_stop_while_files_are_replaced_leaves_the_old_set(
    at: int, root: Path, site: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five files are put in place (two tables with records, the descriptor): stopped before each of them."""
    site.files.update({"area.csv": NEWER, "macro.csv": MACRO.replace(b"18755666", b"18755667")})
    before = whole(root)
    real, count = Path.replace, 0

    def replace(self: Path, target: Path) -> Path:
        nonlocal count
        if self.parent.parent.name == "new" or self.parent.name == "new":
            count += 1
            if count == at + 1:
                raise Stopped
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(Stopped):
        ran(root, "area", "macro", update=True)
    monkeypatch.undo()
    assert count == at + 1
    assert whole(root) == before


@pytest.mark.usefixtures("unchecked")
def test_a_machine_that_goes_off_in_the_middle_is_mended_by_the_next_run(
    root: Path, site: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.files["area.csv"] = NEWER
    before = whole(root)
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if self.name == "area.json" and ".refresh" in self.parts:
            raise Stopped
        return real(self, target)

    with monkeypatch.context() as off:
        off.setattr(Path, "replace", replace)
        off.setattr(refresh, "recover", lambda root: False)  # nobody is left to put anything back
        with pytest.raises(Stopped):
            ran(root, "area", update=True)
    assert (root / "world" / "area.csv").read_bytes() == NEWER  # half of the new set is in place
    assert record(root, "area")["sha256"] == digest(AREA)
    site.files["area.csv"] = AREA
    well, said = ran(root, "area")
    assert well
    assert said[0] == "An earlier refresh was stopped while it replaced files: the old ones are back."
    assert whole(root) == before


@pytest.mark.usefixtures("unchecked")
def test_a_disk_that_refuses_leaves_the_old_set(
    root: Path, site: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.files["area.csv"] = NEWER
    before = whole(root)

    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(refresh, "_write", full)
    well, said = ran(root, "area", update=True)
    assert not well
    assert said[-1].endswith("No space left on device; the old files are as they were")
    assert whole(root) == before


def test_faults_that_were_there_before_do_not_stop_another_table(root: Path, site: SimpleNamespace) -> None:
    (root / "world" / "macro.csv").write_bytes(MACRO.replace(b"2020", b"1066"))
    site.files["area.csv"] = NEWER
    assert ran(root, "area", update=True)[0]
    assert [row["country"] for row in rows(root, "area")] == ["KAZ", "KGZ"]
    assert [fault.table for fault in check(root)] == ["world/macro"]


def test_two_at_once_are_refused(root: Path) -> None:
    with (
        refresh._alone(root),
        pytest.raises(BadInput, match="another refresh is at work; expected one at a time"),
    ):
        ran(root)
    assert ran(root)[0]


def test_new_pairs_hold_for_the_tables_of_the_same_run(
    root: Path, site: SimpleNamespace, tmp_path: Path
) -> None:
    (tmp_path / "files").mkdir()
    written(tmp_path / "files" / "pairs.csv", PAIRS + b"NOR,SWE,1666.0,1666.0\n")
    site.files["area.csv"] = AREA.replace(b"UZB", b"NOR").replace(b"447400", b"323802")
    well, said = ran(root, "area", "land_borders", folder=tmp_path / "files", update=True)
    assert well, said
    assert [row["country"] for row in rows(root, "area")] == ["KAZ", "NOR"]


# -- differences


def test_differences_are_told_by_row_and_size() -> None:
    def frame(*lines: str) -> pd.DataFrame:
        head, *body = [line.split(",") for line in lines]
        return pd.DataFrame(body, columns=head)

    old = frame("country,year,gdp,note", "KAZ,2020,100,x", "KAZ,2021,0,x", "UZB,2020,,x", "UZB,2021,50,x")
    new = frame("country,year,gdp,note", "KAZ,2020,90,x", "KAZ,2021,5,x", "UZB,2020,7,y", "UZB,2022,1,x")
    found = refresh.changes(old, new, ("country", "year"))
    assert (found.added, found.removed, found.revised) == (1, 1, 3)
    assert found.lines == (
        "added UZB 2022",
        "removed UZB 2021",
        "KAZ 2020 gdp: 100 -> 90 (-10.0%)",
        "KAZ 2021 gdp: 0 -> 5",
        "UZB 2020 gdp: empty -> 7",
        "UZB 2020 note: x -> y",
    )
    assert refresh.changes(old, old, ("country", "year")).lines == ()
    wider = refresh.changes(old, old.assign(more="1"), ("country", "year"))
    assert (wider.revised, wider.lines) == (0, ("column added: more",))


def test_the_largest_revisions_come_first_and_the_rest_is_counted() -> None:
    old = pd.DataFrame({"year": [str(y) for y in range(7)], "n": ["100"] * 7})
    new = old.assign(n=["100", "101", "150", "40", "102", "103", "104"])
    assert refresh.changes(old, new, ("year",)).lines == (
        "3 n: 100 -> 40 (-60.0%)",
        "2 n: 100 -> 150 (+50.0%)",
        "6 n: 100 -> 104 (+4.0%)",
        "5 n: 100 -> 103 (+3.0%)",
        "4 n: 100 -> 102 (+2.0%)",
        "and 1 more cells",
    )


# -- the tables of the project


def test_every_table_of_the_world_can_be_refreshed() -> None:
    found = refresh.tables()
    assert set(reading.WORLD) <= found.keys()
    assert next(iter(found)) == "land_borders"
    for name in reading.WORLD:
        assert list(found[name].key) == reading.schema(reading.CHECKOUT / "data", name)["primaryKey"], name
        for original in found[name].originals:
            assert len(original.sha256) == 64
            assert not original.address or download.allowed(original.address, Limits()) is None


def test_the_records_name_the_originals_of_the_modules() -> None:
    for name, table in refresh.tables().items():
        path = reading.CHECKOUT / "data" / "world" / f"{name}.json"
        if table.originals and name in reading.WORLD:
            said = json.loads(path.read_text(encoding="utf-8"))["sha256"]
            files = [o.file for o in table.originals]
            assert isinstance(said, str) if len(files) == 1 else sorted(said) == sorted(files), name


# -- the publishers' clients: answers written after their documented shape, not tried against the publishers


def element(code: str, name: str, year: int, value: float | None, indicator: str) -> dict[str, Any]:
    """One element of `wbgapi.data.fetch(..., labels=True, numericTimeKeys=True)`."""
    return {
        "value": value,
        "series": {"id": indicator, "value": "GDP (current US$)"},
        "economy": {"id": code, "value": name, "aggregate": code == "WLD"},
        "time": {"id": year, "value": str(year)},
    }


GDP = "NY.GDP.MKTP.CD"


def test_an_answer_of_the_world_bank_has_the_columns_that_the_module_reads() -> None:
    answer = [
        element("WLD", "World", 2023, 105435039507024.5, GDP),
        element("UZB", "Uzbekistan", 2024, None, GDP),
        element("UZB", "Uzbekistan", 2023, 90889149306.73126, GDP),
    ]
    table = apis.world_bank_table(answer, GDP)
    assert table.to_csv(index=False).splitlines() == [
        "Country Name,Country Code,Year,Value",
        "Uzbekistan,UZB,2023,90889149306.73126",
        "World,WLD,2023,105435039507024.5",
    ]
    people = apis.world_bank_table(
        [element("UZB", "Uzbekistan", 2023, 35652307, "SP.POP.TOTL")], "SP.POP.TOTL"
    )
    derived = world_bank.derive(table, people, {"UZB"})
    assert derived.to_csv(index=False).splitlines()[1:] == [
        "UZB,2023,90889149307,35652307",
        "WLD,2023,105435039507024,",
    ]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ([], "no figure; expected some"),
        ([element("UZB", "Uzbekistan", 2023, None, GDP)], "no figure; expected some"),
        (
            [element("UZB", "Uzbekistan", 2023, 1.0, "SP.POP.TOTL")],
            "an answer about SP.POP.TOTL; expected NY",
        ),
        ([{"value": 1.0}], "an answer without 'series'"),
    ],
)
def test_another_answer_of_the_world_bank_is_refused(answer: list[Any], said: str) -> None:
    with pytest.raises(DownloadError, match=said):
        apis.world_bank_table(answer, GDP)


def flows(*lines: tuple[str, str, str, str, float | None]) -> pd.DataFrame:
    """A frame as `comtradeapicall.getFinalData(includeDesc=True)` gives it, with some other columns."""
    columns = ["reporterISO", "partnerISO", "flowCode", "cmdCode", "primaryValue"]
    table = pd.DataFrame(lines, columns=columns)
    return table.assign(typeCode="C", freqCode="A", refYear=2023, period="2023", classificationCode="H6")


def test_an_answer_of_comtrade_is_flows_with_countries() -> None:
    answer = flows(
        ("UZB", "KAZ", "X", "TOTAL", 1_370_000_000.5),
        ("UZB", "W00", "X", "TOTAL", 9e9),
        ("KAZ", "UZB", "M", "TOTAL", 0.0),
        ("KAZ", "UZB", "RX", "TOTAL", 3.0),
        ("KAZ", "RUS", "M", "TOTAL", None),
        ("KAZ", "UZB", "M", "10", 2.0),
    )
    assert apis.comtrade_table(answer).to_csv(index=False).splitlines() == [
        "reporter,partner,year,flow,value_usd",
        "KAZ,UZB,2023,import,0.0",
        "UZB,KAZ,2023,export,1370000000.5",
    ]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "no answer"),
        (pd.DataFrame(), "no record; expected some"),
        (flows(("UZB", "KAZ", "X", "TOTAL", 1.0)).drop(columns="primaryValue"), "without primaryValue"),
        (flows(*[("UZB", "KAZ", "X", "TOTAL", 1.0)] * 2), "UZB KAZ 2023 export stands there twice"),
    ],
)
def test_another_answer_of_comtrade_is_refused(answer: pd.DataFrame | None, said: str) -> None:
    with pytest.raises(DownloadError, match=said):
        apis.comtrade_table(answer)


def test_the_clients_are_asked_for_what_we_read(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}

    def fetch(series: str, **options: Any) -> Iterator[dict[str, Any]]:
        asked.update(options, series=series)
        yield element("UZB", "Uzbekistan", 2023, 2.5, series)

    def final(key: str, **options: Any) -> pd.DataFrame:
        asked.update(options, key=key)
        return flows(("UZB", "KAZ", "X", "TOTAL", 1.0))

    def preview(**options: Any) -> pd.DataFrame:
        return flows(*[("UZB", "KAZ", "X", "TOTAL", 1.0)] * options["maxRecords"])

    clients = {
        "wbgapi": SimpleNamespace(data=SimpleNamespace(fetch=fetch)),
        "comtradeapicall": SimpleNamespace(getFinalData=final, previewFinalData=preview),
    }
    monkeypatch.setattr(apis, "_client", clients.__getitem__)
    assert len(apis.world_bank(GDP)) == 1
    assert (asked["series"], asked["labels"], asked["numericTimeKeys"]) == (GDP, True, True)
    assert len(apis.comtrade({"UZB": "860"}, 2023, key="word")) == 1
    assert (asked["reporterCode"], asked["period"], asked["cmdCode"]) == ("860", "2023", "TOTAL")
    with pytest.raises(DownloadError, match="500 records, the limit; expected fewer reporters at a time"):
        apis.comtrade({"UZB": "860"}, 2023)


def test_a_client_that_fails_or_hangs_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(series: str, **options: Any) -> None:
        raise RuntimeError("APIResponseError:\n  500")

    client = SimpleNamespace(data=SimpleNamespace(fetch=fails))
    monkeypatch.setattr(apis, "_client", lambda name: client)
    with pytest.raises(DownloadError, match="World Bank, X: APIResponseError: 500; expected an answer"):
        apis.world_bank("X")
    over = threading.Event()
    client.data.fetch = lambda series, **options: over.wait(5) and []
    monkeypatch.setattr(apis, "SECONDS", 0.1)
    with pytest.raises(DownloadError, match=r"no end after 0\.1 seconds"):
        apis.world_bank("X")
    over.set()
    monkeypatch.undo()
    with pytest.raises(apis.ClientMissing, match="no_such_client is not installed; expected it"):
        apis._client("no_such_client")


@pytest.mark.usefixtures("unchecked")
def test_update_asks_the_publisher_and_without_its_client_the_address(
    root: Path, site: SimpleNamespace, known: dict[str, WorldTable]
) -> None:
    def latest(folder: Path) -> None:
        if missing:
            raise apis.ClientMissing("wbgapi is not installed; expected it")
        written(folder / "area.csv", NEWER)

    known["area"] = WorldTable(**{**known["area"].__dict__, "latest": latest})
    missing, before = True, whole(root)
    assert ran(root, "area", update=True) == (
        True,
        [
            "  area: asking the publisher",
            "  wbgapi is not installed; expected it; the pinned address is asked instead",
            "area: 2 rows, as they were",
        ],
    )
    assert whole(root) == before
    missing = False
    site.asked.clear()
    assert ran(root, "area", update=True)[0]
    assert site.asked == []
    now = record(root, "area")
    assert (now["sha256"], now["handed_in"]) == (digest(NEWER), ["area.csv"])
    assert now["derived_from"].startswith("area.csv, as the publisher's client gave it, in place of")
    assert (root / "world" / "area.csv").read_bytes() == NEWER


# -- the command


def command(root: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli.main, ["--data", str(root), "refresh", *arguments])
    return done.exit_code, done.output


@pytest.mark.usefixtures("unchecked")
def test_exit_codes_of_the_command(
    root: Path, site: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BILATERAL_DATA", "")  # the command sets it: give it back afterwards
    code, said = command(root)
    assert code == 0
    assert "land_borders: pairs.csv: no address gives it" in said
    assert command(root, "land_borders")[0] == 2
    assert command(root, "nope")[0] == 2
    assert command(root, "--edition", "second") == (
        2,
        "bilateral: --edition: says what new files are; expected together with --update\n",
    )
    assert command(root, "--from", str(tmp_path / "nowhere"))[0] == 2
    site.files["area.csv"] = NEWER
    code, said = command(root, "area")
    assert code == 1
    assert "Nothing was replaced." in said
    code, said = command(root, "area", "--update", "--edition", "second")
    assert (code, said.splitlines()[-1]) == (0, "Replaced: area.")
    assert record(root, "area")["version"] == "second"


def test_help_teaches() -> None:
    done = CliRunner().invoke(cli.main, ["refresh", "--help"])
    assert done.exit_code == 0
    text = " ".join(done.output.split())
    for word in ("--from", "--update", "--dry-run", "Exit code 1", "Exit code 2", "bilateral refresh macro"):
        assert word in text
