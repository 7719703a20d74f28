"""Kernels that start warm: a server that has imported the libraries forks a child for each kernel.

`warm` starts a server that ends with the last process that asked for it; `python -m bilateral.warm_kernels`
starts one that ends after a time without a kernel. Both serve the kernel `bilateral`, whose provisioner is
`ForkProvisioner`; where nothing serves it, the same kernel starts as an ordinary process.

A connection to the server is a kernel. The client sends its standard output and error as files, then a line
of JSON (arguments, environment, folder, cores), and reads the process id; each further byte it sends is a
signal. The server sends the exit code at the end. If the client closes the connection, or dies, the kernel is
killed. A client that sends {"hold": its process id} instead gets no kernel: the server stays until it closes.

The name of the server's socket holds a digest of all that the server has imported, so that a kernel never
starts from other code than the one on the disk.
"""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import gc
import hashlib
import json
import os
import pkgutil
import random
import selectors
import signal
import socket
import stat
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo, LocalPortCache
from jupyter_client.provisioning.factory import KernelProvisionerFactory as Factory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

NAME = "bilateral"  # of the kernel that starts warm
COLD = "python3"  # of the ordinary kernel
PROVISIONER = "bilateral-fork"
# Environment of a server and of all its kernels; the last silences a notice of the debugger.
FIXED = {"PYTHONHASHSEED": "0", "MPLBACKEND": "agg", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
IDLE = 600.0  # seconds that a server on its own waits for a kernel
READY = 60.0  # seconds that a kernel may have to wait for its server
PORTS = ("shell_port", "iopub_port", "stdin_port", "hb_port", "control_port")
FIRST_PORT = 10_000  # of those that are tried
PACKAGE = Path(__file__).resolve().parent
COMMAND = [sys.executable, "-m", "bilateral.warm_kernels"]
LAUNCHER = ["-m", "ipykernel_launcher"]
# What a page imports, and what a kernel imports only once it runs.
LIBRARIES = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "babel.dates",
    "babel.lists",
    "babel.numbers",
    "babel.support",
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "matplotlib.pyplot",
    "numpy",
    "pandas",
    "sqlite3",
    "tornado.platform.asyncio",
    "bilateral.page",
)
# What only the tests of the turning point need, one chapter of six: imported while nobody asks for a kernel.
LATER = ("scipy.stats", "ruptures", "statsmodels.api")
# Environment that Python or a library reads once, at its start: other values need another server.
READ_ONCE = (
    *("PYTHON", "LANG", "LC_", "TZ", "HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"),
    *("MATPLOTLIBRC", "MPL", "OMP_", "OPENBLAS_", "MKL_", "PYDEVD_", "BILATERAL_LOCALE"),
)


def unavailable() -> str | None:
    """Why warm kernels are not to be had on this system; None: they are."""
    if sys.platform != "linux":  # macOS has fork, but its libraries may not survive it
        return "they need Linux"
    try:
        os.close(os.pidfd_open(os.getpid()))
        _folder()
    except (AttributeError, OSError) as error:
        return str(error)
    return None


def install(prefix: Path | str = sys.prefix) -> Path:
    """Write the description of the kernel under a prefix, unless it is there, and return the file."""
    path = Path(prefix) / "share" / "jupyter" / "kernels" / NAME / "kernel.json"
    content = {
        "argv": ["python", *LAUNCHER, "-f", "{connection_file}"],
        "display_name": "Python 3 (bilateral, warm)",
        "language": "python",
        "env": FIXED,
        "metadata": {
            "kernel_provisioner": {"provisioner_name": PROVISIONER},
            "supported_encryption": ["curve"],
        },
        "kernel_protocol_version": "5.5",
    }
    text = json.dumps(content, indent=1) + "\n"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f".kernel-{os.getpid()}.json")
        new.write_text(text, encoding="utf-8")
        new.replace(path)  # another process may be reading it
    return path


