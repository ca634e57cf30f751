#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""W4 as a script would do it: a durable queue in SQLite (WAL, FULL, 100 mails a commit), then smtplib, `sent` stored.
usage: python_w4.py W2_FOLDER W4_FOLDER TEMPLATE PORT DATABASE"""
import os
import smtplib
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "ref"))
from ref_w4 import mails

w2, w4, template, port, database = sys.argv[1:6]
db = sqlite3.connect(database, isolation_level=None)
db.execute("pragma journal_mode=wal")
db.execute("pragma synchronous=full")
db.execute("create table queue(id integer primary key, recipient text, bytes blob, sent integer default 0)")


def in_batches(work):
    """Runs the statements of `work` with 100 a commit."""
    db.execute("begin")
    for done, statement in enumerate(work, 1):
        db.execute(*statement)
        if done % 100 == 0:
            db.execute("commit")
            db.execute("begin")
    db.execute("commit")


in_batches(("insert into queue(recipient, bytes) values (?, ?)", mail) for mail in mails(w2, w4, template))
relay = smtplib.SMTP("127.0.0.1", int(port))


def sent():
    for number, recipient, data in db.execute("select id, recipient, bytes from queue order by id").fetchall():
        relay.sendmail("alert@alert.invalid", [recipient], data, mail_options=["BODY=8BITMIME"])
        yield "update queue set sent = 1 where id = ?", (number,)


in_batches(sent())
relay.quit()
