"""Serve the site with granian on one address, until it is stopped."""

import errno
import os
import socket
import sys
from pathlib import Path

import typer
from django.conf import settings

from creditbank.cli import tls as own_tls
from creditbank.cli.frame import FAILED, InputError
from creditbank.cli.language import language
from creditbank.credentials import trial
from creditbank.wording.sentences import word

LOOPBACK = "127.0.0.1"


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


def serve_until_stopped(host: str, port: int, *, certificate: tuple[Path, Path] | None = None) -> None:
    """Run the WSGI application; Ctrl-C stops it. ``certificate``: files of certificate and key, for https."""
    # The server takes a tenth of a command's start; only this one needs it.
    from granian.constants import Interfaces
    from granian.server import Server

    require_free_port(host, port)
    typer.echo(word("SERVING", {"host": host, "port": port}, language()))
    file, key = certificate or (None, None)
    Server(
        "creditbank.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        websockets=False,
        log_access=False,
        ssl_cert=file,
        ssl_key=key,
    ).serve()


def serve_for_test(host: str, port: int, *, tls: bool) -> None:
    """Serve with the trial issuers, who issue without a key, on this machine only. Raises ``InputError`` elsewhere."""
    if host != LOOPBACK:
        raise InputError("TEST_ADDRESS_ONLY", host=host)
    address = f"{'https' if tls else 'http'}://{host}:{port}"
    made = own_tls.certificate(settings.VAR, host) if tls else None
    # The process that answers is forked from this one, or reads its settings anew: they are told in both ways.
    settings.VC_API_TEST, settings.SITE_URL = True, address
    os.environ["CREDITBANK_VC_API_TEST"], os.environ["CREDITBANK_SITE_URL"] = "1", address
    typer.echo(word("SERVING_TEST", {"address": address}, language()))
    for issuer in trial.ISSUERS.values():
        typer.echo(f"  {address}/issuers/{issuer.name}/credentials/issue  {issuer.did}")
    if made is not None:
        typer.echo(word("SERVING_TLS", {"file": str(made[0])}, language()))
    serve_until_stopped(host, port, certificate=made)
