# 纸质签批、补录。
paper-scan-title = 请发送签批单扫描件：{ $title }
paper-scan-note = 扫描件或照片都可以，须能看清签名和日期。回复“取消”可不登记。
paper-confirm-title = 请核对纸质签批：{ $title }
paper-confirm-note = 请对照扫描件核对签批人、日期和意见。核对后按纸上日期计算时限。也可回复：核对纸质 { $paper } 无误，或：核对纸质 { $paper } 不符
paper-denied-title = 纸质签批核对不符：{ $title }
paper-denied-note = { $by }核对认为与扫描件不符，没有办理。请重新登记。
paper-signer = 签批人
paper-on = 签批日期
paper-said = 签批意见
paper-kind = 方式
paper-kind-paper = 纸质签批
paper-kind-outage = 服务中断后补录
paper-entered = 登记
paper-recorded = 已登记{ $number }的纸质签批，等{ $names }核对。
paper-recorded-approved = 已核对，{ $number }按纸质签批同意，进入下一环节。
paper-recorded-returned = 已核对，{ $number }按纸质签批退回。
paper-recorded-refused = 已记录核对不符，{ $number }没有办理。

button-paper-confirm = 核对无误
button-paper-refuse = 不符
