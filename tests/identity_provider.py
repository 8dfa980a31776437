"""An OpenID Connect provider over real HTTP on loopback, for tests: it signs whatever it is told to say."""

import base64
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

CLIENT, SECRET = "waypost", "a secret between the two"


class IdentityProvider:
    """`claims` go into the next statement; `key` and `alg` sign it. What it was asked stands in `asked`."""

    def __init__(self) -> None:
        self.key: Any = ECKey.generate_key("P-256", {"kid": "one"})
        self.signs_with: Any = self.key
        self.alg = "ES256"
        self.claims: dict[str, Any] = {}
        self.asked: list[dict[str, str]] = []
        self.challenge = ""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> "IdentityProvider":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def sees(self, address: str) -> dict[str, str]:
        """The person's browser comes here; gives what was asked for."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        self.challenge = asked["code_challenge"]
        self.claims = {"iss": self.issuer, "aud": CLIENT, "nonce": asked["nonce"]} | self.claims
        return asked

    def _token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        self.asked.append(form)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != self.challenge:
            return 400, {"error": "invalid_grant"}
        if self.alg == "none":
            parts = (json.dumps(part).encode() for part in ({"alg": "none"}, self.claims))
            said = ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "."
        else:
            said = jwt.encode({"alg": self.alg, "kid": "one"}, self.claims, self.signs_with, algorithms=[self.alg])
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": said}

    def _answer(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if path == "/.well-known/openid-configuration":
            about = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
            return 200, {"issuer": self.issuer} | {name: f"{self.issuer}/{end}" for name, end in about.items()}
        if path == "/keys":
            return 200, {"keys": [self.key.as_dict(private=False)]}
        return self._token(form) if path == "/token" else (404, {})

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._say(*provider._answer(self.path, {}))

            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {name: values[0] for name, values in parse_qs(sent).items()}
                self._say(*provider._answer(self.path, form))

            def _say(self, status: int, content: dict[str, Any]) -> None:
                body = json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        return Handler


def shared_secret() -> OctKey:
    return OctKey.import_key(SECRET)
