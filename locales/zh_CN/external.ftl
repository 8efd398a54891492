# 外部单位办理。
external-asked = 请送外部单位办理并登记结果：{ $title }
external-summary = 请送{ $body }办理，并登记其文号或回执。{ $deadline }
external-code = 也可回复：同意 { $code } 文号，或：退回 { $code } 理由
external-ask-title = 请登记办理结果：{ $title }
external-ask-note = 请回复{ $body }的文号或回执号，或发送回执扫描件。回复“取消”可不登记。
external-scan-coming = 正在接收扫描件。收到后请在审批卡上点“同意”。
external-proof-page = 文号或回执号
label-proof = 凭证
button-external-record = 登记结果
refused-review-proof-missing = 请先登记外部单位的文号或回执，如：同意 K7Q2 文号。
