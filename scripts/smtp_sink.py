#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A real SMTP server that keeps every mail as a file and delivers none: for the demo and the tests.

    scripts/smtp_sink.py --listen 127.0.0.1:0 --dir mails --port-file port

Each message becomes DIR/<local part of its Message-ID>.eml, a repeat of the same Message-ID becomes .2.eml, .3.eml ...
The file is complete (written aside, then renamed) before the sender gets its 250. The port is printed on the first
line. Ends with SIGTERM, SIGINT or when its parent dies. Needs Debian's python3-aiosmtpd, therefore /usr/bin/python3.
"""

import argparse
import asyncio
import email.parser
import os
import re
import signal
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


def write_atomically(path, data):
    aside = path + ".part"
    with open(aside, "wb") as file:
        file.write(data)
    os.rename(aside, path)


class Sink:
    """The handler that aiosmtpd calls: one object for all sessions, all in one thread."""

    def __init__(self, options):
        self.folder = options.dir
        self.reject = re.compile(options.reject) if options.reject else None
        self.defer_left = options.defer_first
        self.drop_left = options.drop_after_data
        self.drop_always = options.drop_after_data < 0
        self.seen = {}

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if self.reject and self.reject.search(address):
            return "550 5.1.1 <%s>: no such recipient here" % address
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.defer_left > 0:
            self.defer_left -= 1
            return "451 4.3.0 come back later"
        name = self.keep(envelope.content)
        if self.drop_always or self.drop_left > 0:
            self.drop_left -= 1
            server.transport.abort()
        return "250 2.0.0 kept as " + name

    def keep(self, content):
        header_end = re.search(rb"\r?\n\r?\n", content)
        head = content[: header_end.start()] if header_end else content
        message_id = email.parser.BytesHeaderParser().parsebytes(head).get("Message-ID", "")
        local = str(message_id).strip().strip("<>").rpartition("@")[0] or str(message_id).strip().strip("<>")
        safe = re.sub(r"[^A-Za-z0-9._+=-]", "_", local).lstrip(".")[:180] or "no-message-id"
        while True:
            count = self.seen.get(safe, 0) + 1
            self.seen[safe] = count
            name = "%s.eml" % safe if count == 1 else "%s.%d.eml" % (safe, count)
            path = os.path.join(self.folder, name)
            if not os.path.exists(path):  # a folder from an earlier run goes on counting
                break
        write_atomically(path, content)
        return name


def authenticator_for(account):
    user, _, password = account.partition(":")

    def check(server, session, envelope, mechanism, data):
        good = data.login == user.encode() and data.password == password.encode()
        # handled=False lets aiosmtpd send the 535; with True nobody would answer at all.
        return AuthResult(success=good, handled=False)

    return check


async def watch_parent(parent, done):
    while parent > 1 and os.getppid() == parent:
        await asyncio.sleep(0.5)
    if parent > 1:
        done.set()


async def serve(options, parent):
    loop = asyncio.get_running_loop()
    done = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, done.set)

    keywords = {"hostname": "sink.invalid", "ident": "qingkong smtp sink", "timeout": options.timeout}
    if options.tls_cert:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(options.tls_cert, options.tls_key)
        keywords.update(tls_context=context, require_starttls=True)
    if options.auth:
        keywords.update(authenticator=authenticator_for(options.auth), auth_required=True,
                        auth_require_tls=bool(options.tls_cert))

    sink = Sink(options)
    host, _, port = options.listen.rpartition(":")
    server = await loop.create_server(lambda: SMTP(sink, loop=loop, **keywords), host.strip("[]"), int(port))
    bound = server.sockets[0].getsockname()[1]
    if options.port_file:
        write_atomically(options.port_file, b"%d\n" % bound)
    print(bound, flush=True)
    watcher = asyncio.ensure_future(watch_parent(parent, done))
    await done.wait()
    watcher.cancel()
    server.close()


def main():
    parent = os.getppid()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--listen", default="127.0.0.1:0", metavar="HOST:PORT", help="port 0: any free one")
    parser.add_argument("--dir", required=True, help="folder of the mails; made if absent")
    parser.add_argument("--port-file", help="the port is written here as well")
    parser.add_argument("--reject", metavar="REGEX", help="550 for recipients that match")
    parser.add_argument("--defer-first", type=int, default=0, metavar="N", help="451 for the first N mails, not kept")
    parser.add_argument("--drop-after-data", type=int, default=0, metavar="N",
                        help="the first N mails are kept, then the connection is cut without an answer; -1: all")
    parser.add_argument("--tls-cert", help="PEM: STARTTLS is offered and wanted")
    parser.add_argument("--tls-key")
    parser.add_argument("--auth", metavar="USER:PASSWORD", help="AUTH is wanted")
    parser.add_argument("--timeout", type=float, default=300, help="seconds a silent session is kept")
    options = parser.parse_args()
    os.makedirs(options.dir, exist_ok=True)
    try:
        asyncio.run(serve(options, parent))
    except OSError as error:
        sys.exit("smtp_sink.py: error: %s" % error)


if __name__ == "__main__":
    main()
