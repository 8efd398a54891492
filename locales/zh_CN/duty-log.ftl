# 值班读网日志、月报图。
duty-log-title = 值班读网日志
duty-log-lines = 逐项记录
duty-log-offices = 完成情况
duty-log-findings = 发现的问题
duty-log-day = 日期
duty-log-office = 科室
duty-log-kind = 班次
duty-log-readers = 值班人
duty-log-leader = 带班领导
duty-log-result = 结果
duty-log-signed = 签名
duty-log-found = 发现的情况
duty-log-said = 交接或说明
duty-log-entry = 留痕
duty-log-digest = 留痕校验码
duty-log-line = 检查项
duty-log-cite = 依据
duty-log-answer = 值班人
duty-log-machine = 机器检查
duty-log-note = 说明
duty-log-by = 填写人
duty-log-at = 时间
duty-log-days = 应读次数
duty-log-done = 已完成
duty-log-unfinished = 未完成
duty-log-missed = 漏发
duty-log-vacant = 无人
duty-log-late = 补发
duty-log-rate = 完成率
duty-log-bad = 发现情况项数
duty-log-finding = 类别
duty-log-count = 件数
duty-log-fixed = 已整改
duty-log-median = 整改天数（中位数）
duty-log-kind-of = { $kind ->
    [festival] 节假日
    [rest] 休息日
   *[work] 工作日
}
duty-log-state = { $state ->
    [signed] { $count ->
        [0] 一切正常
       *[other] { $count }项有情况
    }
    [unfinished] 未完成
    [missed] 漏发（服务中断）
    [vacant] 无人值班
   *[open] 进行中
}
duty-log-was-late = 补发
duty-log-result-late = { $result }（{ $late }）
duty-log-signed-by = { $name } { $at }
duty-log-value = { $value ->
    [ok] 正常
    [exception] 有情况
   *[none] { "" }
}
duty-log-percent = { $percent }%
duty-log-ground = 依据：{ $regime }
duty-log-foot = 本日志由读网按留痕打印，打印时间{ $at }。{ $entry }
duty-log-newest = 最后一条留痕：第{ $n }条，{ $digest }
duty-log-no-entry = 其间没有记录。
duty-log-made = 共{ $count }个值班日
duty-log-month-unknown = “{ $found }”不是月份，请写作 2026-02，或年份 2026。
duty-month-title = { $name }读网情况
duty-month-done = { $done }/{ $days }次
duty-month-fixed = { $count }件，已整改{ $fixed }件
duty-month-foot = 按科室列示，不排名，不涉及个人。
duty-list-exported = 已写出{ $path }，共{ $count }个科室的值班表
duty-list-change = { $at } { $office }：{ $what ->
    [changed] 改排
   *[new] 新排
}
duty-list-same = 另有{ $count }行与现有相同
duty-list-problem = { $at } { $told }
duty-list-tried = 试算完毕，没有登记。登记请加 --apply。
duty-list-entered = 已登记第{ $number }号名单，{ $count }个科室。撤回请用 duwang duty undo。
duty-list-undone = 已撤回第{ $number }号名单，恢复原来的值班表。
refused-duty-office-twice = { $office }出现两次，请合为一行。
refused-duty-day-unread = “{ $found }”不是日期，请写作 2026年3月2日。
refused-duty-list-wrong = 名单有{ $count }处错误，没有登记。
refused-duty-list-none = 没有可以撤回的值班表名单。
refused-duty-list-changed = 导入之后值班表又有改动，不能整体撤回，请逐个重排。
