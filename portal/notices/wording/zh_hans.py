"""The messages in Simplified Chinese."""

from typing import Final

from models import NoticeKind
from portal.notices.wording.words import Wording, Words

K = NoticeKind
WORDING: Final[Wording] = {
    K.OFFER_MADE: Words(
        "新工单 {number}（{severity}）待接单，请在 {due} 前答复",
        "接单：{accept_link}\n退单：{decline_link}\n\n逾时无人答复，工单将退回客服热线。",
    ),
    K.OFFER_EXPIRED: Words(
        "工单 {number} 逾时未接，派单已失效", "{dealer} 未在时限内答复，工单已回到待受理。"
    ),
    K.OFFER_WITHDRAWN: Words("工单 {number} 的派单已撤回", "您无需再处理。"),
    K.CASE_TAKEN_AWAY: Words(
        "工单 {number} 已由客服热线收回", "请不要再联系或上门拜访这位客户，已约的上门一并取消。"
    ),
    K.CLOCK_WARNING: Words(
        "工单 {number}：{stage}将于 {due} 到期",
        "时限已过四分之三。\n无法继续处理，可在此退单：{hand_back_link}",
    ),
    K.CLOCK_BREACHED: Words(
        "工单 {number}：{stage}已超时，应于 {due} 完成",
        "超时已记录在案。现在要紧的是走完下一步，并给客户一个交代。\n"
        "无法继续处理，可在此退单：{hand_back_link}",
    ),
    K.CLOCK_SUPERVISOR: Words(
        "工单 {number}：{stage}仍未完成，应于 {due} 完成",
        "已超出时限四分之一，请与负责人一起看一下。",
    ),
    K.CLOCK_DOUBLED: Words(
        "工单 {number}：{stage}用时已达时限的两倍", "应于 {due} 完成。现在可以改派其他经销商。"
    ),
    K.CUSTOMER_DAY_12: Words(
        "工单 {number}：客户已等待 {day} 天", "再过几天，继续拖延就必须拿得出正当理由。"
    ),
    K.CUSTOMER_DAY_15: Words(
        "工单 {number}：客户已等待 {day} 天", "从今天起可能被认定为故意拖延，需要客服总监作出决定。"
    ),
    K.PROMISE_DUE: Words("工单 {number}：对客户的承诺将于 {due} 到期", "到点由我们打电话。"),
    K.PROMISE_BROKEN: Words(
        "工单 {number}：对客户的承诺没有兑现",
        "应于 {due} 兑现，已记为我们自己的超时。请马上给客户打电话。",
    ),
    K.REQUEST_WAITING: Words("工单 {number}：请在 {due} 前给出意见", "{by} 提出申请，正等您答复。"),
    K.REQUEST_MOVED_UP: Words(
        "工单 {number}：一项申请等了两小时，已上报到您这里",
        "{by} 提出申请，正等答复，原应于 {due} 前答复。",
    ),
    K.PART_LATE: Words(
        "工单 {number}：配件订购十天以上仍未到货", "请告诉客户新的到货日期，以及这期间怎么过渡。"
    ),
    K.PAUSE_ASKED: Words(
        "工单 {number}：申请将{stage}挂起至 {until}", "申请人：{by}。您同意之前照常计时。"
    ),
    K.PAUSE_DECIDED: Words("工单 {number}：{stage}挂起至 {until} 的申请{decision}"),
    K.PAUSE_ENDED: Words(
        "工单 {number}：{stage}的挂起已于 {until} 提前结束",
        "由 {by} 结束，已恢复计时；新的到期时间见工单。",
    ),
    K.CASE_RETURNED: Words("工单 {number}（{severity}）回到待受理", "此前由 {dealer} 负责。"),
    K.REOPENED: Words("工单 {number} 已重开：客户说没有解决", "重新开始处理，时限减半。"),
    K.CHASED: Words(
        "工单 {number}：客户又来催，已是第 {times} 次", "请尽快推进，或者告诉客户什么时候处理。"
    ),
    K.MESSAGE_FAILED: Words(
        "一条消息没有送达：{channel}，工单 {number}", "对方还不知道这件事，请打电话告知。"
    ),
    K.CLOSURE_ASKED: Words(
        "{dealer} 申请 {since} 至 {until} 停业", "紧急工单不受影响。请同意或者拒绝。"
    ),
    K.CLOSURE_DECIDED: Words(
        "您申请的 {since} 至 {until} 停业：{decision}", "紧急工单不受停业影响。"
    ),
    K.CLOSURE_CALLED_OFF: Words(
        "{dealer} 自 {since} 起恢复营业：{by} 取消了停业",
        "到期时间随之重新计算，每张工单里都有记录。",
    ),
    K.CALENDAR_CHANGED: Words(
        "{calendar}有调整：您的 {count} 张工单到期时间随之变动",
        "每张工单的记录里都写明原来和现在的到期时间。",
    ),
    K.HANDED_OVER: Words("{by} 把 {count} 件事交接给您", "承诺、回访和草稿都在您的工作台上。"),
    K.INSTALLER_WATCHED: Words(
        "{person} 列为“关注”：已有 {times} 位客户投诉其施工或态度",
        "今后上门必须拍照，不能单独接急单。哪些工单计入，可在其页面查看，并可逐一提出异议。",
    ),
    K.INSTALLER_HELD: Words(
        "{person} 暂停派工：已有 {times} 位客户投诉",
        "主管将在 {due} 前裁定，在此之前不能派其上门。每一单已约的上门旁都列出可以改派谁。",
    ),
    K.VISIT_OF_HELD: Words(
        "工单 {number}：{person} 暂停派工，不能去 {window} 的上门",
        "请 {dealer} 另派他人，或与客户改约时间。",
    ),
    K.HOLD_WAITING: Words(
        "{person} 仍在暂停派工：须在 {due} 前裁定",
        "一个工作日已过去四分之三。请确认停派，或解除暂停。",
    ),
    K.HOLD_MOVED_UP: Words(
        "{person} 暂停派工后无人裁定，已转到您这里",
        "裁定期限为 {due}。在您确认停派或解除之前，一直暂停派工。",
    ),
    K.INSTALLER_SUSPENDED: Words(
        "{person} 已停派",
        "主管已确认。重新培训之后可以申请恢复派工。",
    ),
    K.HOLD_LIFTED: Words(
        "{person} 的暂停已解除，可以派工",
        "此前计入的投诉仍然有效；再有一位客户投诉，将再次暂停派工。",
    ),
    K.INSTALLER_REINSTATED: Words(
        "{person} 已恢复派工",
        "投诉从现在起重新计算。附带条件见其页面。",
    ),
    K.PLEA_MADE: Words(
        "{by} 就 {person} 的派工资格请您在 {due} 前答复",
        "对某一投诉提出异议，或申请恢复资格。",
    ),
    K.PLEA_ANSWERED: Words(
        "关于 {person} 派工资格的请求 {decision}",
        "理由见其页面。",
    ),
    K.PLEA_MOVED_UP: Words(
        "关于 {person} 派工资格的请求已转到您这里",
        "由 {by} 提出，原定 {due} 前答复。",
    ),
    K.VISIT_BOOKED: Words("工单 {number}：已约上门，{window}", "日程见附件。"),
    K.VISIT_MOVED: Words("工单 {number}：上门改到 {window}", "附件中的日程会替换原来的日程。"),
    K.VISIT_CANCELLED: Words("工单 {number}：{window} 的上门已取消", "附件会把它从日历中移除。"),
    K.URGENT_AT_NIGHT: Words(
        "夜间紧急工单 {number}：{dealer} 须在 {due} 前答复",
        "今晚由您值夜班电话。请马上致电 {dealer}；无人接听就改派其他经销商。",
    ),
    K.ROBOT_TRIED: Words(
        "这是一条测试消息：以后投诉相关的消息会发到这里",
        "{by} 正在测试这个机器人，无需处理。",
        short="这是 {by} 发出的测试消息：以后投诉相关的消息会发到这里。{link}",
    ),
    K.CLAIM_DISPUTED: Words(
        "工单 {number}：客户否认 {dealer} 的反馈",
        "时效视同从未停过。请在 {due} 前提交通话记录、录音或聊天消息作答；"
        "逾期不答，以客户所说为准。",
    ),
    K.DISPUTE_DECIDED: Words(
        "工单 {number}：客户否认的那条反馈，主管已作裁定", "裁定和理由见工单。"
    ),
    K.VERIFY_FIRST: Words(
        "{dealer} 的反馈须先核实",
        "已有多次否认成立。今后联系或上门要客户确认后才算数，直到连续 {count} 次得到确认。",
    ),
    K.VERIFY_FIRST_ENDED: Words("{dealer} 的反馈恢复即时生效", "客户已连续确认 {count} 次。"),
    K.CONTACT_CODE: Words(
        "您的验证码是 {code}",
        "请在系统中输入，以确认这个号码或地址有效。一天内有效，我们不会向您索要验证码。",
        short="验证码 {code}，用于确认此联系方式，一天内有效。",
    ),
    K.CORRECTION_ASKED: Words(
        "有联系方式失效或存疑：请在 {due} 前更正",
        "客户和客服可能联系不到您。请在系统中确认或更换。",
    ),
    K.CORRECTION_DUE: Words(
        "{dealer} 的联系方式仍未更正：期限 {due}",
        "没有有效联系方式就不派单。请在系统中确认或更换。",
    ),
    K.RECALL_ASKED: Words(
        "印刷资料上有失效号码：请在 {due} 前停用",
        "系统中可看到是哪份资料；请填写印件如何处理。",
    ),
    K.RECALL_DUE: Words(
        "印刷资料上的失效号码仍在使用：期限 {due}",
        "客户照着打却找不到人。请在系统中完成召回。",
    ),
    K.CASE_RECEIVED: Words(
        "您的投诉已受理：{number}",
        "点开链接可以查看进展；如果没有人联系您，也请在那里告诉我们。",
        short="您的投诉 {number} 已受理。查看进展，或告诉我们无人联系您：{link}",
    ),
    K.DEALER_ACCEPTED: Words(
        "{dealer} 已接手您的投诉 {number}",
        "他们会尽快给您打电话。如果没有人联系您，请告诉我们。",
        short="{dealer} 已接手您的投诉 {number}，会尽快与您联系。无人联系请点：{link}",
    ),
    K.APPOINTMENT_SET: Words(
        "上门时间：{window}",
        "{dealer} 将为您的投诉 {number} 上门。时间不方便，请告诉我们。",
        short="{dealer} 将于 {window} 上门处理您的投诉 {number}。时间不方便请点：{link}",
    ),
    K.APPOINTMENT_CHANGED: Words(
        "上门时间改为：{window}",
        "{dealer} 将按新的时间为您的投诉 {number} 上门。",
        short="上门时间有变：{dealer} 改于 {window} 上门处理您的投诉 {number}。{link}",
    ),
    K.APPOINTMENT_CANCELLED: Words(
        "{window} 的上门已取消",
        "我们会就您的投诉 {number} 与您另约时间。",
        short="{window} 的上门已取消，我们会与您另约时间：{link}",
    ),
    K.WERE_YOU_CONTACTED: Words(
        "{dealer} 联系过您吗？",
        "他们说已就您的投诉 {number} 联系过您，请告诉我们是或否。",
        short="{dealer} 说已就投诉 {number} 联系过您，是这样吗？请点开回答：{link}",
    ),
    K.RESOLVED: Words(
        "您的投诉 {number}，据称已解决",
        "我们会亲自打电话向您核实。如果没有解决，请告诉我们。",
        short="您的投诉 {number} 据称已解决，我们会打电话向您核实。没有解决请点：{link}",
    ),
    K.ENDED: Words(
        "您的投诉 {number} 已结案",
        "如果其实没有解决，请在 {days} 天内告诉我们，我们接着处理。",
        short="您的投诉 {number} 已结案。若没有解决，请在 {days} 天内告诉我们：{link}",
    ),
    K.WITHDRAWAL_RECORDED: Words(
        "您的投诉 {number} 已撤回",
        "不是您本人撤回的？请在 {until} 前告诉我们，我们接着处理。",
        short="您的投诉 {number} 已撤回。不是您本人？请在 {until} 前点这里：{link}",
    ),
}
