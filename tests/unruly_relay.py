#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A mail relay as relays are on a bad day, over real TCP: it defers, delays, drops connections at any line and inside
the text, takes a text and closes without an answer. What it took is one line in LOG before any answer:
`message-id sha256 recipient answered`.

    tests/unruly_relay.py PORT_FILE LOG SEED

Addresses that begin with `refused` get 550. Ends when its parent dies or with SIGTERM.
"""
import asyncio
import hashlib
import os
import random
import re
import sys

port_file, log_file, seed = sys.argv[1:4]
chance = random.Random(int(seed))
log = open(log_file, "a", buffering=1)


class Gone(Exception):
    pass


async def session(reader, writer):
    async def say(line):
        # Slow enough that the kills of the test fall among the mails.
        await asyncio.sleep(chance.random() * 0.05 if chance.random() < 0.02 else 0.002)
        if chance.random() < 0.005:
            raise Gone
        writer.write(line.encode() + b"\r\n")
        await writer.drain()

    async def take_text(recipient):
        text = b""
        stops_after = chance.randrange(1, 6000) if chance.random() < 0.02 else None
        while not text.endswith(b"\r\n.\r\n"):
            piece = await reader.read(4096)
            if not piece:
                raise Gone
            text += piece
            if stops_after and len(text) > stops_after:
                raise Gone
        if chance.random() < 0.03:
            return await say("451 4.3.0 come back later")
        text = re.sub(rb"(?m)^\.(?=.)", b"", text[:-3])
        message_id = re.search(rb"(?mi)^Message-ID:\s*(\S+)", text).group(1).decode()
        answered = chance.random() >= 0.02
        log.write("%s %s %s %d\n" % (message_id, hashlib.sha256(text).hexdigest(), recipient, answered))
        if not answered:
            raise Gone
        await say("250 2.0.0 kept")

    try:
        if chance.random() < 0.02:
            return await say("421 4.3.2 too busy")
        await say("220 unruly ESMTP")
        recipient = ""
        while line := (await reader.readline()).decode().strip():
            word = line[:4].upper()
            if word == "QUIT":
                return await say("221 bye")
            if word in ("EHLO", "HELO"):
                await say("250 unruly")
            elif word == "RCPT":
                recipient = line[line.index("<") + 1 : line.rindex(">")]
                if recipient.startswith("refused"):
                    await say("550 5.1.1 no such recipient here")
                elif chance.random() < 0.05:
                    await say("451 4.7.1 greylisted")
                else:
                    await say("250 2.1.5 OK")
            elif word == "DATA":
                await say("354 go on")
                await take_text(recipient)
            else:
                await say("250 OK")
    except (Gone, ConnectionError):
        writer.transport.abort()
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(session, "127.0.0.1", 0)
    with open(port_file + ".part", "w") as file:
        file.write(str(server.sockets[0].getsockname()[1]))
    os.rename(port_file + ".part", port_file)
    parent = os.getppid()
    while os.getppid() == parent:
        await asyncio.sleep(0.2)


asyncio.run(main())
