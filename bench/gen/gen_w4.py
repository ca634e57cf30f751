#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Deterministic generator of the workload W4: the same bytes on every machine. Needs python3-numpy.
"""W4 input: needs gen_w2.py's inventory of the same size. usage: gen_w4.py OUTDIR SIZE -> OUTDIR/w4_SIZE/recipients.csv (ent,name,email,contact)"""
import sys, os
N = {'S': 1000, 'M': 30000, 'L': 300000}
SUR = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许'; KIND = ['钢铁', '焦化', '水泥', '铸造', '玻璃', '石化', '制药', '家具', '包装印刷', '电力', '陶瓷', '砖瓦']
out, size = sys.argv[1:3]; d = '%s/w4_%s' % (out, size); os.makedirs(d, exist_ok=True)
with open(d + '/recipients.csv', 'w', encoding='utf-8') as f:
    f.write('ent,name,email,contact\n')
    for i in range(1, N[size] + 1):
        f.write('E%06d,第%d%s有限公司,env%06d@ent.invalid,%s某%d\n' % (i, i, KIND[i * 7 % 12], i, SUR[i * 13 % 20], i % 97))
