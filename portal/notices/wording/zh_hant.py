"""The messages in Traditional Chinese, as Taiwan says it."""

from typing import Final

from models import NoticeKind
from portal.notices.wording.words import Wording, Words

K = NoticeKind
WORDING: Final[Wording] = {
    K.OFFER_MADE: Words(
        "新案件 {number}（{severity}）待接案，請於 {due} 前回覆",
        "接案：{accept_link}\n退案：{decline_link}\n\n逾時未回覆，案件將退回客服專線。",
    ),
    K.OFFER_EXPIRED: Words(
        "案件 {number} 逾時未接，派案已失效", "{dealer} 未在時限內回覆，案件已回到待受理。"
    ),
    K.OFFER_WITHDRAWN: Words("案件 {number} 的派案已撤回", "您不需要再處理。"),
    K.CASE_TAKEN_AWAY: Words(
        "案件 {number} 已由客服專線收回", "請勿再聯絡或到府拜訪這位客戶，已約好的到府也一併取消。"
    ),
    K.CLOCK_WARNING: Words(
        "案件 {number}：{stage}將於 {due} 到期",
        "時限已過四分之三。\n若無法繼續處理，可在此退案：{hand_back_link}",
    ),
    K.CLOCK_BREACHED: Words(
        "案件 {number}：{stage}已逾時，應於 {due} 完成",
        "逾時已留下紀錄。現在最重要的是走完下一步，並給客戶一個交代。\n"
        "若無法繼續處理，可在此退案：{hand_back_link}",
    ),
    K.CLOCK_SUPERVISOR: Words(
        "案件 {number}：{stage}仍未完成，應於 {due} 完成",
        "已超出時限四分之一，請和負責的人一起了解狀況。",
    ),
    K.CLOCK_DOUBLED: Words(
        "案件 {number}：{stage}所花時間已達時限的兩倍",
        "應於 {due} 完成。現在可以改派給其他經銷商。",
    ),
    K.CUSTOMER_DAY_12: Words(
        "案件 {number}：客戶已經等了 {day} 天", "再過幾天，繼續延宕就必須提得出正當理由。"
    ),
    K.CUSTOMER_DAY_15: Words(
        "案件 {number}：客戶已經等了 {day} 天",
        "從今天起可能被認定為故意拖延，需要客服總監做出決定。",
    ),
    K.PROMISE_DUE: Words("案件 {number}：對客戶的承諾將於 {due} 到期", "時間一到，由我們撥電話。"),
    K.PROMISE_BROKEN: Words(
        "案件 {number}：對客戶的承諾沒有兌現",
        "應於 {due} 兌現，已記為我方逾時。請馬上打電話給客戶。",
    ),
    K.REQUEST_WAITING: Words(
        "案件 {number}：請於 {due} 前給予意見", "{by} 提出申請，正在等您回覆。"
    ),
    K.REQUEST_MOVED_UP: Words(
        "案件 {number}：有一項申請等了兩小時，已上呈給您",
        "{by} 提出申請，正在等候回覆，原應於 {due} 前答覆。",
    ),
    K.PART_LATE: Words(
        "案件 {number}：零件訂購十天以上仍未到貨", "請告訴客戶新的到貨日期，以及這段期間如何因應。"
    ),
    K.PAUSE_ASKED: Words(
        "案件 {number}：申請將{stage}暫停計時至 {until}", "申請人：{by}。您同意之前照常計時。"
    ),
    K.PAUSE_DECIDED: Words("案件 {number}：{stage}暫停計時至 {until} 的申請{decision}"),
    K.PAUSE_ENDED: Words(
        "案件 {number}：{stage}的暫停計時已於 {until} 提前結束",
        "由 {by} 結束，已恢復計時；新的期限請見案件。",
    ),
    K.CASE_RETURNED: Words("案件 {number}（{severity}）回到待受理", "先前由 {dealer} 負責。"),
    K.REOPENED: Words("案件 {number} 已重啟：客戶說沒有解決", "重新開始處理，時限減半。"),
    K.CHASED: Words(
        "案件 {number}：客戶又來催件，已是第 {times} 次",
        "請盡快處理下一步，或告訴客戶什麼時候會處理。",
    ),
    K.MESSAGE_FAILED: Words(
        "有一則訊息沒有送達：{channel}，案件 {number}", "對方還不知道這件事，請打電話告知。"
    ),
    K.CLOSURE_ASKED: Words(
        "{dealer} 申請 {since} 至 {until} 停業", "緊急案件不受影響。請同意或拒絕。"
    ),
    K.CLOSURE_DECIDED: Words(
        "您申請的 {since} 至 {until} 停業：{decision}", "緊急案件不受停業影響。"
    ),
    K.CLOSURE_CALLED_OFF: Words(
        "{dealer} 自 {since} 起恢復營業：{by} 取消了停業",
        "到期時間隨之重新計算，每件案件裡都有紀錄。",
    ),
    K.CALENDAR_CHANGED: Words(
        "{calendar}有調整：您的 {count} 件案件到期時間隨之變動",
        "每件案件的紀錄裡都寫明原來與現在的到期時間。",
    ),
    K.HANDED_OVER: Words("{by} 將 {count} 件事交接給您", "承諾、電話回訪與草稿都在您的工作台上。"),
    K.INSTALLER_WATCHED: Words(
        "{person} 列為「觀察中」：已有 {times} 位客戶投訴其施工或態度",
        "今後到府必須拍照，不能單獨處理急件。哪些案件列入計算，可在其頁面查看，並可逐一提出異議。",
    ),
    K.INSTALLER_HELD: Words(
        "{person} 暫停派工：已有 {times} 位客戶投訴",
        "主管會在 {due} 前裁定，在此之前不能派其到府。每一件已約的到府旁都列出可以改派誰。",
    ),
    K.VISIT_OF_HELD: Words(
        "案件 {number}：{person} 暫停派工，不能去 {window} 的到府",
        "請 {dealer} 改派其他人，或與客戶改約時間。",
    ),
    K.HOLD_WAITING: Words(
        "{person} 仍在暫停派工：須在 {due} 前裁定",
        "一個工作天已過了四分之三。請確認停派，或解除暫停。",
    ),
    K.HOLD_MOVED_UP: Words(
        "{person} 暫停派工後沒有人裁定，已轉到您這裡",
        "裁定期限是 {due}。在您確認停派或解除之前，會一直暫停派工。",
    ),
    K.INSTALLER_SUSPENDED: Words(
        "{person} 已停派",
        "主管已確認。重新訓練之後可以申請恢復派工。",
    ),
    K.HOLD_LIFTED: Words(
        "{person} 的暫停已解除，可以派工",
        "先前計入的投訴仍然算數；再有一位客戶投訴，會再次暫停派工。",
    ),
    K.INSTALLER_REINSTATED: Words(
        "{person} 已恢復派工",
        "投訴從現在起重新計算。附帶條件見其頁面。",
    ),
    K.PLEA_MADE: Words(
        "{by} 就 {person} 的派工資格請您在 {due} 前答覆",
        "對某一件投訴提出異議，或申請恢復資格。",
    ),
    K.PLEA_ANSWERED: Words(
        "關於 {person} 派工資格的請求 {decision}",
        "理由見其頁面。",
    ),
    K.PLEA_MOVED_UP: Words(
        "關於 {person} 派工資格的請求已轉到您這裡",
        "由 {by} 提出，原定 {due} 前答覆。",
    ),
    K.VISIT_BOOKED: Words("案件 {number}：已約到府，{window}", "行程請見附件。"),
    K.VISIT_MOVED: Words("案件 {number}：到府改到 {window}", "附件中的行程會取代原來的行程。"),
    K.VISIT_CANCELLED: Words("案件 {number}：{window} 的到府已取消", "附件會將它從行事曆移除。"),
    K.URGENT_AT_NIGHT: Words(
        "夜間緊急案件 {number}：{dealer} 須於 {due} 前回覆",
        "今晚由您值夜班電話。請立即致電 {dealer}；無人接聽就改派其他經銷商。",
    ),
    K.ROBOT_TRIED: Words(
        "這是一則測試訊息：日後與客訴有關的訊息會傳到這裡",
        "{by} 正在測試這個機器人，不需要處理。",
        short="這是 {by} 發出的測試訊息：日後與客訴有關的訊息會傳到這裡。{link}",
    ),
    K.CLAIM_DISPUTED: Words(
        "案件 {number}：客戶否認 {dealer} 的回報",
        "處理時限視同從未停過。請於 {due} 前提出通話紀錄、錄音或對話訊息說明；"
        "逾期未答，以客戶所說為準。",
    ),
    K.DISPUTE_DECIDED: Words(
        "案件 {number}：客戶否認的那筆回報，主管已有裁定", "裁定與理由請見案件。"
    ),
    K.VERIFY_FIRST: Words(
        "{dealer} 的回報須先查證",
        "已有多次否認成立。今後聯絡或到府須經客戶確認才算數，直到連續 {count} 次獲得確認。",
    ),
    K.VERIFY_FIRST_ENDED: Words("{dealer} 的回報恢復即時生效", "客戶已連續確認 {count} 次。"),
    K.CONTACT_CODE: Words(
        "您的驗證碼是 {code}",
        "請在系統中輸入，以確認這個號碼或地址有效。一天內有效，我們不會向您索取驗證碼。",
        short="驗證碼 {code}，用於確認此聯絡方式，一天內有效。",
    ),
    K.CORRECTION_ASKED: Words(
        "有聯絡方式失效或有疑慮：請於 {due} 前更正",
        "客戶與客服可能聯絡不到您。請在系統中確認或更換。",
    ),
    K.CORRECTION_DUE: Words(
        "{dealer} 的聯絡方式仍未更正：期限 {due}",
        "沒有有效的聯絡方式就不派案。請在系統中確認或更換。",
    ),
    K.RECALL_ASKED: Words(
        "文宣印刷品上有失效號碼：請於 {due} 前停用",
        "系統中可看到是哪份印刷品；請填寫印件如何處理。",
    ),
    K.RECALL_DUE: Words(
        "文宣印刷品上的失效號碼仍在使用：期限 {due}",
        "客戶照著撥打卻找不到人。請在系統中完成回收。",
    ),
    K.CASE_RECEIVED: Words(
        "我們已受理您的客訴：{number}",
        "點開連結可查看進度；若沒有人與您聯絡，也請在那裡告訴我們。",
        short="您的客訴 {number} 已受理。查看進度，或告訴我們無人聯絡：{link}",
    ),
    K.DEALER_ACCEPTED: Words(
        "{dealer} 已接手您的客訴 {number}",
        "他們會盡快致電給您。若沒有人與您聯絡，請告訴我們。",
        short="{dealer} 已接手您的客訴 {number}，將盡快與您聯絡。無人聯絡請點：{link}",
    ),
    K.APPOINTMENT_SET: Words(
        "到府時間：{window}",
        "{dealer} 將為您的客訴 {number} 到府。時間不方便，請告訴我們。",
        short="{dealer} 將於 {window} 到府處理您的客訴 {number}。時間不方便請點：{link}",
    ),
    K.APPOINTMENT_CHANGED: Words(
        "到府時間改為：{window}",
        "{dealer} 將依新的時間為您的客訴 {number} 到府。",
        short="到府時間有異動：{dealer} 改於 {window} 到府處理您的客訴 {number}。{link}",
    ),
    K.APPOINTMENT_CANCELLED: Words(
        "{window} 的到府已取消",
        "我們會就您的客訴 {number} 與您另約時間。",
        short="{window} 的到府已取消，我們會與您另約時間：{link}",
    ),
    K.WERE_YOU_CONTACTED: Words(
        "{dealer} 與您聯絡過了嗎？",
        "他們說已就您的客訴 {number} 與您聯絡，請告訴我們是或否。",
        short="{dealer} 說已就客訴 {number} 與您聯絡，是這樣嗎？請點開回答：{link}",
    ),
    K.RESOLVED: Words(
        "您的客訴 {number} 據稱已解決",
        "我們會親自致電向您確認。若沒有解決，請告訴我們。",
        short="您的客訴 {number} 據稱已解決，我們會致電向您確認。沒有解決請點：{link}",
    ),
    K.ENDED: Words(
        "您的客訴 {number} 已結案",
        "若其實沒有解決，請於 {days} 天內告訴我們，我們會繼續處理。",
        short="您的客訴 {number} 已結案。若沒有解決，請於 {days} 天內告訴我們：{link}",
    ),
    K.WITHDRAWAL_RECORDED: Words(
        "您的客訴 {number} 已撤回",
        "不是您本人撤回的？請於 {until} 前告訴我們，我們會繼續處理。",
        short="您的客訴 {number} 已撤回。不是您本人？請於 {until} 前點這裡：{link}",
    ),
}
