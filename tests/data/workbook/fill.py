#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Fills the template as people do, with another program: fill.py TEMPLATE OUT [clean|messy|faulty|inconsistent].

clean   nothing wrong
messy   the same inventory, written untidily: other order of sheets, titles above the headings, merged names, full-width
        digits, dates as text, blanks, totals, extra columns, percentages in three ways
faulty  one fault of each kind; stdout lists SHEET<TAB>CELL of each
inconsistent  cells that do not go together; listed likewise
"""
import datetime
import sys

import openpyxl

template, out, how = sys.argv[1:4]
book = openpyxl.load_workbook(template)
faults = []


def columns(sheet):
    headings = {}
    for cell in sheet[1]:
        if cell.value:
            headings[str(cell.value)] = cell.column
            headings.setdefault(str(cell.value).split("(")[0], cell.column)
    return headings


def put(name, row, values):
    sheet = book[name]
    at = columns(sheet)
    for heading, value in values.items():
        sheet.cell(row=row, column=at[heading], value=value)


def cell_name(name, row, heading):
    sheet = book[name]
    return sheet.cell(row=row, column=columns(sheet)[heading]).coordinate


def fault(name, row, heading, value):
    sheet = book[name]
    sheet.cell(row=row, column=columns(sheet)[heading]).value = value
    faults.append((name, cell_name(name, row, heading)))


day = datetime.date(2024, 1, 1)
put("城市信息", 2, {"城市代码": "990100", "城市名称": "示例市", "行政区划代码": "990101", "县(区)": "东城区", "清单版本": "2025-1"})
put("城市信息", 3, {"城市代码": "990100", "城市名称": "示例市", "行政区划代码": "990102", "县(区)": "西城区", "清单版本": "2025-1"})
USCC = ["91990101350000019N", "91990101350000027H", "91990101350000035C"]


def check_digit(code):
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
    return letters[(31 - sum(letters.index(c) * w for c, w in zip(code, weights)) % 31) % 31]


USCC = [code[:17] + check_digit(code[:17]) for code in USCC]
people = {"联系岗位": "值班室", "手机": "000-0000-0001", "操作方案版本": "2025-1", "操作方案状态": "备案"}
put("企业基本信息", 2, {"序号": "1", "行政区划代码": "990101", "县(区)": "东城区", "企业名称": "甲水泥厂", "统一社会信用代码": USCC[0],
    "行业类型": "水泥", "绩效等级": "C", "绩效等级有效期起": day, "邮箱": "a@example.com", **people})
put("企业基本信息", 3, {"序号": "2", "行政区划代码": "990102", "县(区)": "西城区", "企业名称": "乙铸造厂", "统一社会信用代码": USCC[1],
    "行业类型": "铸造", "绩效等级": "B", "绩效等级有效期起": day, "邮箱": "b@example.com", **people})
put("企业基本信息", 4, {"序号": "3", "行政区划代码": "990102", "县(区)": "西城区", "企业名称": "丙家具厂", "统一社会信用代码": USCC[2],
    "行业类型": "家具制造", "绩效等级": "A", "绩效等级有效期起": day, "邮箱": "c@example.com", **people})
capacities = {"环评批复产能": 6000, "排污许可载明产能": 5500, "前一年正常生产实际产量": 5000}
for row, (code, line, so2, nox) in enumerate(
        [(USCC[0], "L1", 33, 330), (USCC[0], "L2", 33, 165.5), (USCC[1], "L1", 3.3, 6.6), (USCC[2], "L1", 0, 0)], 2):
    put("生产线信息", row, {"统一社会信用代码": code, "生产线编号": line, "生产线名称": line, **capacities,
        "年排放量SO2": so2, "年排放量NOx": nox, "年排放量PM": 3.3, "年排放量VOCs": 6.6})
rows = [(0, "L1", "黄色", "限产20%", "限产", 0.2), (0, "L1", "橙色", "停产", "停产", None), (0, "L2", "橙色", "停产", "停产", None),
        (1, "L1", "橙色", "限产30%", "限产", 0.3)]
for row, (who, line, level, text, kind, limit) in enumerate(rows, 2):
    put("应急减排措施", row, {"统一社会信用代码": USCC[who], "生产线编号": line, "预警级别": level, "措施文字": text, "措施类型": kind,
        "核查方式": "分表用电量"})
    if limit is not None:
        sheet = book["应急减排措施"]
        sheet.cell(row=row, column=columns(sheet)["限产比例"], value=limit).number_format = "0%"
put("用电", 2, {"统一社会信用代码": USCC[0], "生产线编号": "L1", "分表编号": "D1", "计量对象": "生产线", "正常日用电": 10000, "停产日用电阈值": 800})

if how == "messy":
    sheet = book["企业基本信息"]
    at = columns(sheet)
    sheet.cell(row=2, column=at["绩效等级有效期起"], value="2024年1月1日")
    sheet.cell(row=3, column=at["绩效等级有效期起"], value="2024/1/1")
    sheet.cell(row=4, column=at["绩效等级有效期起"], value="20240101")
    sheet.cell(row=2, column=at["企业名称"], value="甲水泥厂　 ")
    sheet.cell(row=3, column=at["统一社会信用代码"], value=USCC[1].lower() + " ")
    sheet.cell(row=1, column=len(at) + 3, value="备注")
    sheet.cell(row=2, column=len(at) + 3, value="老厂")
    lines = book["生产线信息"]
    at = columns(lines)
    lines.cell(row=2, column=at["年排放量NOx"], value="３３０")
    lines.cell(row=3, column=at["前一年正常生产实际产量"], value="5,000")
    # The first enterprise's code over its two lines in one merged cell.
    lines.cell(row=3, column=at["统一社会信用代码"]).value = None
    column = openpyxl.utils.get_column_letter(at["统一社会信用代码"])
    lines.cell(row=6, column=at["生产线名称"], value="合计")
    lines.cell(row=6, column=at["年排放量SO2"], value=69.3)
    lines.insert_rows(1, 2)  # titles above the headings
    lines.cell(row=1, column=1, value="示例市生产线信息表")
    lines.merge_cells(f"{column}4:{column}5")
    measures = book["应急减排措施"]
    at = columns(measures)
    measures.cell(row=2, column=at["限产比例"], value="20%").number_format = "General"
    measures.cell(row=5, column=at["限产比例"], value=30).number_format = "General"
    measures.cell(row=2, column=at["预警级别"], value=" 黄色预警 ")
    book.move_sheet("企业基本信息", offset=6)
    book.move_sheet("应急减排措施", offset=-5)

if how == "faulty":
    fault("企业基本信息", 2, "统一社会信用代码", USCC[0][:17] + ("0" if USCC[0][17] != "0" else "1"))
    fault("企业基本信息", 3, "绩效等级", "E")
    fault("企业基本信息", 3, "绩效等级有效期起", "13/45/2024")
    fault("企业基本信息", 4, "操作方案状态", "大概备案了")
    fault("企业基本信息", 4, "经度", 200)
    fault("生产线信息", 2, "年排放量SO2", -3)
    fault("生产线信息", 2, "年排放量NOx", "约300")
    fault("生产线信息", 2, "环评批复产能", "=1/0")
    fault("生产线信息", 3, "生产线编号", "L1")
    fault("生产线信息", 4, "统一社会信用代码", USCC[2][:16] + "00")
    fault("生产线信息", 5, "在线监测MN", 123456789012345678901)
    fault("应急减排措施", 2, "预警级别", "紫色")
    fault("应急减排措施", 3, "核查方式", None)
    fault("应急减排措施", 4, "生产线编号", "L9")
    fault("应急减排措施", 5, "限产比例", 1.5)
    fault("用电", 2, "正常日用电", "12.5万")

if how == "inconsistent":
    # Each cell alone is fine; together they cannot be.
    put("应急减排措施", 6, {"统一社会信用代码": USCC[0], "生产线编号": "L2", "预警级别": "黄色", "措施文字": "限产80%", "措施类型": "限产",
        "核查方式": "分表用电量"})
    fault("应急减排措施", 6, "限产比例", 0.8)
    sheet = book["应急减排措施"]
    fault("应急减排措施", 4, "措施文字", "限产10%")  # orange, less than the yellow of row 6
    faults.remove(("应急减排措施", cell_name("应急减排措施", 4, "措施文字")))
    put("应急减排措施", 4, {"措施类型": "限产"})
    fault("应急减排措施", 4, "限产比例", "10%")
    faults.remove(("应急减排措施", cell_name("应急减排措施", 6, "限产比例")))
    fault("应急减排措施", 5, "减排量NOx", 5000)  # the line emits 20 kg a day
    sheet.cell(row=3, column=columns(sheet)["预警级别"], value="黄色")
    fault("应急减排措施", 3, "预警级别", "黄色")  # the yellow of L1 stands in row 2
    put("企业基本信息", 5, {"序号": "4", "行政区划代码": "990102", "县(区)": "西城区", "企业名称": "丁砖瓦厂", "行业类型": "砖瓦窑",
        "绩效等级": "D", "绩效等级有效期起": day, "邮箱": "d@example.com", **people})
    faults.append(("企业基本信息", cell_name("企业基本信息", 5, "企业名称")))  # grade D, key industry, no measure
    put("企业基本信息", 6, {"序号": "5", "行政区划代码": "990102", "县(区)": "西城区", "企业名称": "戊印刷厂", "行业类型": "包装印刷",
        "绩效等级": "A", "绩效等级有效期起": day, "操作方案状态": "备案"})
    faults.append(("企业基本信息", cell_name("企业基本信息", 6, "手机")))  # nobody can be told
    fault("企业基本信息", 3, "经度", 20)  # and one cell that is wrong by itself
    put("企业基本信息", 3, {"纬度": 34})

book.save(out)
for sheet, cell in faults:
    print(f"{sheet}\t{cell}")
