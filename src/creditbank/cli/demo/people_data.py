"""Made-up people: names, identity numbers that are valid in form and can be nobody's, telephone numbers, birth dates.

The first six digits of the identity numbers stand for no place in China, so no number can belong to a living person.
"""

from dataclasses import dataclass
from datetime import date
from random import Random

from stdnum.iso7064 import mod_11_2

DIVISION = "990100"
"""Code of the city: no real division begins with 99."""
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
DOUBLE_SURNAMES = ("欧阳", "上官", "司马", "诸葛", "令狐")
GIVEN_MEN = (
    "伟", "强", "磊", "军", "勇", "涛", "斌", "鹏", "浩", "杰", "辉", "刚", "健", "明", "亮", "超", "波", "飞",
    "凯", "旭", "建国", "建军", "志强", "志刚", "志远", "国强", "国栋", "国庆", "海涛", "海波", "海龙", "文博",
    "文涛", "文杰", "晓东", "晓峰", "晓明", "永强", "永胜", "永刚", "立军", "立新", "春生", "春雷", "大勇",
    "振华", "振兴", "家豪", "家明", "子轩", "俊杰", "俊峰", "浩然", "浩宇", "明辉", "明哲", "天佑", "金龙",
    "玉林", "长青", "成龙", "云飞", "一鸣", "思远", "兴旺", "德胜", "光明", "红军", "卫东", "新民", "宏伟",
    "东升", "少华", "庆丰", "宇航", "泽宇",
)  # fmt: skip
GIVEN_WOMEN = (
    "芳", "敏", "静", "丽", "艳", "娟", "霞", "玲", "燕", "梅", "婷", "雪", "琳", "慧", "洁", "倩", "瑶", "晶",
    "丹", "萍", "秀英", "秀兰", "桂芳", "玉兰", "玉梅", "淑珍", "丽华", "丽娟", "丽萍", "海燕", "春梅", "冬梅",
    "红梅", "雪梅", "晓燕", "晓红", "晓玲", "小芳", "小红", "建华", "爱华", "雅静", "雅琴", "佳怡", "佳慧",
    "欣怡", "思雨", "雨婷", "梦瑶", "文静", "文秀", "志红", "月娥", "凤英",
)  # fmt: skip
RARE = ("𬭊", "𬱖", "㛃", "燊", "喆", "淼", "垚", "堃", "赟", "翀")
"""Characters that many old systems cannot store; every thirtieth worker has one in his name."""
OTHER_NAMES = ("阿依古丽·买买提", "巴特尔", "扎西次仁", "金哲浩", "木合塔尔·艾山")
"""Names that are not surname and given name; every sixtieth worker has one."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody is, as on the identity card."""

    name: str
    identity_number: str
    phone: str
    birth_date: date


def make_person(number: int, rng: Random) -> Person:
    """The worker of that number: from 20 to 52 years old in the year of the story."""
    woman = rng.random() < 0.3
    birth = date(rng.randint(1974, 2005), rng.randint(1, 12), rng.randint(1, 28))
    return Person(_name(number, woman, rng), identity_number(birth, number, woman), phone_number(number), birth)


def colleague_name(rng: Random) -> str:
    """The name of somebody who works in the city."""
    return _surname(rng) + rng.choice(GIVEN_WOMEN if rng.random() < 0.5 else GIVEN_MEN)


def identity_number(birth: date, serial: int, woman: bool) -> str:
    """Eighteen characters: place, birth date, three digits of which the last is even for women, check digit."""
    place = int(DIVISION) + serial // 500
    body = f"{place}{birth:%Y%m%d}{serial % 500 * 2 + (0 if woman else 1):03d}"
    return body + str(mod_11_2.calc_check_digit(body))


def phone_number(serial: int) -> str:
    """Eleven digits that begin with 100: no telephone in China does."""
    return f"100{39000000 + serial}"


def _name(number: int, woman: bool, rng: Random) -> str:
    if number % 60 == 59:
        return OTHER_NAMES[number // 60 % len(OTHER_NAMES)]
    surname = DOUBLE_SURNAMES[number % 5] if number % 40 == 17 else _surname(rng)
    if number % 30 == 7:
        return surname + RARE[number // 30 % len(RARE)]
    return surname + rng.choice(GIVEN_WOMEN if woman else GIVEN_MEN)


def _surname(rng: Random) -> str:
    """The first surnames are the most common ones: a quarter of the people has one of the first five."""
    return SURNAMES[min(int(rng.expovariate(0.06)), len(SURNAMES) - 1)]
