"""What each kind of problem means and what to do about it, in Chinese and in English: for pages and for programs."""

from cityloop.guard.guessable import SHORTEST

MEANINGS: dict[str, tuple[str, str]] = {
    "not-signed-in": (
        "这是工作人员的页面。登录后会回到这里。",
        "This page is for those who work for the city. Sign in, and you come back to it.",
    ),
    "session-ended": (
        "太久没有操作，请重新登录，登录后会回到这里。",
        "Nobody used this page for a while. Sign in again, and you come back to it.",
    ),
    "forged-form": (
        "页面开得太久，或您在别处登录过。请返回、刷新，再提交。",
        "The page stood open too long, or you signed in elsewhere. Go back, load the page again, then send it.",
    ),
    "no-access": (
        "您的岗位用不到这项内容。确有需要，请找领导或信息人员。",
        "Your post does not need this. If it should, ask your leader or city IT.",
    ),
    "forbidden": (
        "您的岗位用不到这项内容。确有需要，请找领导或信息人员。",
        "Your post does not need this. If it should, ask your leader or city IT.",
    ),
    "no-such-page": (
        "这个网址下没有内容，请检查是否完整。",
        "There is nothing at this address. Check that it is complete.",
    ),
    "no-such-case": (
        "没有这个编号或链接，请检查是否完整。",
        "There is nothing under this number or link. Check that it is complete.",
    ),
    "wrong-fields": (
        "有字段缺失、重复或有误，逐项说明见返回内容。",
        "Fields are missing, said twice, or not what they should be; the answer lists each of them.",
    ),
    "wrong-type": (
        "请以表单格式提交（application/x-www-form-urlencoded 或 multipart/form-data）。",
        "Send it as a form (application/x-www-form-urlencoded or multipart/form-data).",
    ),
    "too-large": (
        "提交的内容太大，一张照片最多 12 MB。",
        "What you sent is too large. One photo may have 12 MB.",
    ),
    "too-many": (
        "短时间内次数太多，请稍等再试。",
        "That was very often in a short time. Wait a little, then try again.",
    ),
    "identity-down": (
        "统一身份认证暂时连不上。请稍后再试；有密码的值班岗位可以先用密码登录。",
        "The identity provider cannot be reached just now. Try again in a while; posts with a password can use it.",
    ),
    "identity-refused": (
        "这次登录没有完成：可能是等得太久，或在另一个窗口里开始。请重新登录。",
        "This sign-in did not come to its end: it took too long, or began in another window. Sign in again.",
    ),
    "not-in-city": (
        "统一身份认证认识您，但本市人员名单里没有您。请联系信息人员。",
        "The identity provider knows you, the city's files do not. City IT can add you.",
    ),
    "password-not-here": (
        "您的岗位用统一身份认证登录，不用密码。",
        "Your post signs in by the city's identity provider, without a password of this house.",
    ),
    "account-locked": (
        "账号已被停用。如有疑问，请找信息人员，由他们恢复。",
        "City IT locked this account. They can say why, and unlock it.",
    ),
    "first-password-ended": (
        "初始密码过期或已经换过。请用自己的密码登录，或请信息人员再发一个。",
        "It was not used in time, or was exchanged already. Sign in with your own, or ask city IT for a new one.",
    ),
    "too-busy": (
        "同时登录的人太多，请稍等再试。",
        "Many people are signing in at once. Wait a little, then try again.",
    ),
    "illegal-step": (
        "当前环节不能这样办，页面上列出了现在能办的。",
        "This step is not possible in this stage. The page shows what is possible now.",
    ),
    "conflict": (
        "别人先动了这件案子。请看过最新情况再定。",
        "Somebody was first and changed this case meanwhile. Look again, then decide.",
    ),
    "outside-city": (
        "这个地点不在本市。请另选，或用文字说明。",
        "This place lies outside the city. Choose one inside, or tell the place in words.",
    ),
    "unknown-place": (
        "没有这个地点。请从列表里选，或用文字说明。",
        "The city knows no such place. Choose one from its list, or tell the place in words.",
    ),
    "old-news": (
        "同一编号已有更新的情况，这一条不再采用。",
        "The same number was told of with something newer since; this is left.",
    ),
    "other-category": (
        "请在该系统的配置里把这个代码对应到本市的类别，应用后会再次接收。",
        "Say in the system's file which category of the city the code stands for; once applied, it is taken in again.",
    ),
    "unlinked": (
        "请在对方系统里核对编号，必要时请对方重新发来完整案件。",
        "Check the number in the other system; have the whole case sent again where that is needed.",
    ),
    "unreadable": (
        "请对方按接口说明更正后重发，其他案件不受影响。",
        "Have it corrected there after the door's description and sent again; other cases are not touched.",
    ),
    "other-number": (
        "请与对方核对，这件案子在那边只应有一个编号。",
        "Settle with the other side by which one number this case goes there.",
    ),
    "door-shut": (
        "系统会自动重试，已办的不会丢失。长时间连不上，请联系对方。",
        "It is tried again by itself and nothing is lost. If it lasts, ring the other side up.",
    ),
    "door-refused": (
        "对方看懂了但不接受，请与对方核对权限和内容。",
        "The other side understood and said no: settle rights and content with them.",
    ),
    "no-door": (
        "请检查城市文件里该系统的 door，并在环境变量中设置密钥。",
        "Check the system's door in the city's files, and set its secret in the environment.",
    ),
    "not-a-photo": (
        "这不是能读的照片，请选 JPEG、PNG 或 WebP 图片。",
        "This file is not a photo that we can read. Choose a JPEG, PNG or WebP picture.",
    ),
    "wrong-password": (
        "用户名或密码不对。",
        "Name or password is wrong.",
    ),
    "store-full": (
        "磁盘已满，没有任何改动，已通知信息人员。",
        "The disk is full. Nothing was changed. City IT has been told.",
    ),
    "store": (
        "暂时无法写入记录，未作任何更改。请一分钟后再试。",
        "The record cannot be written just now. Nothing was changed. Try again in a minute.",
    ),
    "store-gone": (
        "暂时无法写入记录，未作任何更改。请一分钟后再试。",
        "The record cannot be written just now. Nothing was changed. Try again in a minute.",
    ),
    "store-busy": (
        "暂时无法写入记录，未作任何更改。请一分钟后再试。",
        "The record cannot be written just now. Nothing was changed. Try again in a minute.",
    ),
    "key-erased": (
        "已应当事人本人要求删除其信息，此案不能再补充内容。",
        "This person was forgotten at their own request: nothing can be added to the case any more.",
    ),
    "bad-form": (
        "有一项没填或填得不对，请返回检查。",
        "A field is missing, or not what it should be. Go back and look at it again.",
    ),
    "bad-order": (
        "所填内容与此案或本市的资料不符，请再看一遍。",
        "Something in the form does not fit this case or this city. Look at it again.",
    ),
    "other-life": (
        "网格案件与诉求不能并为一案，可将两者关联。",
        "A matter on the street and a request cannot become one case. Link them.",
    ),
    "too-late": (
        "已过期限，不能再办这一步。请联系派遣员。",
        "It is too late for this. Ask the dispatcher.",
    ),
    "too-late-to-reopen": (
        "办结太久，不能再重新办理。问题还在，请重新上报，并写上原来的编号。",
        "It was closed too long ago to be opened again. Report it anew, and name its number.",
    ),
    "unknown-language": (
        "本市不以这种语言答复，请另选一种。",
        "The city does not answer in this language. Choose another one.",
    ),
    "unknown-id": (
        "本市资料中没有这一项，请从列表中选择。",
        "The city's files know nothing by that name. Choose one from the list.",
    ),
    "wrong-host": (
        "本系统不以这个名称提供服务。请使用给您的网址。",
        "This program does not answer under that name. Use the address that you were given.",
    ),
    "wrong-method": (
        "这个地址不接收提交。请返回，从页面上操作。",
        "Nothing can be sent to this address. Go back and try from the page itself.",
    ),
    "in-clear": (
        "请改用 https 开头的加密网址访问。",
        "Use the address that begins with https: this way what you send could be read by others.",
    ),
    "bad-request": (
        "浏览器发来的内容无法读取。请重新打开页面。",
        "The browser sent something that cannot be read. Load the page again.",
    ),
    "head-too-large": (
        "网址或浏览器 Cookie 过长。请清除 Cookie 后再试。",
        "The address is far too long, or the cookies are. Clear them, then try again.",
    ),
    "internal": (
        "我们这边出了问题，已记录。请一分钟后再试。",
        "Something went wrong on our side. It was noted. Try again in a minute.",
    ),
    "error": (
        "没有办成，请返回再试。",
        "That did not work. Go back and try again.",
    ),
    "ticket-ended": (
        "凭编号打开的页面两小时后失效。请重新输入编号和电话后四位。",
        "What a number opens closes itself after two hours. Give the number and the four digits again.",
    ),
    "bad-token": (
        "令牌不存在、已吊销或已过期。请向市信息部门申请新的令牌。",
        "The token is unknown, was revoked, or is past its end. Ask city IT for a new one.",
    ),
    "bad-question": (
        "不能按此方式统计。请减少统计维度，或按接口说明中的字段提问。",
        "This cannot be counted so. Count by fewer things, and by those that the interface names.",
    ),
    "slow-head": (
        "请求传送太慢，已中断。请检查网络后重试。",
        "The request took too long to arrive. Look at the connection, then try again.",
    ),
    "not-on-list": (
        "按街道履职清单，该单位不能主办此事项。请派往清单或权责数据所列的部门，或由带班领导批准超清单派遣。",
        "By its street's lists this unit may not lead here. Send it to the department that does, or ask a leader.",
    ),
    "not-in-record": (
        "记录中没有这一条。请核对序号。",
        "The record has no entry at this place. Check the number.",
    ),
    "not-configured": (
        "本系统尚未载入城市配置。请市信息部门执行 cityloop apply。",
        "No city is in force here yet. City IT has to run: cityloop apply.",
    ),
    "not-given-up": (
        "该通知已投递，或已在重新发送。请刷新列表。",
        "It was delivered, or is being tried already. Load the list again.",
    ),
    "no-such-receipt": (
        "该渠道没有这个回执对应的通知。若刚刚发送，请稍后重试。",
        "No letter by this channel has this receipt. If it was sent just now, bring it again later.",
    ),
    "weak-password": (
        f"密码过短、过长，或容易被猜到。请改用至少{SHORTEST}个字的短句。",
        f"The password is too short, too long, or easily guessed. A sentence of {SHORTEST} characters or more will do.",
    ),
    "calendar-ends": (
        "节假日表未覆盖该日期，无法计算时限。请市信息部门补充日历。",
        "The holiday table ends before this day, so no time can be told. City IT has to add to it.",
    ),
    "no-such-subject": (
        "没有这个编号对应的当事人。请核对编号。",
        "Nobody is known under this number. Check it.",
    ),
    "configuration-lost": (
        "城市配置缺失或损坏。请市信息部门从备份恢复。",
        "The city's configuration is missing or damaged. City IT has to restore it.",
    ),
}
"""By the code of the error; a test holds that every code that has a title is here."""


def meaning_of(code: str, language: str) -> str:
    """The sentence of a code in ``language``; of one that has none, that it did not work."""
    zh, en = MEANINGS.get(code, MEANINGS["error"])
    return zh if language == "zh" else en
