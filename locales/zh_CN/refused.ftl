# 不能办理时的说明：一句话，说清原因和下一步。
this-item = 此件
refused-review-decided = { $number }已由{ $name }于{ $at }{ $verdict ->
   *[approved] 同意
    [returned] 退回
    [withheld] 决定不予公开
}，您无需再办。
refused-review-superseded = { $number }的这一环节已经办结或有变动，请以最新卡片为准。
refused-review-changed = { $number }的内容已有变动，请按新卡审批。
refused-review-withdrawn = { $number }已由报送人撤回，无需审批。
refused-review-not-yours = 这一环节不由您办理。发送“待办”查看等您办的事项。
refused-review-ticks-missing = 请先完成保密审查，还有{ $n }项未答。
refused-review-exception-stands = 保密审查有不符合项：{ $lines }。请退回；勾选有误的，由勾选人更正。
refused-review-confirm-needed = 此件为重要信息，请在确认卡上再点一次“确认同意”。
refused-review-reason-missing = 退回须写明理由，如：退回 K7Q2 日期有误。
refused-review-separation = { $why ->
    [own] 本人报送的信息须由他人审批。
   *[other] 您已审批过此件的另一环节，本环节须由他人办理。
}
refused-review-undo-late = { $why ->
    [next] 下一环节已经办理，不能撤销。请与{ -office }联系。
   *[other] 已超过撤销时间，不能撤销。请与{ -office }联系。
}
refused-review-nothing-to-undo = 没有可以撤销的办理。
refused-review-moved = { $number }的这一环节已转由其他人员办理，您无需再办。
refused-hand-on-self = 此件本就由您办理，请选择其他人员。
refused-hand-on-external = 此环节由外部单位决定，只需登记结果，不能转交。
refused-hand-on-in-turn = 此环节依次签署，次序不能转让。不在岗的请发送“代理”，要听意见的请发送“委派”。
refused-hand-on-seated = { $name }已在此环节，无需转交。
refused-hand-on-not-able = { $name }没有“{ $role }”的审核权限。请转交有权审核的人员，或联系办公室。
refused-hand-on-unbound = { $name }尚未绑定账号，收不到消息。请选择其他人员。
refused-hand-on-separation = { $why ->
   *[own] { $name }是此件的报送人，不能审核。请选择其他人员。
    [second] { $name }已在此件的其他环节审核，不能兼任。请选择其他人员。
}
refused-hand-on-needed = 后续环节只有{ $name }能办，不能再接此环节。请选择其他人员。
refused-hand-on-reason-missing = 转交须写明理由，如：转交 K7Q2 张三 出差。
refused-undo-nothing = 没有可以撤销的办理。
refused-token-unknown = 此按钮已失效。发送“待办”取得最新卡片。
refused-token-locked = 无效操作过多，请一分钟后再试。
refused-choice-none = 请先选择一项再提交。
refused-code-unknown = 没有这个编码。发送“待办”查看等您办的事项。
refused-code-locked = 编码错误过多，请一分钟后再试。
refused-item-unknown = 没有查到这一件。发送“查”加编号、尾号或词语再试。
refused-item-not-draft = { $number }已不是草稿，不能修改。如需改动，请先撤回。
refused-item-not-withdrawable = { $number }已不在审批中，不能撤回。
refused-draft-incomplete = 还不能提交，请补齐：{ $missing }。
refused-draft-pending-file = 附件“{ $name }”正在接收，请收到后再提交。
refused-draft-gap = 以下环节无人可办：{ $steps }。请告{ -office }补齐人员后再提交。
refused-draft-value = { $label }不能填“{ $found }”。可填：{ $allowed }
refused-draft-date-future = 形成日期不得晚于今天，请重新填写。
refused-draft-day-ahead = { $label }不得晚于今天，请重新填写。
refused-draft-day-over = { $label }不得早于今天，请重新填写。
refused-draft-file-first = 请先上传文件，再选择哪一个是{ $label }。
refused-draft-no-office = 您没有报送岗位。请与{ -office }联系。
refused-draft-field-unknown = 这份{ -application-form }没有这一项，请在草稿卡上选择。
refused-draft-none-open = 现在没有正在填写的稿件。请发送“交稿”新建，或发送“我的”选择一件。
refused-draft-exists = 您有一份未提交的草稿，请先提交或放弃。
refused-exemption-unknown = 没有这种免予保密审查的情形，请重新选择。
refused-exemption-not-chosen = 请先选择免予保密审查的情形。
refused-exemption-not-for-kind = 这类事项不适用免予保密审查。
refused-exemption-evidence-missing = 免予保密审查须写明依据，如文号或许可决定书号。
refused-url-outside = 网址须在本单位网站之下：{ $base }
refused-url-malformed = 网址不完整，请从浏览器地址栏整段复制。
refused-url-same-required = 修改后的网址应与原网址相同；确有变更的，请点“提交网址”。
refused-publish-closed = 此件已不在发布环节，无需操作。
refused-confirm-closed = 此件的效果已经确认，无需再办。
refused-confirm-reason-missing = 请写明网页哪里不对，如：有问题 { $number } 标题有误。
refused-file-too-big = 文件{ $mb }MB，超过{ $limit }MB，无法接收。请压缩或拆分后重发。
refused-file-refused = 文件“{ $name }”未接收{ $why ->
    [type] ：不支持这种类型
    [empty] ：内容为空
    [secret_mark] ：带有密级标志，已删除且未留存，请走涉密渠道
    [encrypted] ：文件已加密
    [damaged] ：文件已损坏
    [unreachable] ：未能取得内容
   *[other] {""}
}。请换一份重发。
refused-file-quota = 今天接收的文件已超过{ $limit }MB，请明天再发。
refused-invite-unknown = 邀请码不正确，请核对后重新输入。
refused-invite-used = 此邀请已经用过。请向{ -office }另要一个。
refused-invite-expired = 此邀请已经过期。请向{ -office }另要一个。
refused-invite-locked = 输入错误过多，请{ $minutes }分钟后再试。
refused-roster-not-admin = 此项须由{ -administrator }或{ -office }办理。
refused-roster-need-second = 增加{ -administrator }须由另一名{ -administrator }确认。
refused-roster-name-unknown = 没有“{ $name }”这个人，请核对姓名。
refused-roster-name-many = 有多人名为“{ $name }”，请由{ -administrator }在后台办理。
refused-roster-role-unknown = 没有“{ $role }”这个岗位。可用：{ $allowed }。
refused-roster-office-unknown = 没有“{ $office }”这个{ -unit }。可用：{ $allowed }。
refused-roster-usage = 请写明姓名、{ -unit }和岗位，如：邀请 张三 办公室 { -liaison }。
refused-person-suspended = 您的账号已停用。请与{ -office }联系。
refused-group-private-only = 请私聊本助手办理。
refused-intake-paused = 系统正在维护，未作任何改动。请稍后再试。
refused-settings-time = 时间格式不对，请写成08:30这样，须在{ $from }至{ $to }之间。
refused-importance-already = { $number }已标为重要。
refused-importance-not-yours = { $why ->
    [form] 重要是报送时填写的，须由报送人修改。
    [raiser] 只有标为重要的人可以取消。
   *[other] 重要须由{ -head }或{ -office }标注。
}
refused-importance-late = { $number }已过可以调整重要的环节。
refused-importance-not-yet = { $number }尚未进入审批，不能调整重要。
refused-importance-approved = { $number }的这一环节已经办结，不能调整重要。
refused-clock-none = 这些期限已办结或已取消。发送“期限”查看在办的。
refused-clock-board-not-yours = 逾期一览供负责人和办公室查看。发送“期限”查看您自己的。
refused-lookup-nothing = 没有查到“{ $query }”。请换编号、尾号或两个字以上的词。
refused-text-too-long = 文字过长，最多{ $limit }字。请缩短或改用附件。
refused-inner = 系统出错，未作任何改动。请稍后再试；仍不行，请告{ -administrator }。
refused-invite-bound-elsewhere = 您已绑定另一个账号。更换手机或账号，请先由{ -office }停用原账号。
refused-invite-account-taken = 此账号已登记为他人，不能再用。请与{ -office }联系。
refused-lookup-usage = 请写明编号、尾号或词语，如：查 0042。
refused-formed-usage = 请写明标题、栏目和形成日期，如：登记形成 年检通知 通知公告 2月9日。
refused-offer-taken = 这份内容已经处理过。需要新建的，请重新发送。
refused-group-unknown = 没有等待绑定的工作群“{ $title }”，请核对群名。
refused-roster-nothing-to-confirm = 没有等待确认的新账号。请先停用原账号，再发邀请。
refused-roster-nothing-to-grant = 没有等待同意的新{ -administrator }，或已失效。请由提出人重新邀请。
refused-roster-end-usage = 请写明姓名、{ -unit }和岗位，如：解除岗位 张三 办公室 { -liaison }；可加最后一天，如：2月28日。
refused-roster-post-unknown = “{ $name }”在{ $office }没有这个岗位，请核对姓名、{ -unit }和岗位。
refused-roster-date-past = 岗位不能结束在过去的日期。不写日期即为现在结束。
refused-roster-last-administrator = 这是最后一名已登记的{ -administrator }，请先增加一名。
refused-roster-ends-earlier = “{ $name }”的这个岗位已定于更早的日期结束。
refused-draft-kind-unknown = 本单位所依办法没有“{ $kind ->
    [modify] 修改
    [delete] 删除
   *[publish] 发布
}”这一事项，请与{ -office }联系。
refused-urgent-reason-missing = 加急须写明理由，如：加急 今晚发布防汛预警。
refused-urgent-not-yours = 加急由报送人标注，只有报送人和{ -office }可以取消。
refused-urgent-late = { $number }已发布或已办结，无需取消加急。
refused-deputy-self = 不能由本人代理本人，请选择其他人员。
refused-deputy-past = 代理期限须从今天或以后开始，请重新写明日期。
refused-deputy-too-long = 一次代理最长{ $limit }天。更长时间的，请由办公室调整岗位。
refused-deputy-unbound = { $name }尚未绑定账号或不在本单位任职，不能代理。请选择其他人员。
refused-deputy-overlaps = 这段时间已由{ $other }代理。如需更换，请先回复：收回代理
refused-deputy-away = { $name }在这段时间也已请人代理。请选择其他人员。
refused-deputy-stands-in = 这段时间由您代理{ $other }，不能再请人代理。请先由{ $other }或办公室另行安排。
refused-deputy-no-seat = 没有需要代理的审核、发布岗位。如有疑问，请联系办公室。
refused-deputy-not-yours = 只有本人、办公室或系统管理员可以安排代理。请联系办公室。
refused-deputy-none = 没有正在生效的代理。
refused-deputy-usage = 请写明姓名和期限，如：代理 张三 3天；替他人安排的，如：指定代理 张三 李四 3天
refused-vacancy-filled = 此件的各环节均有人办理，无需指定代办人。
refused-vacancy-not-yours = 只有办公室或系统管理员可以指定代办人。请联系办公室。
refused-vacancy-usage = 请写明编号和姓名，如：指定代办 KP-2026-0042 张三
refused-added-external = 此环节由外部单位决定，不能加签。
refused-added-nobody = 请写明加签人，如：加签 K7Q2 张三、李四
refused-added-many = 一次最多加签{ $limit }人，请分次加签。
refused-added-self = 不能为本人加签，请选择其他人员。
refused-added-late = 此环节已有人办理，只能在其后加签，如：加签 K7Q2 张三 后
refused-added-again = 加签环节不能再加签。确需他人会签的，请由原审核人加签。
refused-added-decided = { $name }已经签过，不能减签。
refused-added-unknown = { $name }不在此件的加签人中，无需减签。
refused-added-not-yours = 此人由{ $name }加签，请由其或办公室减签。
refused-added-usage = 请写明编号和姓名，如：减签 KP-2026-0042 张三
refused-delegation-self = 不能委派给本人，请选择其他人员。
refused-delegation-own = { $name }是此件的报送人，请选择其他人员。
refused-delegation-asked = 已委派{ $name }，请等候意见或自行决定。
refused-delegation-over = 此项委派已经结束，无需再答复。
refused-delegation-none = 没有等待答复的委派。发送“待办”查看等您办的事项。
refused-delegation-words-missing = 请写明内容，如：委派 K7Q2 张三 请核对数据；答复的：回复委派 KP-2026-0042 数据无误
refused-deputy-busy = { $name }在这段时间已代理{ $other }的同类岗位，不能一人代签两人。请选择其他人员。
refused-verb-off = 本单位未启用“{ $verb }”，请与{ -office }联系。
refused-urge-not-yours = 催办由报送人、本{ -unit }负责人或{ -office }提出。
refused-urge-over = { $number }目前没有等人办理的环节，无需催办。
refused-urge-own = { $number }目前在您手上。发送“待办”办理。
refused-urge-already = 本半天已催办过{ $number }，对方尚在办理。下一个半天可再催。
refused-inform-not-handed-in = 这份稿件尚未提交，请提交后再抄送。
refused-inform-not-yours = 抄送由报送人、审核人、本{ -unit }负责人或{ -office }办理。
refused-inform-many = 一次最多抄送{ $limit }人，请分几次。
refused-inform-already = 所写人员此前已抄送{ $number }，无需重复。
refused-inform-usage = 请写明编号或编码，再写姓名，如：抄送 0042 张三 李四。
refused-inform-unbound = { $name }尚未绑定账号，收不到抄送。请由{ -office }先邀请。
refused-review-no-such-step = { $number }现在不能退回到这一环节。请点“退回”重新选择。
refused-withhold-not-here = { $number }的这一环节不能单独决定不予公开，请用“退回”。
refused-withhold-ground-unknown = 没有这种法定情形。可选：{ $allowed }。
refused-restore-not-yours = 恢复办理须由{ -office }办理。
refused-restore-not-over = { $number }正在办理，无需恢复。
refused-restore-amending = { $number }的报送人正在修改，请由其重新报送。
refused-restore-reason-missing = 恢复须写明理由，如：恢复 0042 情形已消除。
refused-item-begun = { $number }已在网站操作，不能撤回。需要改动的，请另报修改或删除。
refused-batch-none = 没有可以批量同意的信息。重要信息、保密审查、重新报送和检查有拦截的，请逐件审批。
refused-batch-not-routine = { $number }须逐件审批：{ $why ->
    [secrecy] 此环节要作保密审查
    [external] 须登记外部单位的办理结果
    [important] 是重要信息
    [content] 检查有拦截的内容
   *[again] 是修改后重新报送的
}。一件都没有办理，请去掉它再发。
refused-remark-empty = 请写明意见，或附上文件，如：意见 0042 附件二格式需统一。
refused-matter-none = 本单位的办法没有专门事项。要发布信息，请发送“交稿”。
refused-matter-unknown = 没有“{ $found }”这个事项。可写：{ $known }
refused-confirm-number-missing = 请写明“{ $label }”的编号，如：确认效果 { $number } 备案编号。
refused-departure-self = 移交人与接办人不能是同一人。
refused-departure-no-post = { $name }在本单位没有岗位，无需移交。
refused-departure-not-yours = 此项变动由接任人员报备。
refused-departure-filed = 此项变动已经报备。
refused-departure-none = 没有需要您报备的人员变动。
refused-departure-usage = 请写明移交人和接办人，如：离职移交 张三 给 李四
refused-misplaced-not-yours = 误传处置由保密审查员办理；没有保密审查员的，由{ -office }办理。请立即报告，不要再转发。
refused-misplaced-already = { $number }已按误传处置，内容已销毁，只留办理事实。
refused-paper-usage = 请写明编号、签批人、签批日期，如：纸质签批 0042 张三 2月9日；退回的再加：退回 理由。
refused-paper-not-yours = 纸质签批由{ -office }登记，由签批人或另一名人员核对。
refused-paper-own = 本人的签批请直接点“同意”或“退回”，或由{ -office }其他人员登记。
refused-paper-second = 须由登记人、报送人以外的另一人核对。
refused-paper-future = 签批日期不得晚于今天。
refused-paper-too-early = 签批日期不得早于信息形成日期，请核对。
refused-paper-not-asked = { $number }现在不等“{ $name }”审批，请核对姓名和环节。
refused-paper-scan-missing = 请发送签批单的扫描件或照片；不登记的，回复“取消”。
refused-paper-nobody = 没有可以核对的第二人，请先由{ -administrator }增加人员。
refused-paper-over = 这份纸质签批已办结或已失效，请重新登记。
refused-paper-backdate = 办理时间取系统时间，不能补写日期。确在纸上签批的，请由{ -office }登记：纸质签批 { $number } 姓名 日期。
