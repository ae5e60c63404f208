"""Words of complaints about things at home that mean the same, said in one word.

Written down from what people say to a hotline; short on purpose. Two texts are compared as they
were said and once more in these words, so a wrong guess here costs little.
"""

import re
from functools import lru_cache
from typing import Final

# The word that stands for all of them, and the others. Folded: simplified script, lower case.
_SAME: Final = {
    # how people ask and deny
    "如何": "怎么样 怎么办 怎么 怎样 咋样 咋办 咋",
    "为何": "为什么 为啥 怎么回事 咋回事 什么原因 啥原因",
    "何时": "什么时候 几时 啥时候 多久 多长时间 几天",
    "何处": "哪里 哪儿 在哪 什么地方",
    "不能": "不可以 无法 没法 没办法 没有办法 不了 不让 不给 不会 未能",
    "没": "没有 未 不曾 从没 从未",
    "能": "可以 能够 可不可以 能不能 是否可以",
    "要": "需要 必须 得要",
    # what is done
    "用": "使用 运用",
    "换": "更换 变更 更改 修改 改成 换成 调换 替换",
    "关": "关闭 关掉 停用 取消 注销 停掉",
    "开": "开通 打开 启用 开启 启动",
    "买": "购买 购入 订购 下单",
    "付": "支付 付款 付钱 缴费 交钱 交费",
    "退": "退货 退款 退钱 退还 退回",
    "修": "维修 修理 修复 修好 检修 返修",
    "装": "安装 装上 加装",
    "拆": "拆除 拆掉 拆下 拆卸",
    "钻": "打孔 钻孔 打洞 钻洞 打眼",
    "送": "配送 送货 发货 派送",
    "来": "上门 到场 过来",
    "查": "查询 查看 核实",
    "加": "提高 提升 增加 上调",
    # what is wrong
    "漏": "漏水 渗水 渗漏 滴水 漏雨 冒水 往下滴 渗",
    "坏": "损坏 故障 失灵 毛病 坏掉 坏了 不工作 没反应",
    "掉": "掉下来 脱落 掉落 跌落 塌 垮",
    "松": "松动 松脱 晃动 摇晃",
    "裂": "开裂 裂缝 裂开 破裂 裂纹",
    "响": "异响 噪音 噪声 有声音 声音大 吵",
    "臭": "异味 焦味 臭味 刺鼻 气味",
    "跳": "跳闸 跳电 断电",
    "凉": "不热 不加热 不制热 冰凉",
    "划": "划痕 刮痕 划伤 刮花",
    "锈": "生锈 锈蚀 锈迹",
    "霉": "发霉 霉变 霉点",
    # who and with what
    "师傅": "安装工 工人 安装人员 维修人员 技术员 师父",
    "店": "商家 商户 店铺 门店 卖家 专卖店 经销商",
    "客": "客户 顾客 客人 业主 用户",
    "电话": "号码 手机号 联系方式 手机",
    "钱": "金额 费用 收费 价格 价钱",
    "顶": "天花板 吊顶 顶棚 天花 集成吊顶",
    "卫": "卫生间 浴室 洗手间 厕所",
    # English
    "leak": "leaks leaking leaked leakage drip drips dripping dripped seeps seeping",
    "break": "broken broke breaks damaged damage faulty fault defective",
    "install": "installed installing installation installer fitted fitting fitter mounted",
    "repair": "repaired repairs repairing fix fixed fixing mend mended",
    "fall": "fell fallen falls down collapsed dropped",
    "noise": "noisy noises loud rattles rattling",
    "refund": "refunded refunds reimbursement reimbursed",
    "call": "called calls calling phone phoned rang ring",
    "late": "delay delayed delays",
    "ceiling": "ceilings ceilingboard",
    "bathroom": "bath toilet restroom",
}
_ONE: Final = {other: one for one, others in _SAME.items() for other in others.split()}
_CHINESE: Final = re.compile(
    "|".join(
        sorted((re.escape(word) for word in _ONE if not word.isascii()), key=len, reverse=True)
    )
)
_LATIN: Final = re.compile(r"[a-z]{3,}")
_ENDINGS: Final = ("ing", "ed", "es", "s")
_SHORTEST_STEM: Final = 4


@lru_cache(maxsize=2_000)
def in_one_word(folded: str) -> str:
    """The folded text with each word replaced by the one that stands for it."""
    plain = _CHINESE.sub(lambda found: _ONE[found[0]], folded)
    return _LATIN.sub(lambda found: _english(found[0]), plain)


def _english(word: str) -> str:
    if word in _ONE:
        return _ONE[word]
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORTEST_STEM:
            return stem
    return word