@contextmanager
def warm(say: Callable[[str], None] = lambda line: None) -> Iterator[str]:
    """Have warm kernels while the context lasts; yields the name of the kernel to use.

    The server starts beside the caller, and the first kernel waits for it. Where one for the same code runs
    already, that one is used, and held so that it does not end with the build that started it. `say` gets a
    line if ordinary kernels have to do.
    """
    server = None
    why = unavailable()
    if why is None:
        try:
            install()
            server = _start_server()
        except OSError as error:
            why = str(error)
    if why is not None:
        say(f"Kernels start cold: {why}")
        yield COLD
        return
    # An installation made before this module was written does not know the entry point.
    entry = EntryPoint(PROVISIONER, f"{__name__}:{ForkProvisioner.__name__}", Factory.GROUP_NAME)
    Factory.provisioners.setdefault(PROVISIONER, entry)
    try:
        yield NAME
    finally:
        if server:
            server.end()


def socket_path(environment: Mapping[str, str]) -> Path:
    """Where the server listens that has imported the code which is on the disk now, in this environment."""
    digest = hashlib.sha256()
    relevant = sorted(i for i in {**environment, **FIXED}.items() if i[0].startswith(READ_ONCE))
    packages = Path(sysconfig.get_path("purelib"))
    known = [sys.executable, sys.prefix, sys.version, os.getuid(), str(PACKAGE), relevant]
    digest.update(json.dumps([*known, packages.stat().st_mtime_ns]).encode())
    files = [path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    for path in sorted([*files, PACKAGE.parents[1] / "requirements.lock"]):
        if path.exists():  # an installed package has no lock beside it
            content = path.read_bytes()
            digest.update(f"{path.relative_to(PACKAGE.parents[1])}\0{len(content)}\0".encode() + content)
    return _folder() / f"{digest.hexdigest()[:24]}.sock"


def _folder() -> Path:
    """The folder of the sockets, which nobody else can enter. Raises OSError where it is another's."""
    folder = Path(tempfile.gettempdir()) / f"bilateral-{os.getuid()}"
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise OSError(f"{folder} is not a folder that this user alone can enter")
    return folder


def _listen(path: Path) -> socket.socket | None:
    """A socket that listens at the path; None: a server listens there."""
    import fcntl

    lock = os.open(path.parent, os.O_RDONLY)  # what follows is done by one process at a time
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(path))
            except (FileNotFoundError, ConnectionRefusedError):
                path.unlink(missing_ok=True)  # a server that was killed left its name behind
            else:
                return None
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(path))
        listener.listen(128)
        return listener
    finally:
        os.close(lock)


# --------------------------------------------------------------------------- the side of the client


@dataclass
class _Started:
    """A connection that keeps a server until it ends, and the process of a server that was started for it."""

    process: subprocess.Popen[bytes] | None
    held: socket.socket

    def end(self) -> None:
        """Let the server end, unless another build has it as well."""
        self.held.settimeout(READY)
        alone = True
        with self.held, suppress(OSError):
            self.held.shutdown(socket.SHUT_WR)
            alone = not self.held.recv(1)  # answered once our kernels are gone
        if self.process and alone:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=1)


def _start_server() -> _Started | None:
    """Start a server bound to this process, without waiting for it, or hold the one that is there already.

    None: there was one that ended just now.
    """
    path = socket_path(os.environ)
    listener = _listen(path)
    if listener is None:
        held = socket.socket(socket.AF_UNIX)
        try:
            held.connect(str(path))
            held.sendall(b"\n" + json.dumps({"hold": os.getpid()}).encode() + b"\n")
        except OSError:
            held.close()
            return None
        return _Started(None, held)
    ours, theirs = socket.socketpair()
    with listener, theirs:  # kernels that ask before the server is ready wait at the listener
        files = (listener.fileno(), theirs.fileno())
        process = subprocess.Popen(
            [*COMMAND, "--listener", str(files[0]), "--owner", str(files[1])],
            env={**os.environ, **FIXED},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=files,
            start_new_session=True,  # Ctrl-C is for the owner, whose end ends the server
        )
    return _Started(process, ours)


