#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The mails of W4 by a slow plain program: ref_w4.py W2_FOLDER W4_FOLDER TEMPLATE -> messages=, bytes=, xor= of FNV-1a 64."""
import base64
import csv
import sys

KINDS = {"stop": "停产", "limit": "限产"}


def rows(path):
    return csv.DictReader(open(path, encoding="utf-8"))


def mails(w2, w4, template):
    """Recipient and bytes of every mail, in the order of the recipients."""
    text = open(template, encoding="utf-8").read()
    enterprises = {row["ent"]: row for row in rows(w2 + "/enterprises.csv")}
    best = {}
    for row in rows(w2 + "/measures.csv"):
        if int(row["level"]) <= 2 and int(row["level"]) > int(best.get(row["line"], {"level": -1})["level"]):
            best[row["line"]] = row
    lines = {}
    for row in rows(w2 + "/lines.csv"):
        lines.setdefault(row["ent"], []).append(row["line"])
    for to in rows(w4 + "/recipients.csv"):
        enterprise = enterprises[to["ent"]]
        voluntary = enterprise["exempt"] == "1" or enterprise["grade"] == "A"
        measures = []
        for line in lines.get(to["ent"], []):
            row = best.get(line)
            if voluntary or row is None:
                measures.append("    生产线 %s:本级别自主减排,无强制比例。\n" % line)
            else:
                measures.append(
                    "    生产线 %s:%s,二氧化硫 %s‰、氮氧化物 %s‰、颗粒物 %s‰、挥发性有机物 %s‰。\n"
                    % (line, KINDS[row["kind"]], row["so2"], row["nox"], row["pm"], row["voc"])
                )
        subject = base64.b64encode(("重污染天气橙色预警应急减排通知 " + to["ent"]).encode()).decode()
        head = (
            "From: alert@alert.invalid\nTo: %s\nSubject: =?UTF-8?B?%s?=\nDate: Thu, 05 Jan 2017 12:00:00 +0800\n"
            "Message-ID: <2017-0001.%s@alert.invalid>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
            "Content-Transfer-Encoding: 8bit\n\n" % (to["email"], subject, to["ent"])
        )
        body = text.format(
            level="橙色", name=to["name"], ent=to["ent"], contact=to["contact"], city=enterprise["city"],
            start="2017-01-05 12:00", nlines=len(measures), measures="".join(measures), ack=30, notice="2017-0001",
        )
        yield to["email"], (head + body).replace("\n", "\r\n").encode()


def fnv(data):
    value = 14695981039346656037
    for byte in data:
        value = ((value ^ byte) * 1099511628211) & 0xFFFFFFFFFFFFFFFF
    return value


if __name__ == "__main__":
    count = size = xor = 0
    for _, data in mails(*sys.argv[1:4]):
        count, size, xor = count + 1, size + len(data), xor ^ fnv(data)
    print("messages=%d bytes=%d xor=%016x" % (count, size, xor))
