#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Slow, plain reference for W3: written straight from the format, no speed intended. usage: ref_w3.py FILE OUT.csv (counters on stderr)"""
import sys
from collections import defaultdict
def crc(b):
    r = 0xFFFF
    for x in b:
        r = (r >> 8) ^ x
        for _ in range(8):
            o = r & 1; r >>= 1
            if o: r ^= 0xA001
    return r
def milli(s):
    neg = s.startswith('-'); s = s.lstrip('-'); a, _, f = s.partition('.')
    v = int(a) * 1000 + int((f + '000')[:3]); return -v if neg else v
def main(path, out):
    assert crc(b'QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&') == 0x1C80
    d = open(path, 'rb').read(); N = len(d); p = 0; ok = badcrc = badframe = skipped = 0
    acc = defaultdict(lambda: [0, 0])
    while True:
        q = d.find(b'##', p)
        if q < 0: skipped += N - p; break
        skipped += q - p; p = q
        L = d[p + 2:p + 6]
        if len(L) < 4 or not L.isdigit() or d[p + 10 + int(L):p + 12 + int(L)] != b'\r\n':
            badframe += 1; skipped += 1; p += 1; continue
        n = int(L); b = d[p + 6:p + 6 + n]; c = d[p + 6 + n:p + 10 + n]; p += n + 12
        try: good = int(c, 16) == crc(b)
        except ValueError: good = False
        if not good: badcrc += 1; continue
        ok += 1
        head, _, cp = b.decode('latin1').partition('CP=&&'); cp = cp[:-2]
        f = dict(x.split('=', 1) for x in head.split(';') if '=' in x)
        if f['CN'] != '2011': continue
        hour = None
        for item in cp.split(';'):
            kv = dict(x.split('=', 1) for x in item.split(','))
            if 'DataTime' in kv: hour = kv['DataTime'][:10]; continue
            code = item.split('-', 1)[0]
            if kv[code + '-Flag'] == 'N':
                a = acc[f['MN'], code, hour]; a[0] += 1; a[1] += milli(kv[code + '-Rtd'])
    with open(out, 'w') as o:
        o.write('mn,factor,hour,n,sum_milli\n')
        for k in sorted(acc): o.write('%s,%s,%s,%d,%d\n' % (*k, *acc[k]))
    print('ok=%d bad_crc=%d bad_frame=%d skipped_bytes=%d' % (ok, badcrc, badframe, skipped), file=sys.stderr)
if __name__ == '__main__': main(*sys.argv[1:3])
