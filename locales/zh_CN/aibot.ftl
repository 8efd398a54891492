# 智能机器人：收文件的另一个入口。
aibot-taken = 已收到，请在应用“{ $app }”中继续。
aibot-failed = 暂时未能收下，请稍后重发，或在应用“{ $app }”中点“传附件”。
aibot-private = 请在与我的单聊中发送文件，办理在应用“{ $app }”中进行。
aibot-welcome = 可以在这里发送文件。文件归入您正在填写的稿件，办理在应用“{ $app }”中进行。
aibot-denied-title = 请处理：智能机器人未能连接（{ $code }）
aibot-denied-body = 智能机器人的 BotID 或密钥未被接受，暂不能在其单聊中交文件；应用和“传附件”不受影响。
aibot-denied-note = 请核对管理后台该机器人的长连接配置，更新后重启服务。每5分钟试一次。
