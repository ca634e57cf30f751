#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plain reference of W2: ref_w2.py FOLDER OUT [LEVEL=2]. Exact integers, one dictionary a file."""
import csv
import sys
from collections import defaultdict

POLLUTANTS = 'so2', 'nox', 'pm', 'voc'
NEED = [(0, 0, 0, 0), (10, 10, 10, 10), (20, 20, 20, 15), (30, 30, 30, 20)]
WEIGHT = {'heating': 96360 // 120, 'dust': 96360 // 365, 'mobile': 96360 // 365}


def table(folder, name):
    with open('%s/%s.csv' % (folder, name), newline='') as file:
        yield from csv.DictReader(file)


def main(folder, out, level):
    own = defaultdict(dict)
    for row in table(folder, 'measures'):
        own[row['line']][int(row['level'])] = [int(row[p]) for p in POLLUTANTS]
    city_of, bound = {}, {}
    for row in table(folder, 'enterprises'):
        city_of[row['ent']] = row['city']
        bound[row['ent']] = row['exempt'] == '0' and not (row['grade'] == 'A' and level <= 2)
    base, cut, selected = defaultdict(lambda: [0] * 4), defaultdict(lambda: [0] * 4), defaultdict(int)
    for row in table(folder, 'lines'):
        city, annual = city_of[row['ent']], [int(row[p]) for p in POLLUTANTS]
        for p in range(4):
            base[city][p] += 96360 // 330 * annual[p]
        levels = [one for one in own.get(row['line'], ()) if one <= level]
        if levels and bound[row['ent']]:
            selected[city] += 1
            for p, permille in enumerate(own[row['line']][max(levels)]):
                cut[city][p] += 96360 // 330 * annual[p] * permille
    for row in table(folder, 'citybase'):
        for p, name in enumerate(POLLUTANTS):
            base[row['city']][p] += WEIGHT[row['sector']] * int(row[name])
    with open(out, 'w') as file:
        file.write('city,pollutant,selected,base_x,red_x,share_ppm,miss\n')
        for city in sorted(base):
            for p, name in enumerate(POLLUTANTS):
                whole, part = base[city][p], cut[city][p]
                share = 1000 * part // whole if whole else 0
                missed = int(100 * part < NEED[level][p] * 1000 * whole)
                file.write('%s,%s,%d,%d,%d,%d,%d\n' % (city, name, selected[city], whole, part, share, missed))


if __name__ == '__main__':
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 2)
