# 办理记录中的动作。
act-draft-opened = 新建草稿
act-draft-dropped = 放弃草稿
act-item-registered = 登记形成
act-item-submitted = 提交
act-item-withdrawn = 撤回
act-item-raised = 标为重要
act-item-lowered = 取消重要
act-step-opened = 进入下一环节
act-review-approved = 同意
act-review-returned = 退回
act-review-undone = 撤销办理
act-review-proposed = 建议改写
act-secrecy-passed = 完成保密审查
act-clock-started = 开始计算时限
act-clock-ended = 结束计算时限
