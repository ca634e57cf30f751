#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Slow, plain reference for W1: written straight from the rules, no speed intended. usage: ref_w1.py CSVDIR OUTDIR -> alerts.csv, summary.csv"""
import sys, os, csv
I = [0, 50, 100, 150, 200, 300, 400, 500]
BP = {  # co in tenths of mg/m3, the rest in ug/m3
    'pm25': [0, 35, 75, 115, 150, 250, 350, 500], 'pm10': [0, 50, 150, 250, 350, 420, 500, 600],
    'so2': [0, 150, 500, 650, 800], 'no2': [0, 100, 200, 700, 1200, 2340, 3090, 3840],
    'co': [0, 50, 100, 350, 600, 900, 1200, 1500], 'o3': [0, 160, 200, 300, 400, 800, 1000, 1200]}
POL = ['pm25', 'pm10', 'so2', 'no2', 'co', 'o3']

def iaqi(p, c):
    b = BP[p]
    if c >= b[-1]:
        return I[len(b) - 1]
    for k in range(1, len(b)):
        if c <= b[k]:
            num = (I[k] - I[k - 1]) * (c - b[k - 1]); den = b[k] - b[k - 1]
            return I[k - 1] + -(-num // den)          # exact ceiling

def conc(p, s):
    if s == '':
        return None
    if p == 'co':
        a, _, f = s.partition('.')
        return int(a) * 10 + int((f + '0')[:1])
    return int(s)

def main(csvdir, outdir):
    os.makedirs(outdir, exist_ok=True)
    fa = open(outdir + '/alerts.csv', 'w'); fs = open(outdir + '/summary.csv', 'w')
    fa.write('city,level,start,end,state\n'); fs.write('city,n_aqi,sum_aqi,n_mean,n_mean_gt200,n_mean_le150\n')
    for name in sorted(os.listdir(csvdir)):
        city = name[:-4]
        time, aqi = [], []
        for row in csv.DictReader(open(os.path.join(csvdir, name))):
            time.append(row['time'])
            v = [iaqi(p, conc(p, row[p])) for p in POL if row[p] != '']
            aqi.append(max(v) if v else None)
        T = len(aqi)
        mean = []                                     # (sum, n) or None; the mean is sum/n, compared exactly
        for t in range(T):
            w = [a for a in aqi[max(0, t - 23):t + 1] if a is not None]
            mean.append((sum(w), len(w)) if len(w) >= 18 else None)
        gt = lambda t, x: mean[t] is not None and mean[t][0] > x * mean[t][1]
        le = lambda t, x: mean[t] is not None and mean[t][0] <= x * mean[t][1]
        def demand(t):
            e = t; n300 = best300 = 0; any300 = hit500 = False
            while e < T and gt(e, 200):
                if gt(e, 300): n300 += 1; any300 = True; best300 = max(best300, n300)
                else: n300 = 0
                if aqi[e] is not None and aqi[e] >= 500: hit500 = True
                e += 1
            n = e - t
            if n == 0: return 0
            if (n >= 96 and best300 >= 48) or hit500: return 4
            if n >= 72 and any300: return 3
            if n >= 48: return 2
            if n >= 24: return 1
            return 0
        def clean(t):
            return t + 36 <= T and all(le(u, 150) for u in range(t, t + 36))
        cur = 0; start = None
        LV = ['', 'blue', 'yellow', 'orange', 'red']
        def emit(end, state): fa.write('%s,%s,%s,%s,%s\n' % (city, LV[cur], time[start], end, state))
        for t in range(T):
            if cur and clean(t): emit(time[t], 'released'); cur = 0
            d = demand(t) if gt(t, 200) else 0
            if d > cur:
                if cur: emit(time[t], 'upgraded')
                cur = d; start = t
        if cur: emit('', 'open')
        nn = [a for a in aqi if a is not None]
        fs.write('%s,%d,%d,%d,%d,%d\n' % (city, len(nn), sum(nn), sum(m is not None for m in mean),
                 sum(gt(t, 200) for t in range(T)), sum(le(t, 150) for t in range(T))))
if __name__ == '__main__':
    main(sys.argv[1], sys.argv[2])
