#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A large inventory as a folder of CSV sheets: gen_inventory.py OUT [ENTERPRISES], four lines an enterprise.

Numbers follow from the row's number alone: two runs give the same files. Everything is invented.
"""
import csv
import os
import sys

out = sys.argv[1]
count = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
os.makedirs(out, exist_ok=True)
INDUSTRIES = ["水泥", "铸造", "砖瓦窑", "家具制造", "包装印刷", "工业涂装", "石灰窑", "玻璃"]
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]


def uscc(number):
    code = f"91990101{number:09d}"
    return code + LETTERS[(31 - sum(LETTERS.index(c) * w for c, w in zip(code, WEIGHTS)) % 31) % 31]


def sheet(name, heading, rows):
    with open(os.path.join(out, name + ".csv"), "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heading)
        writer.writerows(rows)


areas = [f"9901{i:02d}" for i in range(1, 13)]
sheet("城市信息", ["城市代码", "城市名称", "行政区划代码", "县(区)", "清单名称", "清单版本"],
      [["990100", "大示例市", area, f"第{i}区", "大示例市应急减排清单", "bench-1"] for i, area in enumerate(areas, 1)])
sheet("企业基本信息", ["序号", "行政区划代码", "企业名称", "统一社会信用代码", "行业类型", "企业类别", "绩效等级", "绩效等级有效期起", "联系岗位",
                 "手机", "邮箱", "操作方案版本", "操作方案状态"],
      [[f"E{n}", areas[n % 12], f"示例第{n}号有限公司", uscc(n), INDUSTRIES[n % 8], "重点行业", "ABCD"[n % 4], "2024-01-01", "值班室",
        f"000-{n:08d}", f"duty@e{n}.example.com", "bench-1", "备案"] for n in range(1, count + 1)])
lines, measures = [], []
for n in range(1, count + 1):
    for line in range(1, 5):
        base = 1 + (n * 7 + line * 3) % 90
        lines.append([uscc(n), f"L{line}", f"{line}号线", 1200 + base, 1100 + base, 1000 + base, f"{base}.25", f"{base * 3}.5",
                      f"{base / 8:.3f}", f"{base / 4:.2f}"])
        if n % 4 == 0:
            continue  # grade A reduces by its own will
        measures.append([uscc(n), f"L{line}", "黄色", "限产20%", "限产", "20%", "分表用电量"])
        measures.append([uscc(n), f"L{line}", "橙色", "限产50%", "限产", "50%", "分表用电量"])
        measures.append([uscc(n), f"L{line}", "红色", f"{line}号线停产", "停产", "", "分表用电量"])
sheet("生产线信息", ["统一社会信用代码", "生产线编号", "生产线名称", "环评批复产能(t/d)", "排污许可载明产能(t/d)", "前一年正常生产实际产量(t/d)",
                "年排放量SO2(t/a)", "年排放量NOx(t/a)", "年排放量PM(t/a)", "年排放量VOCs(t/a)"], lines)
sheet("应急减排措施", ["统一社会信用代码", "生产线编号", "预警级别", "措施文字", "措施类型", "限产比例", "核查方式"], measures)
