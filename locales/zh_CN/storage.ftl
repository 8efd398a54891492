# 命令行上数据出问题时的说明：一句话，说清原因和下一步。
storage = 数据出错：{ $what }。未作任何改动。
storage-missing = 数据库中缺少一条应有的记录。请运行 duwang audit verify 核对，并从最近的备份恢复。
storage-absent = 这里还没有数据库：{ $path }。请核对设置和所在文件夹；新装机的，先用 duwang office add 或 duwang run 建立。
storage-locked = 数据库正被另一个程序占用：{ $path }。请停掉那个程序，或稍后再试。
storage-unreadable = 数据库打不开：{ $path }（{ $found }）。请检查文件和文件夹的权限。
storage-damaged = 数据库已损坏：{ $path }（{ $found }）。没有启动，请用 duwang restore 恢复最近的备份。
storage-schema-differs = { $newer ->
    [yes] 数据库是{ $found }版，本程序只认{ $wanted }版。请装回较新的程序。
   *[no] 数据库是{ $found }版，本程序需要{ $wanted }版。请停止服务后运行 duwang upgrade。
}
storage-unsafe = { $why ->
    [link] { $path }是符号链接，不安全。请直接写实际的文件夹。
    [owner] { $path }属于另一个用户。请改用本用户的文件夹。
    [file] { $path }不是普通文件。
    [absent] { $path }所在的文件夹不存在。请先建立。
    [denied] { $path }没有读写权限。请检查权限。
    [network] { $path }在网络盘上（{ $kind }），锁不可靠。请改用本地磁盘。
    [memory] 数据库必须是文件：只在内存里的，程序一停就没了。
   *[other] 数据所在位置不安全：{ $what }
}
storage-in-use = 另一个进程正在使用{ $path }。请先停止服务。
storage-unreachable = 连不上数据库服务器：{ $what }。请检查地址、口令和网络。
storage-wake-uninstalled = 没有安装 procrastinate。请运行 pip install '.[postgres,wake]'，或将 worker.wake 改为 poll。
storage-outcome-unknown = 与数据库的连接在提交时中断，不知是否办成。请稍后核对。
storage-closed = 数据库已经关闭。
storage-too-big = 文件超过允许的大小。
storage-occupied = { $path ->
    [none] 数据库里已有数据
   *[other] { $path }处已有数据库
}。确要替换的，加 --replace，原数据会改名保存。
storage-bad-backup = { $why ->
    [exists] { $path }已经存在。
    [none] { $path }不是备份，或读不出来。
    [outside] 备份不可用：{ $path }指向备份之外。
    [changed] 备份不可用：{ $path }缺失或被改动。
    [stranger] 备份不可用：{ $path }不属于这份备份。
    [kind] 备份是{ $found }的，设置里是{ $wanted }。请改设置，或换一份备份。
    [chain] 备份里的留痕不完整：{ $found }。请换一份备份。
    [no-note] 这里没有升级的记录，无从退回。请用 duwang restore 文件夹。
   *[other] 备份不可用：{ $what }
}
storage-system = { $why ->
    [denied] { $path }没有读写权限。请检查权限，或换一个用户运行。
    [absent] { $path }不存在，也建立不了。请核对路径。
    [full] 磁盘已满，写不进{ $path }。请腾出空间再试。
    [read-only] { $path }所在的磁盘是只读的。
    [port] 端口已被占用：{ $what }。请换一个端口（--port），或停掉占用它的程序。
   *[other] { $path }读写出错：{ $what }。
}
backup-left-out = 口令不在备份里{ $robots ->
    [0] {""}
   *[other] ，页面上登记的{ $robots }个群机器人地址（secrets/robots.json）也不在
}：请与设置文件、口令文件一起另行妥善保管。
restore-robots-missing = { $n }个工作群的机器人地址不在这里，暂时发不出消息：{ $groups }。备份不含此类地址：请放回另行保管的 secrets/robots.json，或在手机页面的“工作群”重新登记。
audit-whole = 完整：{ $n } 条
audit-broken = 不完整（已读 { $n } 条）：
audit-problem-missing = 缺第 { $entry } 条：第 { $before } 条之后是第 { $other } 条
audit-problem-order = 第 { $entry } 条与前一条接不上
audit-problem-edited = 第 { $entry } 条被改动
audit-problem-anchor = 第 { $entry } 条与锚文件不符
audit-problem-head = 链到第 { $entry } 条为止，链头却记着第 { $other } 条
audit-problem-cut = 锚文件记有第 { $other } 条，链却到第 { $entry } 条为止
