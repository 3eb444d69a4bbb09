"""A stand-in for WeCom's group robots on this machine: says what it is sent, and takes it.

python examples/fake_robot.py 8899
sishi channel add robot --kind wecom-robot --url "http://127.0.0.1:8899/cgi-bin/webhook/send?key=try"
"""

import base64
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Robot(BaseHTTPRequestHandler):
    """Every robot there is, by its key."""

    def do_POST(self) -> None:
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        key = parse_qs(urlsplit(self.path).query).get("key", ["?"])[0]
        print(f"[{key}] {_in_words(message)}", flush=True)
        answer = json.dumps({"errcode": 0, "errmsg": "ok"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """The line above says enough."""


def _in_words(message: dict[str, dict[str, str]]) -> str:
    if "text" in message:
        return message["text"]["content"]
    return f"(image, {len(base64.b64decode(message['image']['base64'])):,} bytes)"


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8899
    with ThreadingHTTPServer(("127.0.0.1", port), Robot) as server:
        print(f"http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()
