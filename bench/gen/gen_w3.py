#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Deterministic generator of the workload W3: the same bytes on every machine. Needs python3-numpy.
"""W3 generator: HJ 212-2017 stream. usage: gen_w3.py OUTDIR SIZE [MAXMIN]
S = 1000 MN x 100 minutes, M = 5000 x 200, L = 10000 x 1000 (one packet a minute each, CN=2011).
0.1 % of packets are damaged (flipped byte / wrong length / cut short / noise before). -> OUTDIR/w3_SIZE.bin"""
import sys, os, datetime as dt
import numpy as np
from multiprocessing import Pool
SIZES = {'XS': (50, 40), 'S': (1000, 100), 'M': (5000, 200), 'L': (10000, 1000)}
F = [('a21026', 3500, 10), ('a21002', 9000, 10), ('a34013', 2000, 100), ('a19001', 2100, 100), ('a00000', 90000, 1),
     ('a01011', 3000, 100), ('a01012', 18000, 10), ('a01013', 4000, 1), ('a01014', 1500, 10), ('a24088', 30000, 1000)]
T0 = dt.datetime(2017, 1, 1)

def mix(x):
    x = x.astype(np.uint64)
    x = (x + np.uint64(0x9E3779B97F4A7C15)); x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB); return x ^ (x >> np.uint64(31))

def table():
    t = []
    for b in range(256):
        c = b
        for _ in range(8): c = (c >> 1) ^ 0xA001 if c & 1 else c >> 1
        t.append(c)
    return np.array(t, np.uint16)
TAB = table()
def crcs(data):                                     # list of bytes -> array of HJ 212 CRCs, all at once
    ln = np.array([len(d) for d in data]); m = int(ln.max())
    a = np.frombuffer(b''.join(d.ljust(m, b'\0') for d in data), np.uint8).reshape(len(data), m)
    a = np.ascontiguousarray(a.T)
    c = np.full(len(data), 0xFFFF, np.uint16); lo = int(ln.min())
    for i in range(m):
        n = TAB[(c >> 8) ^ a[i]]
        c = n if i < lo else np.where(i < ln, n, c)
    return c
TPL = {}
for nf in range(6, 11):
    TPL[nf] = 'QN=%s%03d;ST=31;CN=2011;PW=123456;MN=%s;Flag=5;CP=&&DataTime=%s;' + \
        ';'.join('%s-Rtd=%%s,%s-Flag=%%s' % (f[0], f[0]) for f in F[:nf]) + '&&'
DEC = [(lambda v, s: str(v) if s == 1 else '%d.%0*d' % (v // s, len(str(s)) - 1, v % s))] 

def minute(a):
    m, E = a
    with np.errstate(over='ignore'):
        key = (np.arange(E * 11, dtype=np.uint64) + np.uint64(m) * np.uint64(1000003 * 16))
        h = mix(key).reshape(E, 11)
    order = ((np.arange(E) * 7919 + m * 31) % E).tolist()
    # slow base level per enterprise and factor so that means differ, plus noise
    val = np.zeros((E, 10), np.int64)
    for k, (_, top, _) in enumerate(F):
        base = mix(np.arange(E, dtype=np.uint64) * np.uint64(17) + np.uint64(k)) % np.uint64(top)
        val[:, k] = (base + h[:, k] % np.uint64(top // 4 + 1)).astype(np.int64)
    fl = ((h >> np.uint64(40)) % np.uint64(1000)).astype(int)
    hs = h[:, 10].tolist(); vl = val.tolist(); fll = fl.tolist()
    t = (T0 + dt.timedelta(minutes=m)).strftime('%Y%m%d%H%M%S')
    body = []
    for e in order:
        nf = 6 + e % 5; v = vl[e]; g = fll[e]; p = []
        for k in range(nf):
            s = F[k][2]; x = v[k]
            p.append(str(x) if s == 1 else '%d.%0*d' % (x // s, (1 if s == 10 else 2 if s == 100 else 3), x % s))
            p.append('N' if g[k] < 970 else 'DCMFTS'[g[k] % 6])
        body.append((TPL[nf] % (t, hs[e] % 1000, '31011500%016d' % (e + 1), t, *p)).encode())
    cr = crcs(body).tolist(); out = []
    for e, b, c in zip(order, body, cr):
        q = hs[e] >> 20; n = len(b); kind = q % 4000
        if kind == 0:                                # flipped bit in the data
            i = 60 + q // 4000 % (n - 70); b = b[:i] + bytes([b[i] ^ 1]) + b[i + 1:]
        pk = b'##%04d%s%04X\r\n' % (n + (3 if kind == 1 else 0), b, c)
        if kind == 2: pk = pk[:n // 2]               # cut short
        elif kind == 3: pk = b'\x00noise#' + pk
        out.append(pk)
    return b''.join(out)

if __name__ == '__main__':
    outdir, size = sys.argv[1], sys.argv[2]; E, mins = SIZES[size]
    if len(sys.argv) > 3: mins = min(mins, int(sys.argv[3]))
    os.makedirs(outdir, exist_ok=True)
    with Pool(2) as pool, open('%s/w3_%s.bin' % (outdir, size), 'wb') as f:
        for blk in pool.imap(minute, [(m, E) for m in range(mins)], chunksize=2): f.write(blk)
