"""A PostgreSQL server of our own in a temporary folder, that can be stopped in the middle of anything."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from rag.postgres import Server

PASSWORD = "geheim van de test"  # noqa: S105


def binaries() -> Path | None:
    """The folder of the server's programs, None where they are not installed."""
    found = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    return Path(found).parent if found else debian[-1] if debian else None


class Postgres:
    """The server; it listens on a socket in its folder only, and wants a password."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs, self._folder = programs, folder
        self._numbers = count(1)
        # The server refuses to run as root, which is who runs in many containers.
        self._person: dict[str, Any] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            self._person = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        secret = folder / "secret"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        how = ["-U", "verantwoord", "-A", "scram-sha-256", f"--pwfile={secret}", "-E", "UTF8", "--no-sync"]
        self._run("initdb", "-D", str(folder / "data"), *how)
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-k {self._folder} -c listen_addresses= -c fsync=off -c shared_buffers=32MB"
        self._run(
            "pg_ctl", "-D", str(self._folder / "data"), "-o", options, "-l", str(self._folder / "log"), "-w", "start"
        )

    def stop(self) -> None:
        """As if the power failed."""
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "stop")

    def url(self, database: str = "postgres", user: str = "verantwoord") -> str:
        """The address of a database."""
        return f"postgresql://{user}@/{database}?host={self._folder}"

    def database(self) -> str:
        """The address of a new, empty database."""
        name = f"test_{next(self._numbers)}"
        self.tell(f"CREATE DATABASE {name}")
        return self.url(name)

    def tell(self, statement: str, url: str | None = None) -> list[Any]:
        """Run a statement as the owner."""
        server = Server(url or self.url())
        try:
            cursor = server.execute(statement)
            return cursor.fetchall() if cursor.description else []
        finally:
            server.close()

    def _run(self, name: str, *arguments: str) -> None:
        line = [str(self._programs / name), *arguments]
        done = subprocess.run(
            line, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False, **self._person
        )
        assert done.returncode == 0, done.stderr.decode()


@contextmanager
def postgres(programs: Path) -> Iterator[Postgres]:
    """A server for the length of the block."""
    folder = Path(mkdtemp(prefix="pg-", dir="/tmp"))  # the path of a socket may have 107 characters
    server = None
    try:
        server = Postgres(programs, folder)
        yield server
    finally:
        if server:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
