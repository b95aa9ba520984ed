"""The running server."""

import logging
import socket
from types import FrameType

from pincite.service.errors import CannotListen
from pincite.service.settings import Settings

_BACKLOG = 2048

_log = logging.getLogger(__name__)


def serve(settings: Settings) -> None:
    """Serves until Ctrl+C or SIGTERM. Raises CannotListen, RerankerUnavailable."""
    listener = listen(settings.host, settings.port)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    # The index opens in the background while the web framework is imported: each takes most of a second.
    from pincite.service.engine import engine_of

    engine = engine_of(settings.data, threads=settings.threads, model=settings.model, reranker=settings.reranker)
    engine.start()

    import uvicorn

    from pincite.service.http.app import create_app
    from pincite.service.http.request_guard import RequestLimits, for_this_machine, hosts_of
    from pincite.service.jobs.job_queue import Jobs

    jobs = Jobs(settings.data)
    if not for_this_machine(settings.host):
        _log.warning("%s is open to other machines: whoever reaches it can add and remove documents", settings.host)
    limits = RequestLimits(upload_mib=settings.upload_mib, hosts=hosts_of(settings.host, settings.hosts))

    class Server(uvicorn.Server):
        """Ends the streams that watch a job before it stops: it would wait for them."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            jobs.stopping = True
            super().handle_exit(sig, frame)

    config = uvicorn.Config(
        create_app(engine, jobs=jobs, limits=limits),
        log_config=None,
        log_level=logging.WARNING,
        access_log=False,
        server_header=False,
        lifespan="on",
        ws="none",
        timeout_graceful_shutdown=5,
    )
    print(f"Pincite answers from {settings.data} at {_address(settings.host, listener)} (Ctrl+C stops it)", flush=True)
    try:
        Server(config).run(sockets=[listener])
    except KeyboardInterrupt:  # uvicorn raises it again once it has stopped
        print(flush=True)


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes connections at the address; port 0 is any free one. Raises CannotListen."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise CannotListen(f"{host}: is not an address of this machine ({error.strerror}); choose --host") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise CannotListen(
            f"cannot listen on {host} port {port} ({error.strerror}); choose another port with --port or PINCITE_PORT"
        ) from error
    return listener


def _address(host: str, listener: socket.socket) -> str:
    port = listener.getsockname()[1]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