class Kernel:
    """A kernel as its client sees it, in the shape of a Popen: all is told over the connection."""

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket, pid: int) -> None:
        self.connection, self.pid = connection, pid
        self.connection.setblocking(False)
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            try:
                said = self.connection.recv(64)
            except BlockingIOError:
                return None
            except OSError:
                said = b""
            self.returncode = int(said) if said else -signal.SIGKILL  # it dies with its server
            self.connection.close()
        return self.returncode

    def wait(self) -> int:
        while self.poll() is None:
            time.sleep(0.01)
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Let the server send a signal to the kernel's group: only there the id cannot be another's."""
        if self.poll() is None:
            with suppress(OSError):
                self.connection.sendall(bytes([number]))

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class ForkProvisioner(LocalProvisioner):
    """Takes a kernel from the server of warm kernels, or starts an ordinary one and says so."""

    process: Any

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Choose ports that no connection is given by chance until the kernel binds them."""
        manager = self.parent
        if manager and manager.transport == "tcp" and manager.cache_ports and not self.ports_cached:
            ports = _free_ports(manager.ip, len(PORTS))
            for name, port in zip(PORTS, ports, strict=False):
                setattr(manager, name, port)
            self.ports_cached = bool(ports)
        return await super().pre_launch(**kwargs)

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel and see it end, which else is looked for ten times a second only."""
        await super().kill(restart)
        for _ in range(100):
            if await self.poll() is not None:
                return
            await asyncio.sleep(0.002)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        wishes = {k for k, v in self._scrub_kwargs(kwargs).items() if v is not None}
        why = unavailable()
        if why is None and (wishes - {"env", "cwd"} or cmd[:3] != [sys.executable, *LAUNCHER]):
            why = "this kernel needs a process of its own"
        kernel = None
        if why is None:
            kernel = _request(cmd[3:], kwargs["env"], str(kwargs.get("cwd") or Path.cwd()))
            why = "no server of warm kernels with this code is running"
        if kernel is None:
            _tell(f"bilateral: the kernel starts cold: {why}")
            return await super().launch_kernel(cmd, **kwargs)
        self.process = kernel
        self.pid, self.pgid = kernel.pid, None  # signals go through the server
        self.cwd = kwargs.get("cwd") or Path.cwd()
        return self.connection_info


def _free_ports(address: str, number: int) -> list[int]:
    """So many free ports below those from which the system serves whoever asks for any; none if it has few.

    Any free port, as jupyter_client takes one, may be the end of another kernel's connection a moment later.
    """
    try:
        most = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError):
        return []
    used = LocalPortCache.instance().currently_used_ports
    found: list[int] = []
    tried = range(FIRST_PORT, most)
    for port in random.SystemRandom().sample(tried, k=min(len(tried), 500)):
        with socket.socket() as probe:
            try:
                probe.bind((address, port))
            except OSError:
                continue
        if port not in used:
            used.add(port)
            found.append(port)
        if len(found) == number:
            return found
    return []


@cache
def _tell(line: str) -> None:
    """Say a line on standard error, once."""
    print(line, file=sys.stderr, flush=True)


def _request(arguments: list[str], environment: Mapping[str, str], folder: str) -> Kernel | None:
    """Ask the server for a kernel; None: no server answers."""
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(READY)
    cores = sorted(os.sched_getaffinity(0))
    wanted = {"client": os.getpid(), "arguments": arguments, "folder": folder, "cores": cores}
    try:
        connection.connect(str(socket_path(environment)))
        socket.send_fds(connection, [b"\n"], [1, 2])
        connection.sendall(json.dumps({**wanted, "environment": dict(environment)}).encode() + b"\n")
        with connection.makefile("rb", buffering=0) as answer:
            return Kernel(connection, int(answer.readline()))
    except (OSError, ValueError):
        connection.close()
        return None


# --------------------------------------------------------------------------- the side of the server


@dataclass
class _Child:
    """A kernel as the server sees it."""

    pid: int
    client: int  # process that asked for it
    connection: socket.socket
    end: int  # file that can be read once the process has ended

    def signal(self, number: int) -> None:
        """Send a signal to the kernel and what it started; it is not reaped yet, so the id is its own."""
        try:
            os.killpg(self.pid, number)
        except ProcessLookupError:  # forked just now: not yet the head of a group
            os.kill(self.pid, number)


class Server:
    """Forks kernels, one thread, until its last owner ends; without one until none was wanted for a time."""

    def __init__(self, listener: socket.socket, owner: socket.socket | None, idle: float) -> None:
        self.listener: socket.socket | None = listener
        self.owned, self.idle = owner is not None, idle
        self.path = Path(listener.getsockname())
        self.pid = os.getpid()
        self.owners: dict[socket.socket, int] = {}  # with the processes that hold them
        self.children: dict[int, _Child] = {}
        self.later = list(LATER)
        self.selector = selectors.DefaultSelector()
        self.selector.register(listener, selectors.EVENT_READ, self._start)
        if owner:
            self._hold(owner, os.getppid())

    def run(self) -> dict[str, Any] | None:
        """Serve; returns None at the end, and in each child the request that it has to answer."""
        while self.listener or self.children:
            patience = None if self.owners or self.children else self.idle
            ready = self.selector.select(0 if self.later else patience)
            if not ready and self.later:
                import_module(self.later.pop(0))
                if not self.later:
                    _settle()
            elif not ready:
                self._leave()
            for key, _ in ready:
                request: dict[str, Any] | None = key.data()
                if request is not None:
                    return request
        return None

    def end(self) -> None:
        """Kill all kernels and take the name of the socket away."""
        if os.getpid() == self.pid:  # a signal may have reached a child while it still was a copy of this
            for child in list(self.children.values()):
                child.signal(signal.SIGKILL)
                self._ended(child)
            for owner in list(self.owners):
                self._let_go(owner)
            self._leave()

    def _start(self) -> dict[str, Any] | None:
        """Fork a kernel, or be held. A client whose request cannot be met sees the connection end."""
        if not self.listener:  # the owner ended in the same moment
            return None
        connection, _ = self.listener.accept()
        connection.settimeout(5)
        files: list[int] = []
        try:
            _, files, _, _ = socket.recv_fds(connection, 1, 2)
            with connection.makefile("rb") as lines:
                request = json.loads(lines.readline())
            if "hold" in request:
                self._hold(connection, int(request["hold"]))
                return None
            request["files"], client = files, request["client"]
            pid = os.fork()
        except (OSError, ValueError, KeyError):
            connection.close()
            for file in files:
                os.close(file)
            return None
        if pid == 0:
            connection.close()
            self._forget()
            return dict(request)
        for file in files:
            os.close(file)
        child = self.children[pid] = _Child(pid, client, connection, os.pidfd_open(pid))
        self.selector.register(child.end, selectors.EVENT_READ, partial(self._ended, child))
        self.selector.register(connection, selectors.EVENT_READ, partial(self._told, child))
        with suppress(OSError):
            connection.sendall(b"%d\n" % pid)
        return None

    def _forget(self) -> None:
        """In a child: let go of the server's files, so that no object closes what the kernel will open."""
        self.selector.close()
        for held in (self.listener, *self.owners, *(child.connection for child in self.children.values())):
            if held:
                held.close()

    def _told(self, child: _Child) -> None:
        """Pass signals on; the end of the connection means that nobody waits for the kernel any more."""
        if child.pid not in self.children:
            return
        try:
            numbers = child.connection.recv(64)
        except OSError:
            numbers = b""
        if not numbers:
            self.selector.unregister(child.connection)
            numbers = bytes([signal.SIGKILL])
        for number in numbers:
            child.signal(number)

    def _ended(self, child: _Child) -> None:
        if self.children.pop(child.pid, None):
            _, status = os.waitpid(child.pid, 0)
            for file in (child.connection, child.end):
                with suppress(KeyError):
                    self.selector.unregister(file)
            with child.connection, suppress(OSError):
                child.connection.sendall(b"%d" % os.waitstatus_to_exitcode(status))
            os.close(child.end)

    def _hold(self, owner: socket.socket, pid: int) -> None:
        """Stay until this connection ends."""
        self.owners[owner] = pid
        self.selector.register(owner, selectors.EVENT_READ, partial(self._let_go, owner))

    def _let_go(self, owner: socket.socket) -> None:
        """End the kernels of an owner that ended; with the last owner take no more requests."""
        pid = self.owners.pop(owner)
        self.selector.unregister(owner)
        if pid not in self.owners.values():
            for child in [child for child in self.children.values() if child.client == pid]:
                child.signal(signal.SIGKILL)
                self._ended(child)
        if not self.owners and self.owned:
            self._leave()
        else:
            with suppress(OSError):
                owner.sendall(b"+")
        owner.close()

    def _leave(self) -> None:
        """Take no more requests; kernels go on to their end."""
        if self.listener:
            self.path.unlink(missing_ok=True)
            self.selector.unregister(self.listener)
            self.listener.close()
            self.listener = None


