#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Deterministic generator of the workload W2: the same bytes on every machine. Needs python3-numpy.
"""W2 generator. usage: gen_w2.py OUTDIR SIZE  (S=1000, M=30000, L=300000 enterprises)
enterprises.csv ent,city,industry,grade,exempt | lines.csv line,ent,so2,nox,pm,voc (annual kg)
measures.csv line,level,kind,so2,nox,pm,voc (level 1 yellow 2 orange 3 red 0 blue; permille of the line's base)
citybase.csv city,sector,so2,nox,pm,voc (annual kg; sector heating|dust|mobile)"""
import sys, os
import numpy as np
N = {'S': 1000, 'M': 30000, 'L': 300000}
def main(outdir, size):
    E = N[size]; d = '%s/w2_%s' % (outdir, size); os.makedirs(d, exist_ok=True)
    rs = np.random.RandomState(633)
    city = (rs.random_sample(E) * rs.random_sample(E) * 340).astype(int) + 1      # skewed
    ind = (rs.random_sample(E) * 39).astype(int) + 1
    grade = np.searchsorted([.06, .30, .62], rs.random_sample(E), side='right')   # A B C D
    ex = rs.random_sample(E) < 0.03
    nl = 1 + (rs.random_sample(E) * 7).astype(int)                                # 1..7, mean 4
    G = 'ABCD'
    with open(d + '/enterprises.csv', 'w') as f:
        f.write('ent,city,industry,grade,exempt\n')
        f.write(''.join('E%06d,C%03d,%d,%s,%d\n' % (i + 1, c, k, G[g], x) for i, (c, k, g, x) in
                        enumerate(zip(city.tolist(), ind.tolist(), grade.tolist(), ex.tolist()))))
    ent_of = np.repeat(np.arange(E), nl); L = len(ent_of)
    scale = np.array([9000, 16000, 5000, 12000])
    ann = (rs.random_sample((L, 4)) * rs.random_sample((L, 4)) * rs.random_sample((L, 4)) * scale * 8).astype(np.int64)
    with open(d + '/lines.csv', 'w') as f:
        f.write('line,ent,so2,nox,pm,voc\n')
        f.write(''.join('L%07d,E%06d,%d,%d,%d,%d\n' % (i + 1, e + 1, *a) for i, (e, a) in
                        enumerate(zip(ent_of.tolist(), ann.tolist()))))
    u = rs.random_sample((L, 4)); strict = (rs.random_sample((L, 4)) * 300).astype(int)
    with open(d + '/measures.csv', 'w') as f:
        f.write('line,level,kind,so2,nox,pm,voc\n')
        out = []
        present = np.stack([u[:, 0] < 0.30, u[:, 1] < 0.97, u[:, 2] < 0.96, np.ones(L, bool)], 1)   # level 0..3
        basep = np.array([40, 120, 260, 420])
        for i, (pr, st) in enumerate(zip(present.tolist(), strict.tolist())):
            for lv in range(4):
                if pr[lv]:
                    p = [min(1000, int(basep[lv]) + st[q] * (lv + 1) // 2) for q in range(4)]
                    kind = 'limit'
                    if lv >= 2 and st[0] > 250: p = [1000] * 4; kind = 'stop'
                    out.append('L%07d,%d,%s,%d,%d,%d,%d\n' % (i + 1, lv, kind, *p))
            if len(out) > 200000: f.write(''.join(out)); out = []
        f.write(''.join(out))
    tot = np.zeros((340, 4), np.int64); np.add.at(tot, city[ent_of] - 1, ann)
    with open(d + '/citybase.csv', 'w') as f:
        f.write('city,sector,so2,nox,pm,voc\n')
        r = rs.random_sample((340, 3, 4))
        w = np.array([[.10, .08, .12, .05], [0, 0, .35, .02], [.03, .45, .06, .30]])
        for c in range(340):
            for s, n in enumerate(['heating', 'dust', 'mobile']):
                v = ((tot[c] + 1000) * w[s] * (0.4 + 1.2 * r[c, s])).astype(np.int64)
                f.write('C%03d,%s,%d,%d,%d,%d\n' % (c + 1, n, *v.tolist()))
if __name__ == '__main__':
    main(sys.argv[1], sys.argv[2])
