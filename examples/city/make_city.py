#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the sheets of the example city beside this file. 示例数据，企业均为虚构。

Everything is invented: areas, enterprises, telephones, figures. The measures follow the pattern of handbook E.3 and G
(cement: 环办大气函〔2020〕340号). The script is deterministic: the same bytes at every run, standard library only.
"""
import csv
import os
from fractions import Fraction

HERE = os.path.dirname(os.path.abspath(__file__))
VERSION = "example-1"
AREAS = [("990101", "东城示范区", "East Demonstration District"), ("990102", "西城示范区", "West Demonstration District"),
         ("990103", "南郊示范区", "South Demonstration District"), ("990104", "北郊示范区", "North Demonstration District")]
LEVELS = ["blue", "yellow", "orange", "red"]
ZH = {"blue": "蓝色", "yellow": "黄色", "orange": "橙色", "red": "红色"}
POLLUTANTS = ["SO2", "NOx", "PM", "VOCs"]
NO_OLD_TRUCKS = "停止使用国四及以下重型载货车辆（含燃气）运输"


class Dice:
    """A small generator of our own, so that no Python version changes a byte."""

    def __init__(self, seed):
        self.state = seed

    def next(self, n):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % n

    def between(self, low, high):
        return low + self.next(high - low + 1)

    def pick(self, values):
        return values[self.next(len(values))]


DICE = Dice(20140213)


def uscc(area, n):
    body = "91" + area + "%08d" % (35000000 + n * 37) + str(n % 10)
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(alphabet.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + alphabet[(31 - total % 31) % 31]


def tonnes(value):
    """A Fraction of t/a as text with three decimals."""
    thousandths = round(value * 1000)
    return "%d.%03d" % (thousandths // 1000, thousandths % 1000)


# ---- measures -------------------------------------------------------------------------------------------------------
# A measure is (kind, text, extra); extra holds the cells of its kind. A rule maps grade -> level -> measure.


def stop(what, **extra):
    return ("停产", what, extra)


def limit(percent, what, **extra):
    return ("限产", what, dict(extra, limit=percent))


def count(ordered, of, unit, what):
    return ("停产台数", what, {"ordered": ordered, "of": of, "unit": unit})


def coking(ordered, what, **extra):
    return ("出焦时间", what, dict(extra, coking=(24, ordered)))


def other(what):
    return ("其他", what, {})


def none(what="无强制性措施"):
    return ("无", what, {})


def slow(hours, reason):
    return {"ramp": hours, "reason": reason}


def cement(grade, index, lines):
    cap = "限产20%，以“环评批复产能、排污许可载明产能、前一年正常生产实际产量”三者日均值的最小值为基准；停用国四及以下重型载货车辆"
    if grade in ("B", "B-"):
        return {"yellow": other(NO_OLD_TRUCKS), "orange": limit(20, cap), "red": stop("停产；停用国四及以下重型载货车辆")}
    if grade == "C":
        # 停产50%，以生产线计：两条停一条，一条即停该条；写明停哪一条。
        first = index < (lines + 1) // 2
        half = "停产50%，以生产线计，停本生产线；" if first else "停产50%，以生产线计，本生产线不停；"
        yellow = stop(half + "停用国四及以下重型载货车辆") if first else other(half + NO_OLD_TRUCKS)
        return {"yellow": yellow, "orange": stop("停产；停用国四及以下重型载货车辆")}
    return {"yellow": stop("停产；停止公路运输")}


def sinter(grade, index, lines):
    if index == 0:
        if grade in ("B", "B-"):
            return {"yellow": other(NO_OLD_TRUCKS), "orange": limit(30, "烧结机限产30%"), "red": limit(50, "烧结机限产50%")}
        if grade == "C":
            return {"yellow": limit(50, "烧结机限产50%"), "red": stop("烧结机停产")}
        return {"yellow": stop("烧结机停产")}
    if grade in ("B", "B-"):
        return {"orange": other("高炉优化配料；" + NO_OLD_TRUCKS), "red": limit(20, "高炉降低负荷20%")}
    return {"orange": limit(20, "高炉降低负荷20%"), "red": limit(50 if grade == "D" else 30, "高炉降低负荷")}


def electric_furnace(grade, index, lines):
    if grade in ("B", "B-"):
        return {"orange": limit(20, "电炉限产20%"), "red": limit(50, "电炉限产50%，以整炉计")}
    if grade == "C":
        return {"yellow": limit(50, "电炉限产50%"), "orange": stop("电炉停产")}
    return {"yellow": stop("电炉停产")}


def coke(grade, index, lines):
    safe = slow(12, "焦炉延长结焦时间须逐步调整炉温，防止炉体损坏")
    if grade in ("B", "B-"):
        return {"yellow": other(NO_OLD_TRUCKS), "orange": coking(28, "出焦时间由24小时延长至28小时", **safe),
                "red": coking(32, "出焦时间由24小时延长至32小时", **safe)}
    if grade == "C":
        return {"yellow": coking(28, "出焦时间由24小时延长至28小时", **safe),
                "orange": coking(36, "出焦时间由24小时延长至36小时", **safe),
                "red": coking(48, "出焦时间由24小时延长至48小时", **safe)}
    return {"yellow": coking(30, "出焦时间由24小时延长至30小时", **safe),
            "orange": coking(40, "出焦时间由24小时延长至40小时", **safe),
            "red": coking(48, "出焦时间由24小时延长至48小时，焖炉保温", **safe)}


def brick(grade, index, lines):
    safe = slow(24, "隧道窑须缓慢降温，防止窑体塌落")
    if grade in ("B", "B-"):
        return {"orange": limit(50, "隧道窑限产50%", **safe)}
    if grade == "C":
        return {"blue": other("停止原料破碎，料堆全覆盖"), "yellow": limit(50, "隧道窑限产50%", **safe),
                "orange": stop("隧道窑停产", **safe)}
    return {"blue": other("停止原料破碎，料堆全覆盖"), "yellow": stop("隧道窑停产", **safe)}


def glass(grade, index, lines):
    safe = slow(24, "玻璃熔窑不能停火，负荷须分步下调")
    steps = {"B": (10, 20), "B-": (10, 20), "C": (15, 25), "D": (25, 30)}[grade]
    rows = {"orange": limit(steps[0] + (10 if grade == "C" else 0), "熔窑降低负荷", **safe),
            "red": limit(steps[1] + (5 if grade == "C" else 0), "熔窑降低负荷", **safe)}
    if grade in ("C", "D"):
        rows["yellow"] = limit(steps[0], "熔窑降低负荷，停止配料车间冷端作业", **safe)
    return rows


def pots(grade, index, lines):
    total = 220
    share = {"B": (5, 10), "B-": (5, 10), "C": (10, 15), "D": (15, 20)}[grade]
    rows = {"orange": count(total * share[0] // 100, total, "台电解槽", "停产电解槽%d台" % (total * share[0] // 100)),
            "red": count(total * share[1] // 100, total, "台电解槽", "停产电解槽%d台" % (total * share[1] // 100))}
    if grade in ("C", "D"):
        rows["yellow"] = other("阳极焙烧停止升温新炉室；" + NO_OLD_TRUCKS)
    return rows


def carbon(grade, index, lines):
    safe = slow(12, "焙烧炉按升温曲线运行，须烧完在炉火系")
    if grade in ("B", "B-"):
        return {"orange": other("不新增焙烧火系"), "red": limit(30, "煅烧限产30%", **safe)}
    if grade == "C":
        return {"yellow": limit(30, "煅烧限产30%", **safe), "orange": limit(50, "煅烧限产50%", **safe),
                "red": stop("煅烧停产", **safe)}
    return {"blue": stop("破碎、成型工序停产") if index else other("料堆全覆盖"), "yellow": limit(50, "煅烧限产50%", **safe) if not index else stop("破碎、成型工序停产"),
            "orange": stop("停产", **safe)}


def furnace(grade, index, lines):
    """Foundry, ferroalloy, non-ferrous: half at orange for B, half at yellow for C, stop at yellow for D."""
    if grade in ("B", "B-"):
        return {"yellow": other(NO_OLD_TRUCKS), "orange": limit(40, "熔炼、浇注限产40%"), "red": limit(60, "熔炼、浇注限产60%")}
    if grade == "C":
        return {"blue": limit(25, "造型、清理工序限产25%"), "yellow": limit(50, "熔炼、浇注限产50%"), "orange": stop("熔炼、浇注停产")}
    return {"blue": limit(35, "造型、清理工序限产35%"), "yellow": stop("熔炼、浇注停产")}


def kilns(grade, index, lines):
    """Ceramics, refractory, rock wool, lime."""
    if grade in ("B", "B-"):
        return {"orange": limit(30, "窑炉限产30%"), "red": limit(50, "窑炉限产50%")}
    if grade in ("C", "非引领性"):
        return {"blue": other("停止原料破碎筛分"), "yellow": limit(30, "喷雾干燥、破碎停产，窑炉限产30%"),
                "orange": limit(60, "窑炉限产60%"), "red": stop("停产")}
    return {"blue": limit(20, "停止原料破碎，窑炉限产20%"), "yellow": stop("停产")}


def lime(grade, index, lines):
    if grade in ("B", "B-"):
        return {"orange": limit(50, "石灰窑限产50%")}
    if grade == "C":
        return {"blue": other("停止原料破碎筛分"), "yellow": limit(30, "石灰窑限产30%"), "orange": stop("石灰窑停产")}
    return {"blue": limit(20, "石灰窑限产20%"), "yellow": stop("石灰窑停产")}


def solvent(grade, index, lines):
    """Paint, ink, furniture, printing, coating, shoes, plastics."""
    if grade in ("B", "B-"):
        return {"yellow": other("错开日间高温时段使用溶剂；" + NO_OLD_TRUCKS), "orange": limit(30, "涉VOCs溶剂型工序限产30%"),
                "red": limit(50, "涉VOCs溶剂型工序限产50%")}
    if grade in ("C", "非引领性"):
        return {"blue": limit(30, "涉VOCs溶剂型工序限产30%"), "yellow": limit(50, "涉VOCs溶剂型工序限产50%"),
                "orange": limit(70, "涉VOCs溶剂型工序限产70%"), "red": stop("涉VOCs溶剂型工序停产")}
    return {"blue": limit(40, "涉VOCs溶剂型工序限产40%"), "yellow": stop("涉VOCs溶剂型工序停产")}


def chemistry(grade, index, lines):
    if grade in ("B", "B-"):
        return {"orange": limit(20, "停止溶剂投加工序，涉VOCs工序限产20%"), "red": limit(40, "涉VOCs工序限产40%")}
    if grade == "C":
        return {"blue": limit(20, "涉VOCs工序限产20%"), "yellow": limit(30, "涉VOCs工序限产30%"), "orange": limit(50, "涉VOCs工序限产50%"),
                "red": stop("涉VOCs工序停产")}
    return {"blue": limit(30, "涉VOCs工序限产30%"), "yellow": stop("涉VOCs工序停产")}


def rubber(grade, index, lines):
    if grade in ("B", "B-"):
        return {"orange": limit(30, "密炼限产30%")}
    if grade == "C":
        return {"blue": limit(25, "密炼限产25%"), "yellow": limit(50, "密炼限产50%"), "red": stop("密炼、硫化停产")}
    return {"blue": limit(30, "密炼限产30%"), "yellow": limit(50, "密炼限产50%"), "orange": stop("密炼、硫化停产")}


def refinery(grade, index, lines):
    if grade in ("B", "B-"):
        return {"yellow": other("8时至18时停止装卸油品"), "red": limit(10, "装置降低负荷10%")}
    return {"yellow": other("8时至18时停止装卸油品"), "orange": limit(10, "装置降低负荷10%"), "red": limit(20, "装置降低负荷20%")}


def asphalt(grade, index, lines):
    return {"blue": limit(30, "拌和楼限产30%"), "yellow": stop("拌和楼停产")}


def concrete(grade, index, lines):
    return {"blue": other("厂区每日增加洒水2次，料仓全封闭"), "yellow": limit(30, "搅拌机限产30%"),
            "orange": stop("停产，保障民生工程的除外，使用新能源搅拌车")}


def feed(grade, index, lines):
    return {"orange": limit(50, "生物质锅炉降低负荷50%"), "red": stop("粉碎、膨化工序及生物质锅炉停产")}


def power(grade, index, lines):
    return {level: none("电厂原则上不停限产，确保稳定达标排放") for level in ("yellow", "orange", "red")}


def micro(grade, index, lines):
    return {"red": other("停止露天作业，加强车间密闭和洒水")}


def electronics(grade, index, lines):
    return {"orange": limit(30, "清洗、涂覆工序限产30%"), "red": limit(50, "清洗、涂覆工序限产50%")}


# ---- industries -----------------------------------------------------------------------------------------------------
# name, words of enterprise names, grades by number, rule, lines of an enterprise:
# (line, product, equipment, fuel, facility, SO2, NOx, PM, VOCs t/a, capacity t/d, kWh/d, size, indicator)
BIG, MIDDLE, SMALL = 2, 1, 0
KEY = [
    ("水泥", "水泥", {"A": 1, "B": 3, "C": 2, "D": 1}, cement,
     [("1号熟料线", "水泥熟料", "回转窑", "煤", "SNCR脱硝、袋式除尘", 120, 900, 150, 4, 5000, 310000, BIG, "窑尾CEMS氧含量和流量、入窑生料量"),
      ("2号熟料线", "水泥熟料", "回转窑", "煤", "SNCR脱硝、袋式除尘", 80, 640, 110, 3, 3200, 210000, BIG, "窑尾CEMS氧含量和流量、入窑生料量")]),
    ("长流程联合钢铁", "钢铁", {"A": 1, "B": 1, "C": 1}, sinter,
     [("烧结机", "烧结矿", "烧结机360平方米", "焦粉、煤气", "脱硫、SCR脱硝、电除尘", 900, 1500, 520, 40, 12000, 420000, BIG, "烧结机头CEMS流量、分表用电量"),
      ("1号高炉", "铁水", "高炉2000立方米", "焦炭、喷吹煤", "袋式除尘", 260, 620, 480, 12, 5000, 380000, BIG, "高炉作业日志、热风炉CEMS流量")]),
    ("短流程钢铁", "特钢", {"B": 1, "C": 1, "D": 1}, electric_furnace,
     [("电炉", "钢坯", "电弧炉100吨", "电", "袋式除尘", 12, 60, 130, 15, 2000, 520000, BIG, "电炉分表用电量")]),
    ("铁合金", "铁合金", {"C": 1, "D": 1}, furnace,
     [("矿热炉", "硅锰合金", "矿热炉25500千伏安", "电", "袋式除尘", 60, 45, 90, 4, 180, 480000, MIDDLE, "矿热炉分表用电量")]),
    ("焦化", "焦化", {"B": 1, "C": 2, "D": 1}, coke,
     [("1号焦炉", "焦炭", "5.5米顶装焦炉2×60孔", "焦炉煤气", "脱硫、SCR脱硝、地面除尘站", 160, 495, 110, 160, 2900, 96000, BIG, "出焦时间记录、焦炉煤气流量")]),
    ("石灰窑", "石灰", {"B": 1, "C": 3, "D": 2}, lime,
     [("石灰竖窑", "生石灰", "竖窑300吨", "天然气", "袋式除尘", 22, 70, 62, 2, 300, 26000, MIDDLE, "窑用燃气量、风机用电量")]),
    ("铸造", "铸造", {"A": 1, "B": 4, "B-": 2, "C": 11, "D": 5}, furnace,
     [("中频炉熔炼线", "铸件", "中频炉5吨×2", "电", "袋式除尘、活性炭吸附", 3, 5, 26, 18, 60, 42000, MIDDLE, "中频炉分表用电量"),
      ("消失模线", "铸件", "消失模造型线", "电", "袋式除尘、RCO", 1, 2, 14, 24, 40, 18000, SMALL, "生产线分表用电量")]),
    ("电解铝", "铝业", {"B": 1, "C": 1}, pots,
     [("电解车间", "铝液", "电解槽220台", "电", "干法净化、脱硫", 640, 40, 190, 6, 900, 12000000, BIG, "整流所用电量、在产电解槽台数")]),
    ("炭素", "炭素", {"B": 1, "C": 2, "D": 1}, carbon,
     [("煅烧炉", "煅后焦", "罐式煅烧炉", "石油焦", "脱硫、SNCR脱硝", 150, 120, 40, 22, 400, 32000, BIG, "煅烧炉CEMS流量、温度曲线"),
      ("破碎成型", "生块", "破碎机、振动成型机", "电", "袋式除尘", 0, 0, 30, 14, 300, 26000, MIDDLE, "生产线分表用电量")]),
    ("再生铜、铝、铅、锌", "再生金属", {"B": 2, "C": 3, "D": 1}, furnace,
     [("熔炼炉", "再生铝锭", "双室反射炉", "天然气", "袋式除尘、活性炭喷射", 16, 42, 24, 12, 160, 21000, MIDDLE, "熔炼炉燃气量、分表用电量")]),
    ("有色金属压延", "铝材", {"B": 3, "C": 3, "D": 1}, furnace,
     [("熔铸轧制线", "铝板带", "熔铝炉、冷轧机", "天然气", "袋式除尘、油雾净化", 5, 26, 14, 46, 220, 64000, MIDDLE, "轧机分表用电量")]),
    ("砖瓦窑", "建材", {"B": 2, "C": 6, "D": 5}, brick,
     [("隧道窑", "烧结砖", "隧道窑6.9米", "煤矸石", "双碱法脱硫、湿电除尘", 44, 40, 52, 2, 480, 15000, MIDDLE, "窑尾CEMS氧含量、风机分表用电量")]),
    ("陶瓷", "陶瓷", {"B": 3, "C": 5, "D": 1}, kilns,
     [("1号辊道窑", "墙地砖", "辊道窑、喷雾干燥塔", "天然气", "脱硫、SNCR脱硝、袋式除尘", 32, 84, 54, 6, 460, 58000, MIDDLE, "窑用燃气量、喷雾塔分表用电量")]),
    ("耐火材料", "耐材", {"B": 2, "C": 5, "D": 2}, kilns,
     [("高温隧道窑", "耐火砖", "高温隧道窑", "天然气", "脱硝、袋式除尘", 14, 46, 24, 3, 110, 12000, MIDDLE, "窑用燃气量、分表用电量")]),
    ("玻璃", "玻璃", {"B": 2, "C": 1, "D": 1}, glass,
     [("浮法一线", "平板玻璃", "浮法熔窑600吨", "天然气", "脱硫、SCR脱硝、电除尘", 150, 420, 44, 6, 600, 88000, BIG, "熔窑CEMS流量、拉引量记录")]),
    ("岩矿棉", "保温材料", {"C": 2, "D": 1}, kilns,
     [("冲天炉线", "岩棉", "冲天炉、固化炉", "焦炭", "脱硫、袋式除尘、RTO", 40, 34, 26, 24, 90, 19000, MIDDLE, "固化炉分表用电量、CEMS流量")]),
    ("玻璃钢（纤维增强塑料制品）", "复合材料", {"引领性": 1, "非引领性": 4}, solvent,
     [("缠绕线", "玻璃钢管", "缠绕机", "电", "活性炭吸附脱附", 0, 0, 6, 42, 20, 6000, SMALL, "缠绕机分表用电量")]),
    ("防水建筑材料制造", "防水材料", {"引领性": 1, "非引领性": 4}, solvent,
     [("卷材线", "改性沥青卷材", "卷材生产线", "天然气", "RTO", 2, 6, 10, 52, 120, 14000, MIDDLE, "卷材线分表用电量、RTO温度")]),
    ("炼油与石油化工", "石化", {"A": 1, "B": 1}, refinery,
     [("常减压装置", "油品", "常减压装置250万吨", "炼厂气", "低氮燃烧、LDAR、油气回收", 180, 380, 60, 640, 7200, 260000, BIG, "加热炉CEMS流量、装置负荷记录")]),
    ("制药", "药业", {"A": 1, "B": 3, "C": 4}, chemistry,
     [("合成车间", "原料药", "反应釜、RTO", "蒸汽", "RTO、碱洗", 2, 8, 3, 64, 8, 17000, MIDDLE, "反应釜投料记录、RTO温度、分表用电量")]),
    ("农药制造", "农化", {"B": 1, "C": 2}, chemistry,
     [("合成车间", "原药", "反应釜", "蒸汽", "RTO、碱洗", 2, 7, 4, 58, 12, 15000, MIDDLE, "反应釜投料记录、分表用电量")]),
    ("涂料制造", "涂料", {"B": 2, "B-": 1, "C": 4, "D": 1}, solvent,
     [("溶剂型涂料线", "溶剂型涂料", "分散机、砂磨机", "电", "沸石转轮、RTO", 0, 2, 4, 66, 40, 9000, MIDDLE, "砂磨机分表用电量、RTO温度")]),
    ("油墨制造", "油墨", {"B": 1, "C": 3}, solvent,
     [("溶剂型油墨线", "凹印油墨", "三辊机", "电", "活性炭吸附脱附", 0, 1, 2, 48, 18, 7000, SMALL, "三辊机分表用电量")]),
    ("包装印刷", "印务", {"A": 1, "B": 4, "B-": 2, "C": 11, "D": 3}, solvent,
     [("凹版印刷线", "软包装", "凹印机、干复机", "电", "沸石转轮、RTO", 0, 2, 1, 58, 15, 11000, MIDDLE, "印刷机分表用电量、RTO温度")]),
    ("人造板制造", "木业", {"B": 2, "C": 5, "D": 1}, kilns,
     [("热压线", "刨花板", "连续压机、热能中心", "生物质", "湿电除尘", 16, 62, 44, 50, 180, 42000, MIDDLE, "压机分表用电量、热能中心CEMS流量")]),
    ("橡胶制品", "橡胶", {"B": 2, "C": 5, "D": 1}, rubber,
     [("密炼硫化线", "橡胶制品", "密炼机、硫化机", "蒸汽", "沸石转轮、CO", 1, 4, 8, 34, 36, 21000, MIDDLE, "密炼机分表用电量")]),
    ("制鞋", "鞋业", {"引领性": 1, "非引领性": 4}, solvent,
     [("成型线", "运动鞋", "刷胶成型线", "电", "活性炭吸附脱附", 0, 0, 1, 30, 4, 5000, SMALL, "成型线分表用电量")]),
    ("家具制造", "家居", {"A": 1, "B": 3, "B-": 2, "C": 10, "D": 3}, solvent,
     [("喷涂线", "木质家具", "水帘喷漆房、烘干室", "电", "干式过滤、活性炭吸附脱附", 0, 1, 5, 44, 6, 6500, SMALL, "喷漆房风机分表用电量")]),
    ("汽车整车制造", "汽车", {"A": 1, "B": 2}, solvent,
     [("涂装车间", "乘用车", "涂装线、烘干炉", "天然气", "沸石转轮、RTO", 3, 30, 8, 190, 60, 120000, BIG, "涂装线分表用电量、RTO温度")]),
    ("工程机械整机制造", "重工", {"B": 2, "C": 2}, solvent,
     [("涂装线", "装载机", "喷漆室、烘干室", "天然气", "沸石转轮、RTO", 1, 8, 9, 84, 40, 26000, MIDDLE, "喷漆室风机分表用电量")]),
    ("工业涂装", "装备", {"A": 1, "B": 4, "B-": 1, "C": 12, "D": 5}, solvent,
     [("喷涂线", "钢结构件", "抛丸机、喷漆房", "电", "滤筒除尘、活性炭吸附脱附", 0, 2, 12, 38, 24, 8000, SMALL, "喷漆房风机分表用电量")]),
]
# Industries outside the list of 39: not graded.
GENERAL = [
    ("沥青搅拌", "路材", 6, asphalt,
     [("沥青拌和楼", "沥青混合料", "拌和楼4000型", "天然气", "袋式除尘、沥青烟净化", 6, 14, 20, 26, 700, 9000, SMALL, "燃烧器燃气量、拌和楼分表用电量")]),
    ("商品混凝土", "混凝土", 12, concrete,
     [("搅拌机组", "商品混凝土", "搅拌机HZS180×2", "电", "袋式除尘、料仓封闭", 0, 0, 30, 0, 2400, 6000, SMALL, "搅拌机分表用电量、车辆定位")]),
    ("饲料加工", "饲料", 6, feed,
     [("饲料线", "配合饲料", "粉碎机、生物质锅炉", "生物质", "袋式除尘", 4, 9, 9, 2, 200, 7000, SMALL, "锅炉燃料量、粉碎机分表用电量")]),
    ("火力发电", "热电", 3, power,
     [("1号机组", "电力、热力", "煤粉炉300兆瓦", "煤", "超低排放", 220, 760, 60, 3, 0, 180000, BIG, "烟气CEMS")]),
    ("热力供应", "热力", 6, power,
     [("供热锅炉", "供热", "链条炉、燃气锅炉", "天然气、煤", "脱硫、SNCR脱硝、袋式除尘", 36, 74, 14, 1, 0, 12000, MIDDLE, "锅炉CEMS流量、供热负荷记录")]),
    ("生活垃圾焚烧", "环保能源", 2, power,
     [("1号焚烧炉", "电力", "机械炉排炉750吨", "垃圾", "SNCR脱硝、半干法脱酸、活性炭喷射、袋式除尘", 30, 170, 8, 1, 750, 30000, BIG, "烟气CEMS、入炉垃圾量")]),
    ("电子元件制造", "电子", 4, electronics,
     [("清洗涂覆线", "印制电路板", "涂覆机", "电", "活性炭吸附", 0, 1, 1, 26, 3, 16000, SMALL, "涂覆机分表用电量")]),
]
MICRO = [("食品加工", "食品", 7), ("金属加工", "五金", 8), ("石材加工", "石业", 4)]

# Class multipliers against the line figures above, chosen once so that the shares of the city are plausible.
SCALE = {"SO2": Fraction(9, 10), "NOx": Fraction(13, 25), "PM": Fraction(3, 5), "VOCs": Fraction(4, 5)}


class Enterprise:
    def __init__(self, n, area, name, industry, kind, grade, rule, lines):
        self.n, self.area, self.name, self.industry, self.kind = n, area, name, industry, kind
        self.grade, self.rule, self.lines = grade, rule, lines
        self.uscc = "" if n in (101, 202) else uscc(area, n)
        self.status = "公示" if n % 3 else "备案"
        self.no_rows = False
        self.stopped = False
        self.voluntary = ""

    def key(self):
        return {"统一社会信用代码": self.uscc, "企业序号": "E%04d" % self.n}


def make_enterprises():
    first = "恒瑞昌泰宏源盛合信达安永嘉丰润华景睿卓远"
    second = "岳川林峰海原江泽岚松鼎晟辉腾翔禾誉基业隆"
    names = [a + b for b in second for a in first]
    out = []

    def add(industry, word, kind, grade, rule, lines):
        n = len(out) + 1
        # Heavy industry lies in the south and north, solvent users everywhere.
        heavy = lines and lines[0][11] == BIG
        area = AREAS[(2, 3)[n % 2] if heavy else (n * 7 + n // 5) % 4][0]
        out.append(Enterprise(n, area, "示例" + names[(n * 37) % len(names)] + word + "有限公司", industry, kind, grade, rule, lines))

    for industry, word, grades, rule, lines in KEY:
        for grade, number in grades.items():
            for i in range(number):
                some = lines if len(lines) == 1 or i % 2 == 0 else lines[:1]
                add(industry, word, "重点行业", grade, rule, some)
    for industry, word, number, rule, lines in GENERAL:
        for _ in range(number):
            add(industry, word, "一般工业", "未分级", rule, lines)
    for industry, word, number in MICRO:
        for _ in range(number):
            add(industry, word, "小微涉气", "未分级", micro,
                [("生产车间", industry[:2] + "制品", "加工设备", "电", "袋式除尘", 0, Fraction(1, 50), Fraction(2, 25), Fraction(1, 20), 1, 900, SMALL, "现场检查")])
    return out


ENTERPRISES = make_enterprises()


def of(industry, grade=None):
    return [e for e in ENTERPRISES if e.industry == industry and (grade is None or e.grade == grade)]


# ---- exemptions -----------------------------------------------------------------------------------------------------
OPEN = ("2013-01-01", "2030-12-31")
GONE = ("2012-06-01", "2013-06-30")
EXEMPTIONS = []


def exempt(owner, kind, basis, approver, dates=OPEN, top="", conditions="", load="", verify="", terms=""):
    EXEMPTIONS.append(dict(owner=owner, kind=kind, basis=basis, approver=approver, dates=dates, top=top,
                           conditions=conditions, load=load, verify=verify, terms=terms))


def make_exemptions():
    office, bureau = "示例市重污染天气应急指挥部办公室", "示例市生态环境局"
    for i, e in enumerate(of("热力供应")):
        exempt(e, "以热定产", "示例市供热保障企业名单", bureau, load=(80, 85, 90, 75, 80, 60)[i], conditions="供热面积不减少",
               verify="供热负荷记录、锅炉CEMS流量",
               terms="以热定产：供热负荷不超过核定最大允许生产负荷的%d%%" % (80, 85, 90, 75, 80, 60)[i])
    exempt(of("火力发电")[0], "以热定产", "示例市供热保障企业名单", bureau, load=85, conditions="承担集中供热", verify="烟气CEMS、负荷曲线")
    for i, e in enumerate(of("生活垃圾焚烧")):
        exempt(e, "协同处置", "示例市民生保障企业名单", bureau, load=(95, 90)[i], conditions="按垃圾进厂量", verify="入炉垃圾量",
               terms="以量定产：按生活垃圾处置量确定负荷，不超过核定负荷的%d%%" % (95, 90)[i])
    exempt(of("水泥", "B")[2], "协同处置", "示例市协同处置危险废物企业名单", bureau, load=70, conditions="按协同处置量",
           verify="窑尾CEMS流量、入窑生料量")
    for i, e in enumerate(of("工程机械整机制造")[:2]):
        exempt(e, "军工/外贸订单", "示例市外贸订单保障企业名单（第%d批）" % (i + 1), "示例市工业和信息化局", load=(70, 65)[i],
               conditions="仅限在手订单", verify="产量记录、分表用电量")
    exempt(of("有色金属压延", "C")[0], "军工/外贸订单", "示例市军工配套企业名单", "示例市工业和信息化局", load=60, verify="产量记录")
    exempt(of("铸造", "C")[2], "军工/外贸订单", "示例市外贸订单保障企业名单（第1批）", "示例市工业和信息化局", GONE, load=70, verify="产量记录")
    for e in of("电子元件制造")[:2]:
        exempt(e, "战略性新兴产业", "示例市战略性新兴产业企业名单", "示例市发展和改革委员会", terms="战略性新兴产业：自主减排，优先使用新能源车辆运输")
    exempt(of("制药", "B")[0], "战略性新兴产业", "示例市战略性新兴产业企业名单", "示例市发展和改革委员会")
    exempt(of("制药", "C")[0], "战略性新兴产业", "示例市战略性新兴产业企业名单（上一批）", "示例市发展和改革委员会", GONE)
    for e in (of("汽车整车制造", "B")[0], of("工业涂装", "B")[1]):
        exempt(e, "生态环境要素保障白名单", "示例市重点项目生态环境要素保障白名单", bureau, conditions="达到绩效引领水平")
    for e in (of("家具制造", "C")[0], of("家具制造", "C")[1], of("工业涂装", "C")[3], of("包装印刷", "C")[4]):
        exempt(e, "原辅材料替代白名单", "示例市低VOCs原辅材料源头替代名单", bureau, conditions="全部使用水性涂料或油墨",
               terms="已完成低VOCs原辅材料替代：自主减排")
    exempt(of("家具制造", "D")[0], "原辅材料替代白名单", "示例市低VOCs原辅材料源头替代名单（上一批）", bureau, GONE)
    for e in (of("耐火材料", "B")[0], of("陶瓷", "B")[1], of("橡胶制品", "B")[0], of("人造板制造", "B")[0]):
        exempt(e, "绿色发展排行榜靠前", "示例市绿色发展排行榜", office, top="橙色", terms="绿色发展排行榜靠前：橙色及以下自主减排，红色按操作方案执行")
    for e in (of("再生铜、铝、铅、锌", "B")[0], of("涂料制造", "B")[0], of("砖瓦窑", "B")[0]):
        exempt(e, "绿色环保引领", "示例市绿色环保引领企业名单", office, top="橙色", terms="绿色环保引领：橙色及以下自主减排，红色按操作方案执行")
    for e in of("饲料加工")[:2]:
        exempt(e, "小微涉气企业", "示例市小微涉气企业认定名单", bureau, terms="小微涉气企业：不停限产，红色按清单采取简单措施")
    exempt(of("商品混凝土")[0], "民生工程/应急抢险", "示例市民生工程混凝土保供企业名单", "示例市扬尘污染防治办公室", top="橙色",
           conditions="使用新能源搅拌车，仅供民生工程", terms="民生工程保供：使用新能源搅拌车，仅供民生工程，落实六个百分之百")


make_exemptions()
for enterprise in ENTERPRISES:
    if enterprise.grade in ("A", "引领性") and enterprise.n % 2:
        enterprise.voluntary = "自主减排：优化生产负荷，减少厂区运输，使用新能源车辆"
for position, status in ((1, "草案"), (4, "企业确认"), (6, "现场核定"), (9, "修订")):
    of("铸造", "C")[position].status = status
for position, status in ((2, "草案"), (7, "现场核定")):
    of("包装印刷", "C")[position].status = status
of("铸造", "C")[1].no_rows = of("包装印刷", "C")[2].no_rows = True
of("砖瓦窑", "D")[4].stopped = of("石灰窑", "D")[1].stopped = True

# ---- sheets ---------------------------------------------------------------------------------------------------------


def write(name, headings, rows):
    with open(os.path.join(HERE, name + ".csv"), "w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, headings, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)


def kg_floor(grams):
    """Grams as kg with three decimals, cut: a stated figure never lies above the base."""
    whole = grams.numerator // grams.denominator
    return "%d.%03d" % (whole // 1000, whole % 1000)


def line_rows():
    lines, measures, meters = [], [], []
    for e in ENTERPRISES:
        size = Fraction(DICE.between(70, 135), 100)
        for index, (name, product, equipment, fuel, facility, so2, nox, pm, vocs, capacity, kwh, scale, verify) in enumerate(e.lines):
            line_id = "L%d" % (index + 1)
            annual = {p: Fraction(round(v * size * SCALE[p] * 1000), 1000) for p, v in zip(POLLUTANTS, (so2, nox, pm, vocs))}
            heat = e.industry == "热力供应"
            row = dict(e.key(), 生产线编号=line_id, 生产线名称=name, 产品=product, 主要生产设备=equipment, 燃料=fuel, 治理设施=facility,
                       源类="采暖锅炉" if heat else "工业源")
            row.update({"年排放量%s(t/a)" % p: tonnes(annual[p]) for p in POLLUTANTS})
            base = output = Fraction(0)
            if capacity:
                eia = round(capacity * size)
                permitted = eia * DICE.pick((100, 96, 92)) // 100
                output = permitted * DICE.pick((88, 92, 95, 98, 103)) // 100
                base = min(eia, permitted, output)
                row.update({"环评批复产能(t/d)": max(eia, 1), "排污许可载明产能(t/d)": max(permitted, 1), "前一年正常生产实际产量(t/d)": max(output, 1)})
                base, output = max(base, 1), max(output, 1)
            if e.industry == "电解铝":
                row["设备台(套)数"] = 220
            if e.industry == "砖瓦窑":
                row["轮产批次"] = "H%d" % (e.n % 2 + 1)
            cems = scale == BIG or (scale == MIDDLE and DICE.next(100) < 34)
            metered = DICE.next(100) < {BIG: 86, MIDDLE: 80, SMALL: 54}[scale] and e.kind != "小微涉气"
            if cems:
                row["在线监测MN"] = "C1%s%06d%02d00000001" % (e.area, e.n, index + 1)
                row["正常烟气流量(m3/h)"] = round(kwh * size / 100) * 100 // 2 + 20000
            lines.append(row)
            if metered:
                normal = round(kwh * size)
                meters.append(dict(e.key(), 生产线编号=line_id, 分表编号="D1%s%06d%02d00000001" % (e.area, e.n, index + 1), 计量对象="生产线",
                                   **{"正常日用电(kWh/d)": normal, "停产日用电阈值(kWh/d)": normal * DICE.between(6, 14) // 100}))
                if scale == BIG and DICE.next(2):
                    meters.append(dict(e.key(), 生产线编号=line_id, 分表编号="D2%s%06d%02d00000001" % (e.area, e.n, index + 1), 计量对象="治理设施",
                                       **{"正常日用电(kWh/d)": normal // 12}))
            if e.grade in ("A", "引领性") or e.no_rows or heat:
                continue
            for level, (kind, text, extra) in e.rule(e.grade, index, len(e.lines)).items():
                load = Fraction(1)
                cell = dict(e.key(), 生产线编号=line_id, 预警级别=ZH[level], 措施文字=text, 措施类型=kind,
                            排污许可条款号="应急减排-%s-%d" % (ZH[level][0], index + 1), 核查方式=verify)
                if kind == "停产":
                    load = Fraction(0)
                elif kind == "限产":
                    cell["限产比例"] = "%d%%" % extra["limit"]
                    share = Fraction(100 - extra["limit"], 100)
                    load = min(Fraction(1), share * base / output) if capacity else share
                    if capacity:
                        cap = share * base
                        cell["限后产量(t/d)"] = ("%.2f" % float(cap)).rstrip("0").rstrip(".")
                elif kind == "停产台数":
                    cell.update({"停产台数": extra["ordered"], "设备总数": extra["of"], "计量单位": extra["unit"]})
                    load = Fraction(extra["of"] - extra["ordered"], extra["of"])
                elif kind == "出焦时间":
                    cell.update({"正常出焦时间(h)": extra["coking"][0], "应急出焦时间(h)": extra["coking"][1]})
                    load = Fraction(*extra["coking"])
                if "ramp" in extra:
                    cell.update({"达到时间(h)": extra["ramp"], "安全理由": extra["reason"], "县级核定": "是"})
                if kind != "无":
                    cell.update({"减排量%s(kg/d)" % p: kg_floor(annual[p] * 10**6 / 330 * (1 - load)) for p in POLLUTANTS})
                measures.append(cell)
    return lines, measures, meters


def enterprise_rows():
    rows = []
    kinds = {"以热定产", "协同处置", "军工/外贸订单"}
    for e in ENTERPRISES:
        guaranteed = any(x["owner"] is e and x["kind"] in kinds and x["dates"] == OPEN for x in EXEMPTIONS)
        area = next(a for a in AREAS if a[0] == e.area)
        rows.append({"序号": "E%04d" % e.n, "行政区划代码": e.area, "县(区)": area[1], "企业名称": e.name, "统一社会信用代码": e.uscc,
                     "排污许可证编号": (e.uscc or "E%04d" % e.n) + "001P", "行业类型": e.industry, "企业类别": e.kind,
                     "绩效等级": e.grade, "绩效等级有效期起": "2013-01-01", "是否保障类": "是" if guaranteed else "否",
                     "是否小微涉气": "是" if e.kind == "小微涉气" else "否", "生产状态": "长期停产" if e.stopped else "正常", "联系岗位": "值班室",
                     "手机": "000-%04d-%04d" % (e.n // 10000, e.n), "邮箱": "duty@e%04d.example.com" % e.n,
                     "操作方案版本": VERSION, "操作方案状态": e.status, "自主减排承诺": e.voluntary})
    return rows


def grade_rows():
    """Grades that changed: what an earlier or a later day asks for is another grade."""
    changes = [(of("铸造", "B")[0], "C", "2012-01-01", "2012-12-31"), (of("家具制造", "C")[3], "B", "2012-01-01", "2012-12-31"),
               (of("工业涂装", "C")[0], "B", "2025-01-01", ""), (of("包装印刷", "B")[0], "C", "2025-01-01", ""),
               (of("制药", "C")[1], "B-", "2024-07-01", "")]
    return [dict(e.key(), 绩效等级=grade, 生效日期=begin, 失效日期=end, 文号="示例绩效通报") for e, grade, begin, end in changes]


def transport_rows():
    rows = []
    for e in ENTERPRISES:
        if e.kind == "小微涉气":
            continue
        trips = {BIG: 180, MIDDLE: 36, SMALL: 12}[e.lines[0][11]] + e.n % 9
        heavy = trips > 10
        rows.append(dict(e.key(), **{"日常车辆数(辆次/日)": trips, "预警车辆数(辆次/日)": trips // 2, "车辆排放标准": "国五及以上 %d%%，新能源 %d%%" % (70 + e.n % 25, 5 + e.n % 5),
                                     "门禁安装": "是" if heavy else "否", "非道路机械": "叉车、装载机%d台，国三及以上" % (1 + e.n % 4),
                                     "黄色运输要求": "除保证安全生产运行的车辆外，原则上车辆不进出厂区" if e.lines[0][11] == BIG else "停用国四及以下重型载货车辆",
                                     "橙色运输要求": "停用国四及以下重型载货车辆；公路货运量减少50%以上" if e.lines[0][11] == BIG else "停用国四及以下重型载货车辆",
                                     "红色运输要求": "停用国四及以下重型载货车辆；公路货运量减少50%以上"}))
    return rows


def exemption_rows(sites):
    rows = []
    for x in EXEMPTIONS:
        rows.append(dict(x["owner"].key(), 类型=x["kind"], 依据=x["basis"], 批准机关=x["approver"], 生效日期=x["dates"][0], 失效日期=x["dates"][1],
                         最高级别=x["top"], 条件=x["conditions"], 允许负荷="%d%%" % x["load"] if x["load"] else "", 核查方式=x["verify"], 执行要求=x["terms"]))
    for i in (3, 12, 21, 30, 38, 39):
        gone = i == 39
        rows.append({"源编号": sites[i]["编号"], "类型": "民生工程/应急抢险", "依据": "示例市民生工程清单（%s）" % ("上一批" if gone else "一类"),
                     "批准机关": "示例市扬尘污染防治办公室", "生效日期": GONE[0] if gone else OPEN[0], "失效日期": GONE[1] if gone else OPEN[1], "最高级别": "橙色",
                     "条件": "六个百分之百", "执行要求": "民生工程（一类）：橙色及以下可达标施工，严格落实六个百分之百；红色停止施工"})
    return rows


# ---- sources without lines ------------------------------------------------------------------------------------------


def source(number, name, kind, area, annual, levels, verify, **more):
    """levels: {level: (text, kind or '', {pollutant: share of the day base in percent})}."""
    divisor = {"采暖锅炉": 120, "民用散煤": 120}.get(more.get("源类", ""), 365)
    row = {"编号": number, "名称": name, "类型": kind, "行政区划代码": area, "核查方式": verify}
    row.update(more)
    row.update({"年排放量%s(t/a)" % p: tonnes(Fraction(v)) for p, v in annual.items()})
    for level, (text, measure_kind, shares) in levels.items():
        row[ZH[level] + "措施"] = text
        row[ZH[level] + "措施类型"] = measure_kind
        for p, percent in shares.items():
            row["%s减排量%s(kg/d)" % (ZH[level], p)] = kg_floor(Fraction(tonnes(Fraction(annual[p]))) * 10**6 / divisor * percent / 100)
    return row


def dust_rows():
    rows = []
    stages = [("土石方", 1), ("主体结构", 0), ("装饰装修", 0), ("拆除", 1), ("基坑支护", 1)]
    works = ["住宅小区", "学校", "地铁站", "道路改造", "商务楼", "安置房", "医院", "综合管廊"]
    for i in range(40):
        area = AREAS[i % 4]
        stage, earth = stages[i % 5]
        pm = DICE.between(90, 170) if earth else DICE.between(30, 70)
        words = {"blue": ("增加洒水频次，裸土全覆盖", "其他", {"PM": 15}),
                 "yellow": ("停止土石方作业，增加洒水频次" if earth else "停止室外喷涂、切割，增加洒水频次", "其他", {"PM": 40 if earth else 22}),
                 "orange": ("停止土石方、拆除、室外喷涂、护坡喷浆和现场搅拌作业", "其他", {"PM": 52 if earth else 34}),
                 "red": ("除应急抢险和经批准的民生工程外全部停止施工", "停产", {"PM": 75})}
        rows.append(source("S%03d" % (i + 1), "示例%s%s%d号工地" % (area[1][:2], works[i % 8], i // 8 + 1), "房屋建筑" if i % 3 else "市政工程",
                           area[0], {"PM": pm}, words, "现场检查、视频监控、扬尘在线监测", 施工阶段=stage, 面积=str(DICE.between(8, 90) * 1000),
                           民生工程类别="一类" if i in (3, 12, 21, 30, 38) else "", 责任单位="施工总承包项目部", 监管部门="住房和城乡建设部门", 联系岗位="项目部值班室",
                           联系电话="000-8000-%04d" % (i + 1), 邮箱="duty@s%03d.example.com" % (i + 1)))
    for i, area in enumerate(AREAS):
        for j, (road, pm) in enumerate((("主干道", 1500), ("次干路和支路", 1300))):
            words = {"blue": ("增加清扫保洁频次", "其他", {"PM": 6}), "yellow": ("非冰冻期每日增加1次清扫、洒水", "其他", {"PM": 8}),
                     "orange": ("非冰冻期每日增加1次以上清扫、洒水、喷雾", "其他", {"PM": 12}), "red": ("非冰冻期每日增加2次清扫、洒水、喷雾", "其他", {"PM": 16})}
            rows.append(source("R%03d" % (i * 2 + j + 1), area[1] + road, "道路", area[0], {"PM": pm + 40 * i}, words, "作业车辆定位、道路积尘检查",
                               责任单位="环卫作业单位", 监管部门="城市管理部门", 联系岗位="调度室", 联系电话="000-8100-%04d" % (i * 2 + j + 1),
                               邮箱="duty@r%03d.example.com" % (i * 2 + j + 1)))
    for i, area in enumerate(AREAS[2:]):
        words = {"yellow": ("停止装卸，料堆全覆盖", "其他", {"PM": 40}), "orange": ("停止露天作业", "停产", {"PM": 80})}
        rows.append(source("Y%03d" % (i + 1), area[1] + "砂石料场", "料场", area[0], {"PM": 180}, words, "现场检查、视频监控", 责任单位="料场管理站",
                           监管部门="自然资源部门", 联系岗位="值班室", 联系电话="000-8200-%04d" % (i + 1), 邮箱="duty@y%03d.example.com" % (i + 1)))
    return rows


def mobile_rows():
    def shares(percent):
        return {"NOx": percent, "PM": percent, "VOCs": percent}

    fleets = [("国三及以下柴油货车", {"SO2": 4, "NOx": 520, "PM": 34, "VOCs": 60},
               {"yellow": ("全天禁止在主城区行驶", "其他", shares(12)), "orange": ("全天禁止在建成区行驶", "其他", shares(18)),
                "red": ("全天禁止行驶", "其他", shares(50))}),
              ("国四柴油货车", {"SO2": 5, "NOx": 760, "PM": 22, "VOCs": 52},
               {"yellow": ("6时至23时禁止在主城区行驶", "其他", shares(5)),
                "orange": ("重型、中型货车禁止在主城区行驶", "其他", shares(9)),
                "red": ("全天禁止在主城区行驶，重点企业停用", "其他", shares(30))}),
              ("国五柴油货车", {"SO2": 4, "NOx": 980, "PM": 10, "VOCs": 30},
               {"orange": ("大宗货物公路运输减少50%以上", "其他", shares(4)),
                "red": ("大宗货物公路运输减少50%以上，建筑垃圾运输车停运", "其他", shares(8))}),
              ("国六柴油货车", {"SO2": 3, "NOx": 560, "PM": 4, "VOCs": 16}, {}),
              ("汽油客车", {"SO2": 10, "NOx": 1500, "PM": 16, "VOCs": 1900},
               {"red": ("机动车单双号行驶", "其他", {"NOx": 9, "PM": 6, "VOCs": 4})}),
              ("国二及以下非道路机械", {"SO2": 3, "NOx": 260, "PM": 26, "VOCs": 34},
               {"yellow": ("禁用区内停止使用", "其他", shares(15)),
                "orange": ("停止使用（应急和清洁能源机械除外）", "其他", shares(45))}),
              ("国三及以上非道路机械", {"SO2": 4, "NOx": 420, "PM": 20, "VOCs": 36},
               {"red": ("除应急抢险和民生保障外停止使用", "其他", shares(25))})]
    rows = []
    for i, area in enumerate(AREAS):
        for j, (name, annual, levels) in enumerate(fleets):
            scaled = {p: Fraction(v * (92 + 6 * i), 100) for p, v in annual.items()}
            rows.append(source("M%03d" % (i * 7 + j + 1), area[1] + name, name, area[0], scaled, levels, "路检路查、门禁和定位数据" if levels else "", 责任单位="公安交通管理部门",
                               监管部门="公安、生态环境部门", 联系岗位="指挥室", 联系电话="000-8300-%04d" % (i * 7 + j + 1), 邮箱="duty@m%03d.example.com" % (i * 7 + j + 1)))
    return rows


def other_rows():
    rows = []
    for i, area in enumerate(AREAS):
        for j in range(3):
            coal = j == 2
            annual = {"SO2": 26 if coal else 2, "NOx": 48 if coal else 90, "PM": 9 if coal else 2, "VOCs": 2}
            levels = {level: ("保障居民供热，不限负荷，确保稳定达标排放", "无", {}) for level in ("yellow", "orange", "red")}
            if coal:
                levels["red"] = ("使用低硫优质煤，室温达标前提下降低负荷", "其他", {"SO2": 15, "NOx": 8, "PM": 10})
                levels["orange"] = ("使用低硫优质煤", "其他", {"SO2": 10})
            number = i * 3 + j + 1
            rows.append(source("B%03d" % number, "%s%d号供热锅炉房" % (area[1], j + 1), "燃煤锅炉" if coal else "燃气锅炉", area[0], annual, levels, "锅炉运行记录", 源类="采暖锅炉",
                               责任单位="供热站", 监管部门="城市管理部门", 联系岗位="值班室", 联系电话="000-8400-%04d" % number, 邮箱="duty@b%03d.example.com" % number))
        annual = {"SO2": 260, "NOx": 90, "PM": 260, "VOCs": 190}
        levels = {"orange": ("禁燃区内停止使用散煤，巡查到户", "其他", {"SO2": 6, "NOx": 6, "PM": 6, "VOCs": 6}),
                  "red": ("禁燃区内停止使用散煤，巡查到户，发放洁净型煤", "其他", {"SO2": 10, "NOx": 10, "PM": 10, "VOCs": 10})}
        rows.append(source("C%03d" % (i + 1), area[1] + "民用散煤", "散煤", area[0], annual, levels, "入户巡查", 源类="民用散煤", 责任单位="街道和乡镇", 监管部门="发展改革部门",
                           联系岗位="值班室", 联系电话="000-8500-%04d" % (i + 1), 邮箱="duty@c%03d.example.com" % (i + 1)))
        annual = {"PM": 110, "VOCs": 1080}
        levels = {"yellow": ("禁止露天烧烤，餐饮油烟净化设施全时运行", "其他", {"PM": 6, "VOCs": 2}), "red": ("禁止露天烧烤，室外喷涂、装修停止作业", "其他", {"PM": 10, "VOCs": 5})}
        rows.append(source("O%03d" % (i + 1), area[1] + "餐饮和生活溶剂", "生活源", area[0], annual, levels, "街道巡查", 源类="其他", 责任单位="街道和乡镇", 监管部门="城市管理部门",
                           联系岗位="值班室", 联系电话="000-8600-%04d" % (i + 1), 邮箱="duty@o%03d.example.com" % (i + 1)))
    return rows


def industry_rows():
    rows = []
    for industry, rule, verify in (("铸造", furnace, "中频炉分表用电量"), ("包装印刷", solvent, "印刷机分表用电量")):
        for grade in ("C", "D"):
            for level, (kind, text, extra) in rule(grade, 0, 1).items():
                rows.append({"行业类型": industry, "绩效等级": grade, "预警级别": ZH[level], "措施文字": text, "措施类型": kind,
                             "限产比例": "%d%%" % extra["limit"] if "limit" in extra else "", "核查方式": verify})
    return rows


def source_headings(name, kind, extra):
    headings = ["编号", name, kind, "源类", "行政区划代码"] + extra + ["责任单位", "监管部门", "联系岗位", "联系电话", "邮箱", "核查方式"]
    headings += ["年排放量%s(t/a)" % p for p in POLLUTANTS]
    for level in LEVELS:
        headings += [ZH[level] + "措施", ZH[level] + "措施类型"] + ["%s减排量%s(kg/d)" % (ZH[level], p) for p in POLLUTANTS]
    return headings


def renamed(rows, name, kind):
    return [{{"名称": name, "类型": kind}.get(key, key): value for key, value in row.items()} for row in rows]


def main():
    key = ["统一社会信用代码", "企业序号"]
    emissions = ["年排放量%s(t/a)" % p for p in POLLUTANTS]
    write("城市信息", ["城市代码", "城市名称", "城市英文名", "行政区划代码", "县(区)", "县区英文名", "清单名称", "清单版本"],
          [{"城市代码": "990100", "城市名称": "示例市", "城市英文名": "Example City", "行政区划代码": code, "县(区)": zh, "县区英文名": en,
            "清单名称": "示例市重污染天气应急减排清单", "清单版本": VERSION} for code, zh, en in AREAS])
    write("企业基本信息", ["序号", "行政区划代码", "县(区)", "企业名称", "统一社会信用代码", "排污许可证编号", "行业类型", "企业类别", "绩效等级", "绩效等级有效期起", "是否保障类",
                    "是否小微涉气", "生产状态", "联系岗位", "手机", "邮箱", "操作方案版本", "操作方案状态", "自主减排承诺"], enterprise_rows())
    write("绩效等级", key + ["绩效等级", "生效日期", "失效日期", "文号"], grade_rows())
    lines, measures, meters = line_rows()
    write("生产线信息", key + ["生产线编号", "生产线名称", "产品", "主要生产设备", "燃料", "治理设施", "源类", "环评批复产能(t/d)", "排污许可载明产能(t/d)", "前一年正常生产实际产量(t/d)",
                       "设备台(套)数", "轮产批次", "在线监测MN", "正常烟气流量(m3/h)"] + emissions, lines)
    write("应急减排措施", key + ["生产线编号", "预警级别", "措施文字", "措施类型", "限产比例", "限后产量(t/d)", "停产台数", "设备总数", "计量单位", "正常出焦时间(h)", "应急出焦时间(h)",
                        "达到时间(h)", "安全理由", "县级核定", "排污许可条款号"] + ["减排量%s(kg/d)" % p for p in POLLUTANTS] + ["核查方式"], measures)
    write("用电", key + ["生产线编号", "分表编号", "计量对象", "正常日用电(kWh/d)", "停产日用电阈值(kWh/d)"], meters)
    write("运输", key + ["日常车辆数(辆次/日)", "预警车辆数(辆次/日)", "车辆排放标准", "门禁安装", "非道路机械", "黄色运输要求", "橙色运输要求", "红色运输要求"], transport_rows())
    dust = dust_rows()
    write("豁免与保障", key + ["源编号", "类型", "依据", "批准机关", "生效日期", "失效日期", "最高级别", "条件", "允许负荷", "核查方式", "执行要求"], exemption_rows(dust))
    write("扬尘源", source_headings("工地名称", "类型", ["民生工程类别", "面积", "施工阶段"]), renamed(dust, "工地名称", "类型"))
    write("移动源", source_headings("车型", "排放标准", []), renamed(mobile_rows(), "车型", "排放标准"))
    write("其他源", source_headings("源名称", "类型", []), renamed(other_rows(), "源名称", "类型"))
    write("行业措施", ["行业类型", "绩效等级", "预警级别", "措施文字", "措施类型", "限产比例", "核查方式"], industry_rows())


main()
