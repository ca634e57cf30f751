#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Deterministic generator of the workload W1: the same bytes on every machine. Needs python3-numpy.
"""W1 generator: hourly concentrations of 340 cities. Exact arithmetic only (+-*/ on doubles,
frozen RandomState stream), so the same bytes on every machine. S is a prefix of M, M of L.
usage: gen_w1.py OUTDIR SIZE   (SIZE: XS=60 days x 12 cities, S=1 y, M=5 y, L=10 y)
writes OUTDIR/w1_SIZE/csv/Cnnn.csv and OUTDIR/w1_SIZE/cols.i16 (int16 LE [city][pollutant][hour], -1 = missing,
co in tenths) and OUTDIR/w1_SIZE/shape.txt"""
import sys, os, datetime as dt
import numpy as np
from multiprocessing import Pool
NC = 340
SIZES = {'XS': (12, 60 * 24), 'S': (340, 365 * 24), 'M': (340, 1826 * 24), 'L': (340, 3652 * 24)}
T0 = dt.datetime(2017, 1, 1)

def model(hours):
    """always simulates all 340 cities, so any size is a prefix in time and in cities"""
    rs = np.random.RandomState(20170101)
    region = np.arange(NC) // 20
    sev = 0.35 + 1.2 * rs.random_sample(NC)          # how polluted the city is
    lag = (rs.random_sample(NC) * 18).astype(int)
    reg_n = 17
    amp = np.zeros(reg_n); rem = np.zeros(reg_n, int); tot = np.ones(reg_n, int)
    hist = np.zeros((24, reg_n))                      # last 24 h of regional shape, for the city's lag
    x = np.full((6, NC), 0.5)                         # slow noise per pollutant
    out = np.zeros((hours, 6, NC), np.int16)
    outage = np.zeros(NC, int)
    base = np.array([32., 62., 11., 30., 7., 62.])[:, None]
    epi = np.array([1.0, 1.15, 0.18, 0.30, 0.055, -0.10])[:, None]
    for t in range(hours):
        d = T0 + dt.timedelta(hours=t) if t % 24 == 0 else d
        if t % 24 == 0:
            doy = d.timetuple().tm_yday
            dist = min(abs(doy - 12), 366 - abs(doy - 12))
            winter = max(0.05, 1.0 - dist / 110.0)
            summer = 1.0 - min(1.0, dist / 182.0)
            summer = 1.0 - summer
        u = rs.random_sample(NC * 8)
        r = rs.random_sample(reg_n * 3)
        start = (rem == 0) & (r[:reg_n] < 0.0045 * winter)
        dur = (30 + 210 * r[reg_n:2 * reg_n] * r[reg_n:2 * reg_n]).astype(int)
        tot = np.where(start, dur, tot); rem = np.where(start, dur, rem)
        amp = np.where(start, 60 + 250 * r[2 * reg_n:], amp)
        k = tot - rem
        ramp = np.minimum(1.0, np.minimum(k, rem) / 14.0)
        shape = np.where(rem > 0, amp * ramp, 0.0)
        rem = np.maximum(rem - 1, 0)
        hist[t % 24] = shape
        e = hist[(t - lag) % 24, region] * sev
        uu = u[:6 * NC].reshape(6, NC)
        x += 0.06 * (0.5 - x) + 0.16 * (uu - 0.5)
        h = t % 24
        diur = 1.0 - abs(h - 14) / 14.0               # ozone peaks at 14 h
        b = base * (0.35 + 1.3 * np.maximum(x, 0.02)) * (0.5 + 0.5 * sev)
        b[:5] *= 0.55 + 0.75 * winter
        b[5] *= (0.25 + 1.4 * diur) * (0.4 + 1.0 * summer)
        c = b + epi * e * (0.75 + 0.5 * x)
        dust = (u[6 * NC:7 * NC] < 0.00002)
        c[1] += np.where(dust, 600., 0.)
        v = np.clip(np.floor(c + 0.5), 1, 2000).astype(np.int16)
        miss = ((u[7 * NC:] * 400).astype(int)[None, :] == (np.arange(6) + 3)[:, None])  # 1/400 per pollutant
        begin = (outage == 0) & (u[7 * NC:] > 0.9997)
        outage = np.where(begin, 1 + (u[6 * NC:7 * NC] * 20).astype(int), outage)
        v[miss] = -1
        v[:, outage > 0] = -1
        outage = np.maximum(outage - 1, 0)
        out[t] = v
    return out

S = [str(i) for i in range(2001)] + ['']      # index -1 -> ''
C = ['%d.%d' % (i // 10, i % 10) for i in range(2001)] + ['']
def write_city(a):
    i, path = a
    p = [ARR[i, k].tolist() for k in range(6)]
    with open(path, 'w') as f:
        f.write('time,pm25,pm10,so2,no2,co,o3\n')
        f.write('\n'.join(map(','.join, zip(TIMES, [S[v] for v in p[0]], [S[v] for v in p[1]], [S[v] for v in p[2]],
                [S[v] for v in p[3]], [C[v] for v in p[4]], [S[v] for v in p[5]]))))
        f.write('\n')

if __name__ == '__main__':
    outdir, size = sys.argv[1], sys.argv[2]
    nc, hours = SIZES[size]
    d = os.path.join(outdir, 'w1_' + size); os.makedirs(d + '/csv', exist_ok=True)
    ARR = np.ascontiguousarray(model(hours)[:, :, :nc].transpose(2, 1, 0))
    ARR.astype('<i2').tofile(d + '/cols.i16')
    open(d + '/shape.txt', 'w').write('%d 6 %d\n' % (nc, hours))
    TIMES = [(T0 + dt.timedelta(hours=t)).strftime('%Y-%m-%dT%H:%M+08:00') for t in range(hours)]
    with Pool(2) as pool:
        pool.map(write_city, [(i, '%s/csv/C%03d.csv' % (d, i + 1)) for i in range(nc)], chunksize=4)
