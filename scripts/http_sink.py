#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A receiver for tests and drills of the channels: webhook, gateway for short messages, robots of groups.

Prints its port, then keeps every request as one JSON line in FILE (--log). What it answers depends on the path:
  /ok            200 {"code":0,"errcode":0}
  /later         500 at the first request of each body, then 200
  /busy          429 with Retry-After: 120
  /refuse        400
  /moved         302
  /drop          reads the request and closes the connection without an answer
  /page          200 with HTML: not the receiver's own words
  /errcode/N     200 {"errcode":N}
  /hook          200 where the signature over time stamp and body is right (--key), else 401
"""
import argparse
import hashlib
import hmac
import json
import socketserver
import time
from http.server import BaseHTTPRequestHandler


class Sink(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    log = None
    key = b""
    seen = set()

    def log_message(self, *_):
        pass

    def answer(self, status, body, headers=()):
        data = body.encode()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        path = self.path.split("?")[0]
        line = {"method": self.command, "path": self.path, "headers": dict(self.headers), "body": body.decode("utf-8", "replace")}
        with open(Sink.log, "a", encoding="utf-8") as out:
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
        if path == "/later":
            first = body not in Sink.seen
            Sink.seen.add(body)
            return self.answer(500 if first else 200, "{}")
        if path == "/busy":
            return self.answer(429, "{}", [("Retry-After", "120")])
        if path == "/refuse":
            return self.answer(400, '{"message":"号码无效"}')
        if path == "/moved":
            return self.answer(302, "", [("Location", "/ok")])
        if path == "/page":
            return self.answer(200, "<html>maintenance</html>")
        if path == "/drop":
            self.close_connection = True
            return None
        if path.startswith("/errcode/"):
            return self.answer(200, json.dumps({"errcode": int(path.rsplit("/", 1)[1]), "errmsg": "x"}))
        if path == "/hook":
            stamp = self.headers.get("X-Qingkong-Timestamp", "0")
            wanted = "sha256=" + hmac.new(Sink.key, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
            fresh = abs(time.time() - int(stamp)) < 300
            good = fresh and hmac.compare_digest(wanted, self.headers.get("X-Qingkong-Signature", ""))
            return self.answer(200 if good else 401, "{}")
        return self.answer(200, '{"code":0,"errcode":0}')

    do_GET = do_POST


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, *_):
        pass


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--log", required=True)
    options.add_argument("--key", default="")
    options.add_argument("--port", type=int, default=0)
    given = options.parse_args()
    Sink.log = given.log
    Sink.key = given.key.encode()
    with Server(("127.0.0.1", given.port), Sink) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
