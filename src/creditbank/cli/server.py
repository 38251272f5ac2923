"""Serve the site with granian on one address, until it is stopped."""

import errno
import socket
import sys

import typer

from creditbank.cli.frame import FAILED, language
from creditbank.wording.sentences import word


def require_free_port(host: str, port: int) -> None:
    """End with a plain sentence when something else serves there already."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            code = "PORT_TAKEN" if error.errno == errno.EADDRINUSE else "PORT_REFUSED"
            sys.stderr.write(word(code, {"host": host, "port": port}, language()) + "\n")
            raise typer.Exit(FAILED) from None


def serve_until_stopped(host: str, port: int) -> None:
    """Run the WSGI application; Ctrl-C stops it."""
    # The server takes a tenth of a command's start; only this one needs it.
    from granian.constants import Interfaces
    from granian.server import Server

    require_free_port(host, port)
    typer.echo(word("SERVING", {"host": host, "port": port}, language()))
    Server(
        "creditbank.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        websockets=False,
        log_access=False,
    ).serve()
