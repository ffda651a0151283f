"""Where the time of a row goes: the WSGI application in this process under cProfile, one request after another."""

import json
import sys
from itertools import islice

from benchmarks.bench import Bench
from benchmarks.requests import requests_of

_TIMES = 300
_LINES = 25


def profile(bench: Bench, name: str) -> str:
    """The functions in which most of a row's time is spent, themselves and with what they call."""
    raw = [request.decode("latin-1") for request in islice(requests_of(bench, name), _TIMES)]
    (bench.folder / "profiled.json").write_text(json.dumps(raw), "utf-8")
    return bench.python("-m", "benchmarks.profiling", str(bench.folder / "profiled.json"))


def _main(path: str) -> None:
    import cProfile
    import io
    import pstats
    from pathlib import Path

    import django

    django.setup()
    from config.wsgi import application

    asked = [_environ(raw) for raw in json.loads(Path(path).read_text("utf-8"))]
    warm, timed = asked[: len(asked) // 5], asked[len(asked) // 5 :]
    for environ in warm:
        _answer(application, environ)
    profiler = cProfile.Profile()
    profiler.enable()
    for environ in timed:
        _answer(application, environ)
    profiler.disable()
    for order in ("tottime", "cumulative"):
        out = io.StringIO()
        pstats.Stats(profiler, stream=out).sort_stats(order).print_stats(_LINES)
        print(f"{len(timed)} requests, by {order}\n{out.getvalue()}")


def _environ(raw: str) -> dict[str, object]:
    """A WSGI environment of a request as it goes over the wire."""
    import io
    from urllib.parse import unquote

    head, _, body = raw.partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    method, address, _ = first.split(" ")
    path, _, query = address.partition("?")
    headers = dict(line.split(": ", 1) for line in lines)
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": unquote(path),
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body.encode("latin-1")),
        "wsgi.errors": sys.stderr,
        "CONTENT_TYPE": headers.pop("Content-Type", ""),
        "CONTENT_LENGTH": headers.pop("Content-Length", ""),
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()},
    }


def _answer(application: object, environ: dict[str, object]) -> None:
    statuses: list[str] = []
    answer = application(environ, lambda status, headers, exc_info=None: statuses.append(status))
    b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    if statuses[0] >= "300":
        raise RuntimeError(statuses[0])


if __name__ == "__main__":
    _main(sys.argv[1])