def _preload() -> None:
    """Import what kernels need."""
    for name in LIBRARIES:
        import_module(name)
    themes = import_module("bilateral.themes")
    for module in pkgutil.walk_packages(themes.__path__, f"{themes.__name__}."):
        import_module(module.name)
    _settle()
    gc.set_threshold(100_000, 20, 100)  # a page makes many objects and little garbage


def _settle() -> None:
    """Keep all that is alive out of the collector, so that it stays in memory that kernels share."""
    gc.collect()
    gc.freeze()


def _become_kernel(request: Mapping[str, Any], parent: int) -> None:
    """Run a kernel in this child of the server as if it were a process started by the client."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: die with the server
    if os.getppid() != parent:
        os._exit(1)
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, file in enumerate([nothing, *request["files"]]):
        os.dup2(file, number)
    for file in [int(entry.name) for entry in Path("/proc/self/fd").iterdir()]:
        if file > 2:
            with suppress(OSError):  # the one through which they were listed
                os.close(file)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(request["environment"], JPY_PARENT_PID=str(parent))
    time.tzset()
    os.chdir(request["folder"])
    os.sched_setaffinity(0, request["cores"])  # another build's server may be held to other ones
    random.seed()
    import_module("numpy").random.seed()
    arguments = [f"--IPKernelApp.parent_handle={parent}", *request["arguments"]]
    sys.argv = [str(import_module("importlib.util").find_spec(LAUNCHER[1]).origin), *arguments]
    import_module("ipykernel.kernelapp").launch_new_instance()


def main() -> None:
    """Be a server. On its own: `python -m bilateral.warm_kernels`."""
    parser = argparse.ArgumentParser(prog="python -m bilateral.warm_kernels", description=main.__doc__)
    parser.add_argument("--idle", type=float, default=IDLE, help="seconds without a kernel until it ends")
    parser.add_argument("--listener", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--owner", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    why = unavailable()
    if why is not None:
        sys.exit(f"Warm kernels are not to be had: {why}")
    environment = {**os.environ, **FIXED}
    if environment != dict(os.environ):
        os.execve(sys.executable, [*COMMAND, *sys.argv[1:]], environment)  # the seed is read at the start
    if sys.path[0] == str(Path.cwd()):
        del sys.path[0]  # as ipykernel does; each kernel adds the folder where it runs
    if options.listener is None:
        path = socket_path(environment)
        listener = _listen(path)
        if listener is None:
            sys.exit("A server of warm kernels with this code is running already.")
        install()
        print(
            f"Kernel {NAME} starts warm until {options.idle:g} s pass without one (Ctrl-C ends).", flush=True
        )
    else:
        listener = socket.socket(fileno=options.listener)
        path = Path(listener.getsockname())
    owner = None if options.owner is None else socket.socket(fileno=options.owner)
    server = Server(listener, owner, options.idle)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        _preload()
        if socket_path(environment) != path:
            sys.exit("The code changed while it was imported: there will be no warm kernels.")
        request = server.run()
    except KeyboardInterrupt:
        request = None
    finally:
        server.end()
    if request is not None:
        made = {name: value for name, value in os.environ.items() if name not in environment}
        request["environment"] = {**made, **request["environment"]}  # libraries set some when imported
        _become_kernel(request, server.pid)


if __name__ == "__main__":
    main()
