"""Warm kernels: as separate as ordinary ones, of the code on the disk, and gone when their build is."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import KernelManager, start_new_kernel

from bilateral import runner, tasks, warm_kernels
from tests.test_runner import notebook

pytestmark = pytest.mark.skipif(warm_kernels.unavailable() is not None, reason="warm kernels need Linux")
IS_WARM = "b'bilateral.warm_kernels' in open(f'/proc/{os.getppid()}/cmdline', 'rb').read().split(bytes(1))"
# A build that has one kernel, tells of it and then waits.
OWNER = """
import sys
from jupyter_client.manager import start_new_kernel
from bilateral import warm_kernels
with warm_kernels.warm() as name:
    manager, client = start_new_kernel(kernel_name=name)
    print(manager.provisioner.pid, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module", autouse=True)
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of sockets for these tests alone, which also tells their processes from all others."""
    tmp_path_factory.getbasetemp()  # not inside of it: it is gone afterwards
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory(prefix="bl-") as folder:
        patch.setenv("TMPDIR", folder)
        patch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)


@pytest.fixture(scope="module")
def name(alone: Path) -> Iterator[str]:
    """The kernel of a server that the tests share."""
    with warm_kernels.warm() as kernel:
        yield kernel


def processes(folder: Path) -> set[int]:
    """The servers and kernels of these tests that are alive."""
    found = set()
    for entry in Path("/proc").iterdir():
        try:
            alive = entry.name.isdigit() and ") Z " not in (entry / "stat").read_text()
            if alive and f"TMPDIR={folder}\0".encode() in (entry / "environ").read_bytes():
                found.add(int(entry.name))
        except OSError:
            continue
    return found


def soon(what: Callable[[], bool], seconds: float = 5) -> bool:
    """Whether something becomes true before the time is over."""
    end = time.monotonic() + seconds
    while not what() and time.monotonic() < end:
        time.sleep(0.05)
    return what()


class Session:
    """A kernel to which code is given, and which says what the code prints or raises."""

    def __init__(self, kernel: str, **wishes: object) -> None:
        self.manager: KernelManager
        self.manager, self.client = start_new_kernel(kernel_name=kernel, **wishes)

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *error: object) -> None:
        self.client.stop_channels()
        if self.manager.has_kernel:
            self.manager.shutdown_kernel()

    def __call__(self, code: str) -> str:
        said: list[str] = []

        def hear(message: dict[str, dict[str, str]]) -> None:
            said.append(message["content"].get("text") or message["content"].get("evalue") or "")

        self.client.execute_interactive(code, output_hook=hear, timeout=30)
        return "".join(said).strip()


STATE = """
import json, os, random, signal, sys, warnings, matplotlib, numpy, bilateral.page as page
hidden = {name for name in os.environ if name.startswith(("PYTEST", "JPY_PARENT_PID"))}
print(json.dumps({
    "mark": getattr(page, "mark", None), "folder": os.getcwd(), "path": sys.path, "main": __name__,
    "environment": {name: os.environ[name] for name in sorted(os.environ) if name not in hidden},
    "size": matplotlib.rcParams["font.size"], "backend": matplotlib.get_backend(), "hash": hash("a"),
    "signals": [str(signal.getsignal(n)) for n in sorted(signal.valid_signals())],
    "blocked": str(signal.pthread_sigmask(signal.SIG_BLOCK, ())), "group": os.getpid() == os.getsid(0),
}))
"""
FILES = """
import os
paths = [f"/proc/self/fd/{number}" for number in os.listdir("/proc/self/fd")]
print([os.readlink(path) for path in paths if os.path.exists(path)])
"""
DRAWN = "import random, numpy\nprint(random.random(), numpy.random.random())"


def test_a_kernel_sees_nothing_of_the_one_before_it(name: str, tmp_path: Path) -> None:
    held = tmp_path / "held"
    change = (
        "page.mark = 1\nos.chdir('/')\nos.environ['MARK'] = '1'\nsys.path.append('/mark')\n"
        "matplotlib.rcParams['font.size'] = 77\nrandom.seed(1)\nnumpy.random.seed(1)\n"
        f"held = open({str(held)!r}, 'w')\nheld.write('kept')\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    )
    with Session(name, cwd=str(tmp_path)) as first:
        before, drawn = first(STATE), first(DRAWN)
        assert first(f"print({IS_WARM})") == "True"
        assert first(change) == ""
        assert first(STATE) != before
        assert str(held) in first(FILES)
    assert held.read_text() == "kept", "a file left open is written at the end, as ever"
    # `independent` asks for a process of its own
    with (
        Session(name, cwd=str(tmp_path)) as second,
        Session(name, cwd=str(tmp_path), independent=True) as cold,
    ):
        assert second(STATE) == before == cold(STATE)
        assert drawn != second(DRAWN), "chance is drawn anew"
        # the thread that keeps IPython's history opens its file there, and at times the folder to sync it
        listed = [
            [x for x in ast.literal_eval(k(FILES)) if "profile_default" not in x] for k in (second, cold)
        ]
        kinds = [{re.sub(r"\d+", "", file) for file in files} for files in listed]
        # An ordinary kernel reads from a pipe that is closed, a warm one from where nothing is.
        assert kinds[0] <= kinds[1] | {os.devnull}, "no kinds of files that an ordinary kernel has not"


def test_a_kernel_runs_on_the_cores_of_who_asked_for_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    core = max(os.sched_getaffinity(0))
    with monkeypatch.context() as patch:
        patch.setattr(os, "sched_getaffinity", lambda pid: {core})
        with Session(name) as kernel:
            assert kernel(f"import os\nprint({IS_WARM}, os.sched_getaffinity(0))") == f"True {{{core}}}"


def test_two_kernels_run_side_by_side_in_groups_of_their_own(name: str) -> None:
    with Session(name) as one, Session(name) as two:
        with ThreadPoolExecutor(2) as pool:
            code = "import os, time\ntime.sleep(0.5)\nprint(os.getpid(), os.getppid(), os.getsid(0))"
            began = time.monotonic()
            (pid, server, group), (other, same, _) = (
                s.split() for s in pool.map(lambda k: k(code), (one, two))
            )
        assert time.monotonic() - began < 0.95
        assert pid != other
        assert server == same
        assert group == pid
        one.client.execute("while True: pass")
        time.sleep(0.2)
        one.manager.interrupt_kernel()
        assert one.client.get_shell_msg(timeout=10)["content"]["ename"] == "KeyboardInterrupt"
        # A request that comes while the error is told of is refused, so it may take another.
        assert soon(lambda: one("print(6 * 7)") == "42")
        two.manager.shutdown_kernel(now=True)
        assert soon(lambda: not Path(f"/proc/{other}").exists())


@pytest.mark.soak
def test_a_page_is_the_same_bytes_from_a_warm_and_an_ordinary_kernel(name: str) -> None:
    task = tasks.make_task(tasks.find_notebook("international_support"), {"language": "en"})
    with ThreadPoolExecutor(2) as pool:
        warm, cold = pool.map(lambda kernel: runner.execute(task, kernel), (name, warm_kernels.COLD))
    assert nbformat.writes(warm.notebook) == nbformat.writes(cold.notebook)
    assert warm.notebook.metadata.kernelspec.name == "python3"


def test_a_cell_that_hangs_is_stopped_and_named(
    name: str, alone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "TIMEOUT", 1)
    path = notebook(tmp_path / "long.ipynb", "x = 1", "import time\ntime.sleep(600)", "y = 2")
    with pytest.raises(runner.PageFailed) as error:
        runner.execute(tasks.make_task(path, {"language": "en"}), name)
    assert str(error.value) == "long.ipynb, cell 3 (cell-2): stopped after 1 seconds, the limit for a cell"
    assert soon(lambda: len(processes(alone)) <= 1), "the server alone is left"


def test_a_changed_source_is_never_served_by_an_older_server_and_the_end_of_warm_is_the_end(
    tmp_path: Path,
) -> None:
    package = shutil.copytree(warm_kernels.PACKAGE, tmp_path / "src" / "bilateral")
    ask = f"import os, bilateral.countries as c; print({IS_WARM}, c.__file__, hasattr(c, 'MARK'))"
    code = f"""
import os, sys
from jupyter_client.manager import start_new_kernel
from bilateral import warm_kernels
def ask():
    manager, client = start_new_kernel(kernel_name=name)
    client.execute_interactive({ask!r})
    client.stop_channels()
    return manager
with warm_kernels.warm() as name:
    left = ask()
    with open(sys.argv[1], "a") as file:
        file.write("MARK = 1\\n")
    ask().shutdown_kernel()
    alive = left.provisioner.process.poll() is None
    server = int(open(f"/proc/{{left.provisioner.pid}}/stat").read().split()[3])
print(alive, [os.path.exists(f"/proc/{{pid}}") for pid in (server, left.provisioner.pid)])
"""
    changed = str(package / "countries.py")
    done = subprocess.run(
        [sys.executable, "-c", code, changed],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "src")},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    told = [f"True {changed} False", f"False {changed} True", "True [False, False]"]
    assert done.stdout.splitlines() == told
    assert "the kernel starts cold: no server of warm kernels with this code is running" in done.stderr


def test_nothing_is_left_of_a_killed_build_and_another_build_goes_on() -> None:
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory(prefix="bl-") as folder:
        patch.setenv("TMPDIR", folder)
        patch.setattr(tempfile, "tempdir", folder)
        command = [sys.executable, "-c", OWNER]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as build:
            assert build.stdout
            theirs = int(build.stdout.readline())
            with warm_kernels.warm() as kernel, Session(kernel) as mine:
                assert len(processes(Path(folder))) == 4, "the build, its server, a kernel each"
                build.kill()
                assert soon(lambda: not Path(f"/proc/{theirs}").exists())
                with Session(kernel) as another:
                    for asked in (mine, another):
                        assert asked(f"import os\nprint({IS_WARM})") == "True"
        assert soon(lambda: not processes(Path(folder)))


def test_papermill_joins_a_running_server_or_says_that_it_starts_cold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tomllib.loads((tasks.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    group = "jupyter_client.kernel_provisioners"
    known = tmp_path / "path" / "bilateral-0.dist-info"  # also where the installation is older than these
    known.mkdir(parents=True)
    (known / "METADATA").write_text("Metadata-Version: 2.1\nName: bilateral\nVersion: 0\n")
    lines = [f"{key} = {value}" for key, value in project["entry-points"][group].items()]
    (known / "entry_points.txt").write_text("\n".join([f"[{group}]", *lines, ""]))
    source = str(warm_kernels.PACKAGE.parent)
    path = notebook(tmp_path / "in.ipynb", f"import os\nprint({IS_WARM})")

    def papermill() -> tuple[str, str]:
        out = tmp_path / "out.ipynb"
        done = subprocess.run(
            [sys.executable, "-m", "papermill", "-k", "bilateral", "--no-progress-bar", path, out],
            capture_output=True,
            text=True,
            check=True,
        )
        return nbformat.read(out, as_version=4).cells[1].outputs[0].text.strip(), done.stderr

    warm_kernels.install()
    with tempfile.TemporaryDirectory(prefix="bl-") as folder:
        monkeypatch.setenv("TMPDIR", folder)
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(known.parent), source]))
        server = subprocess.Popen(
            [sys.executable, "-m", "bilateral.warm_kernels", "--idle", "1.5"],
            stdout=subprocess.PIPE,
            text=True,
        )
        with server:
            assert server.stdout
            assert "Kernel bilateral starts warm" in server.stdout.readline()
            answer, said = papermill()
            assert answer == "True"
            assert "starts cold" not in said
            assert server.wait(10) == 0, "it ends when nobody has wanted a kernel for a time"
        answer, said = papermill()
        assert answer == "False"
        assert said.count("bilateral: the kernel starts cold: no server") == 1


def test_where_warm_kernels_are_not_to_be_had_ordinary_ones_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    said: list[str] = []
    with warm_kernels.warm(said.append) as kernel:
        assert kernel == "python3"
    assert said == ["Kernels start cold: they need Linux"]


def test_a_folder_that_others_may_enter_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder = tmp_path / f"bilateral-{os.getuid()}"
    folder.mkdir(mode=0o755)
    said: list[str] = []
    with warm_kernels.warm(said.append) as kernel:
        assert kernel == "python3"
    assert said == [f"Kernels start cold: {folder} is not a folder that this user alone can enter"]


def test_the_description_of_the_kernel_is_written_once(tmp_path: Path) -> None:
    path = warm_kernels.install(tmp_path)
    first = path.stat()
    assert warm_kernels.install(tmp_path) == path
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (first.st_ino, first.st_mtime_ns)
    assert [entry.name for entry in path.parent.iterdir()] == ["kernel.json"]


def test_the_name_of_a_server_tells_what_it_has_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {"PATH": "/bin", "PYTHONPATH": "a"}
    path = warm_kernels.socket_path(environment)
    with warm_kernels._listen(path) as listener:  # type: ignore[union-attr]
        assert warm_kernels._listen(path) is None, "there is one server for the same code"
        assert listener
    assert path == warm_kernels.socket_path({**environment, "PATH": "/other", "MPLBACKEND": "svg"})
    assert path != warm_kernels.socket_path({**environment, "PYTHONPATH": "b"})
    monkeypatch.setattr(sys, "prefix", "/elsewhere")
    assert path != warm_kernels.socket_path(environment)


def test_ports_are_none_that_the_system_gives_to_a_connection(name: str) -> None:
    first = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    with Session(name) as one, Session(name) as two:
        ports = [getattr(kernel.manager, port) for kernel in (one, two) for port in warm_kernels.PORTS]
        assert len(set(ports)) == 10
        assert max(ports) < first
        assert min(ports) >= warm_kernels.FIRST_PORT
    assert warm_kernels._free_ports("203.0.113.1", 5) == [], "an address of another machine"


def test_a_single_page_needs_no_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(say: object) -> None:
        raise AssertionError

    monkeypatch.setattr(warm_kernels, "warm", never)
    path = notebook(tmp_path / "one.ipynb", f"import os\nprint({IS_WARM})")
    (result,) = runner.run([tasks.make_task(path, {})])
    assert result.notebook.cells[-2].outputs[0].text == "False\n"


def test_workers_fit_the_cores_and_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def with_memory(megabytes: int) -> int:
        text = f"MemTotal: 99999999 kB\nMemAvailable: {megabytes * 1024} kB\n"
        monkeypatch.setattr(Path, "read_text", lambda self, **how: text)
        return runner.worker_count()

    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(8)), raising=False)
    assert (with_memory(64_000), with_memory(1_300), with_memory(100)) == (8, 3, 1)


def test_the_ordinary_kernel_is_named_whichever_ran(name: str) -> None:
    spec = {"name": name, "display_name": "Python 3 (bilateral, warm)", "language": "python"}
    made = nbformat.v4.new_notebook(metadata={"kernelspec": spec})
    runner.clean(made)
    assert made.metadata.kernelspec == {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }


@pytest.mark.soak
def test_five_hundred_kernels_start_and_none_is_left(name: str, alone: Path) -> None:
    def one(number: int) -> str:
        with Session(name) as kernel:
            return kernel("print(1 + 1)")

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(one, range(500))) == ["2"] * 500
    assert soon(lambda: len(processes(alone)) == 1), "the server alone is left"


def test_a_server_killed_in_the_middle_costs_a_second_try(
    name: str, alone: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Stands last, because the server that all tests share is gone after it."""
    warm_kernels._tell.cache_clear()
    code = (
        "import os, signal, time\n"
        f"if {IS_WARM}:\n    os.kill(os.getppid(), signal.SIGKILL)\n    time.sleep(60)\n"
        "print('done')"
    )
    path = notebook(tmp_path / "killed.ipynb", code)
    listed = [tasks.make_task(path, {"language": x}) for x in ("en", "uz")]
    results = runner.run(listed)
    assert [r.notebook.cells[-2].outputs[0].text for r in results] == ["done\n", "done\n"]
    assert soon(lambda: not processes(alone))
    said = [line for line in capfd.readouterr().err.splitlines() if line.startswith("bilateral:")]
    assert set(said) <= {
        "bilateral: the kernel starts cold: no server of warm kernels with this code is running"
    }
