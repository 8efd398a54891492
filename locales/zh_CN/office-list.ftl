# 机关名单（单位、人员、栏目）的导入：每处改动一句，每处问题一句。
office-list-at = { $at }  { $told }
office-list-empty = （空）
office-list-between = ；
office-list-unit = { $name }（{ $kind }）
office-list-unit-new = 新增单位：{ $name }（{ $kind }）
office-list-unit-changed = 修改单位：{ $old }改为{ $new }
office-list-person-new = 登记人员：{ $name }
office-list-post-new = 增加岗位：{ $name }，{ $unit }，{ $role }
office-list-account-new = 绑定企业微信：{ $name }，账号{ $userid }
office-list-column-new = 新增栏目：{ $name }
office-list-column-changed = 修改栏目：{ $name }，{ $changes }
office-list-part = { $part }由“{ $old }”改为“{ $new }”
office-list-part-name = 名称
office-list-part-unit = 责任科室代号
office-list-part-list-url = 列表页网址
office-list-part-category = 类别
office-list-part-type = 类型
office-list-part-mode = 方式
office-list-part-class = 内容分类
office-list-part-limit-days = 时限
office-list-problem-name-missing = 名称或姓名没有填。
office-list-problem-name-long = “{ $found }”过长，最多{ $n }字。
office-list-problem-kind-unknown = 没有“{ $found }”这种单位类型。可填：{ $allowed }。
office-list-problem-key-bad = 代号“{ $found }”不对，应为小写字母开头的小写字母、数字、短横，至多32位。
office-list-problem-twice = “{ $found }”与{ $other }重复。
office-list-problem-unit-taken = 已有名为“{ $found }”的单位，代号{ $other }。请改名，或填它的代号。
office-list-problem-unit-missing = 科室没有填。
office-list-problem-unit-unknown = 没有名为“{ $found }”的科室。可填：{ $allowed }。
office-list-problem-role-missing = 岗位没有填。
office-list-problem-role-unknown = 没有“{ $found }”这个岗位。可填：{ $allowed }。
office-list-problem-heads-of-nobody = 填了分管科室“{ $found }”，但岗位中没有分管领导。
office-list-problem-heads-missing = 分管领导没有填分管科室，将只在本科室担任。
office-list-problem-namesakes-here = 本科室已登记几位“{ $found }”，无法判断是哪一位。请填企业微信账号。
office-list-problem-namesakes-elsewhere = 别的科室已登记几位“{ $found }”，无法判断是哪一位。请填企业微信账号。
office-list-problem-same-name = 将作为另一位同名人员登记{ $other ->
    [none] {""}
   *[other] （与{ $other }同名）
}。如是同一人，请合并为一行，别的科室的岗位写作：信息员（科室名）。
office-list-problem-userid-unknown = 应用的可见范围内没有账号“{ $found }”。请核对账号，或在管理后台把此人加入可见范围。
office-list-problem-userid-other-name = 此账号在通讯录中名为“{ $found }”，名单上是“{ $name }”，请核对。
office-list-problem-userid-twice = 此账号已由{ $other }填给另一个人。
office-list-problem-userid-taken = 此账号已绑定“{ $other }”。
office-list-problem-account-other = “{ $name }”已绑定账号{ $other }。更换账号，请先停用原账号。
office-list-problem-namesakes = 通讯录中有几位“{ $name }”，请填企业微信账号。可填：{ $allowed }。
office-list-problem-not-on-wecom = 应用的可见范围内没有“{ $name }”，将只登记、不绑定。请把此人加入可见范围，或另发邀请。
office-list-problem-only-elsewhere = 通讯录中的“{ $name }”在别的部门：{ $member }。未绑定；如就是此人，请填企业微信账号。
office-list-problem-suspended = “{ $name }”已停用，未绑定账号。换新账号请另发邀请，并由另一人确认。
office-list-problem-address-wanted = “{ $found }”不是网址，应以 http:// 或 https:// 开头。
office-list-problem-days-wanted = 时限应为1至{ $n }的整数，实际为“{ $found }”。
office-list-problem-choice-unknown = 不能填“{ $found }”。可填：{ $allowed }。
office-list-file-no-file = 找不到文件{ $path }。
office-list-file-too-big = 文件过大，最多{ $mb }MB。
office-list-file-locked = 文件设有密码。请去掉密码后再导入。
office-list-file-no-workbook = 这不是可以读取的 XLSX 文件。
office-list-file-too-many = “{ $sheet }”表超过{ $n }行。
office-list-file-no-sheet = 文件中没有名为{ $allowed }的表。请用 duwang office template 生成模板。
office-list-file-no-heading = “{ $sheet }”表缺少必填的列：{ $allowed }。
office-list-wecom-away = 读不到企业微信通讯录（{ $why }）。请运行 duwang doctor wecom 查明；不匹配账号，请加 --no-wecom。
office-list-without-wecom = 未匹配企业微信账号。
office-list-changes = 改动（{ $n }处）：
office-list-notes = 请留意（{ $n }处）：
office-list-problems = 须先改正（{ $n }处），未作任何改动：
office-list-nothing = 名单与现有登记一致，无需改动。
office-list-dry = 以上为试算，未作任何改动。确认无误后加 --apply 登记。
office-list-entered = 已登记{ $n }处改动（第{ $number }号导入）。撤回请用 duwang office undo。
office-list-undone = 已撤回第{ $number }号导入。
office-list-exported = 已导出到{ $path }：单位{ $units }个，人员{ $people }人，栏目{ $columns }个。
office-list-template = 模板已写到{ $path }。填好后运行 duwang office import { $path }。
office-list-unwritable = 写不了{ $path }，请检查文件夹和权限。
office-list-exists = { $path }已存在，请换个文件名。
refused-office-list-wrong = 名单还有{ $n }处问题，未作任何改动。
refused-office-list-none = 没有可以撤回的导入。
refused-office-list-in-use = 不能撤回：{ $names }{ $more ->
    [0] {""}
   *[other] 等{ $n }项
}已开始使用，或在导入后另有改动。请逐项修改。
