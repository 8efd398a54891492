# 企业微信卡片上的固定用语。
wecom-more = 更多
wecom-do = 处理
wecom-which = 请选择
wecom-submit = 确定
wecom-for-reason = 按下列理由退回
wecom-moved = 已更新，请看新卡片
wecom-over = 已结束
