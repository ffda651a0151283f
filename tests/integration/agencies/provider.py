"""A small identity provider over real HTTP, which can be made to lie in one thing at a time."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

CLIENT, SECRET = "ho-so", "bi-mat"
_RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
_STRANGE = rsa.generate_private_key(public_exponent=65537, key_size=2048)
_EC = ec.generate_private_key(ec.SECP256R1())
KEYS: dict[str, Any] = {"RS256": _RSA, "ES256": _EC}


@dataclass
class Provider:
    """Who signs in there, and what is wrong with what it says of them."""

    issuer: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    #: Claims of the ID token that are changed; None leaves one out.
    changed: dict[str, Any] = field(default_factory=dict)
    #: What it tells of the person where that is not the person itself.
    told: dict[str, Any] | None = None
    algorithm: str = "RS256"
    signs_with_strange_key: bool = False
    is_broken: bool = False
    begun: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def description(self) -> dict[str, Any]:
        doors = {
            "authorization_endpoint": "authorize",
            "token_endpoint": "token",
            "userinfo_endpoint": "userinfo",
            "jwks_uri": "jwks",
            "end_session_endpoint": "leave",
        }
        return {"issuer": self.issuer} | {n: f"{self.issuer}/{d}" for n, d in doors.items()}

    def jwks(self) -> dict[str, Any]:
        keys = []
        for algorithm, key in KEYS.items():
            made = jwt.get_algorithm_by_name(algorithm).to_jwk(key.public_key(), as_dict=True)
            keys.append({**made, "kid": algorithm, "alg": algorithm, "use": "sig"})
        return {"keys": keys}

    def begin(self, query: dict[str, str]) -> str:
        """The way back with a code, as after a sign-in."""
        self.asked.append(query)
        code = f"code-{len(self.begun)}"
        self.begun[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def tokens(self, form: dict[str, str]) -> dict[str, Any] | None:
        """None for a code that is not known, was used, or comes without its proof."""
        begun = self.begun.pop(form.get("code", ""), None)
        if begun is None or form.get("client_secret") != SECRET:
            return None
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if challenge != begun.get("code_challenge"):
            return None
        return {"access_token": "a", "token_type": "Bearer", "id_token": self._id_token(begun)}

    def _id_token(self, begun: dict[str, str]) -> str:
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": self.person["sub"],
            "nonce": begun.get("nonce"),
            "iat": now,
            "exp": now + 300,
            **self.changed,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        key = _STRANGE if self.signs_with_strange_key else KEYS.get(self.algorithm, SECRET * 8)
        if self.algorithm == "none":
            key = ""
        return jwt.encode(claims, key, self.algorithm, headers={"kid": self.algorithm})


@contextmanager
def serve(provider: Provider) -> Iterator[Provider]:
    """The provider at an address of its own, for as long as a test goes on."""
    handler = type("Handler", (_Handler,), {"provider": provider})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if self.provider.is_broken:
            self._json({}, 500)
        elif parts.path == "/.well-known/openid-configuration":
            self._json(self.provider.description())
        elif parts.path == "/jwks":
            self._json(self.provider.jwks())
        elif parts.path == "/userinfo":
            self._json(self.provider.told or self.provider.person)
        elif parts.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", self.provider.begin(query))
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self._json({}, 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        answer = self.provider.tokens(form)
        self._json(answer or {"error": "invalid_grant"}, 200 if answer else 400)

    def log_message(self, *args: Any) -> None:
        pass

    def _json(self, body: dict[str, Any], status: int = 200) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
