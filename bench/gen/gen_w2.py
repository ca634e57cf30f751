#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Deterministic generator of the workload W2: the same bytes on every machine. Needs python3-numpy.
"""gen_w2.py OUTDIR SIZE writes OUTDIR/w2_SIZE: an inventory of S 1,000, M 30,000 or L 300,000 enterprises in 340 cities.

enterprises.csv  ent,city,industry,grade,exempt
lines.csv        line,ent,so2,nox,pm,voc              annual kg
measures.csv     line,level,kind,so2,nox,pm,voc       level 0 blue to 3 red; thousandths of the line's base
citybase.csv     city,sector,so2,nox,pm,voc           annual kg of heating, dust and mobile sources
"""
import os
import sys

import numpy as np

ENTERPRISES = {'S': 1000, 'M': 30000, 'L': 300000}
CITIES = 340
BLOCK = 50000          # lines written at a time
HEAD = 'so2,nox,pm,voc\n'
# Of 100 lines so many have a row at blue, yellow and orange; at red all have one.
PRESENT = (0.30, 0.97, 0.96)
LEAST_CUT = (40, 120, 260, 420)
SECTORS = (('heating', (.10, .08, .12, .05)), ('dust', (0, 0, .35, .02)), ('mobile', (.03, .45, .06, .30)))


class Draw:
    """A frozen stream: every call takes the next numbers, so the order of the calls is part of the workload."""

    def __init__(self):
        self.stream = np.random.RandomState(633)

    def share(self, *shape):
        return self.stream.random_sample(shape)

    def below(self, most, *shape):
        return (self.share(*shape) * most).astype(int)


def enterprises(draw, count):
    # The product of two draws: some cities have many enterprises, most have few.
    skewed = draw.share(count) * draw.share(count)
    city = (skewed * CITIES).astype(int) + 1
    industry = draw.below(39, count) + 1
    grade = np.searchsorted((.06, .30, .62), draw.share(count), side='right')
    exempt = draw.share(count) < 0.03
    lines = draw.below(7, count) + 1
    return city, industry, grade, exempt, lines


def annual_kg(draw, count):
    product = draw.share(count, 4) * draw.share(count, 4) * draw.share(count, 4)
    return (product * np.array((9000, 16000, 5000, 12000)) * 8).astype(np.int64)


def write_measures(path, draw, count):
    present = draw.share(count, 4) < np.array(PRESENT + (1,))
    present[:, 3] = True
    strict = draw.below(300, count, 4)
    with open(path, 'w') as file:
        file.write('line,level,kind,' + HEAD)
        for begin in range(0, count, BLOCK):
            rows = []
            block = slice(begin, begin + BLOCK)
            for line, (has, tight) in enumerate(zip(present[block].tolist(), strict[block].tolist()), begin + 1):
                stops = tight[0] > 250      # from orange on
                for level in range(4):
                    if not has[level]:
                        continue
                    if stops and level >= 2:
                        rows.append('L%07d,%d,stop,1000,1000,1000,1000\n' % (line, level))
                        continue
                    cut = [min(1000, LEAST_CUT[level] + t * (level + 1) // 2) for t in tight]
                    rows.append('L%07d,%d,limit,%d,%d,%d,%d\n' % (line, level, *cut))
            file.write(''.join(rows))


def write_rows(path, head, form, columns):
    with open(path, 'w') as file:
        file.write(head)
        file.writelines(form % row for row in zip(*columns))


def main(outdir, size):
    count, draw = ENTERPRISES[size], Draw()
    folder = '%s/w2_%s' % (outdir, size)
    os.makedirs(folder, exist_ok=True)
    city, industry, grade, exempt, line_counts = enterprises(draw, count)
    write_rows(folder + '/enterprises.csv', 'ent,city,industry,grade,exempt\n', 'E%06d,C%03d,%d,%s,%d\n',
               (range(1, count + 1), city.tolist(), industry.tolist(), ['ABCD'[g] for g in grade.tolist()], exempt.tolist()))
    owner = np.repeat(np.arange(count), line_counts)
    annual = annual_kg(draw, len(owner))
    write_rows(folder + '/lines.csv', 'line,ent,' + HEAD, 'L%07d,E%06d,%d,%d,%d,%d\n',
               (range(1, len(owner) + 1), (owner + 1).tolist(), *annual.T.tolist()))
    write_measures(folder + '/measures.csv', draw, len(owner))
    total = np.zeros((CITIES, 4), np.int64)
    np.add.at(total, city[owner] - 1, annual)
    spread = draw.share(CITIES, 3, 4)
    with open(folder + '/citybase.csv', 'w') as file:
        file.write('city,sector,' + HEAD)
        for c in range(CITIES):
            for s, (sector, weight) in enumerate(SECTORS):
                kg = ((total[c] + 1000) * np.array(weight) * (0.4 + 1.2 * spread[c, s])).astype(np.int64)
                file.write('C%03d,%s,%d,%d,%d,%d\n' % (c + 1, sector, *kg.tolist()))


if __name__ == '__main__':
    main(sys.argv[1], sys.argv[2])
