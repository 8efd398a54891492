# 依申请公开。
request-projected = 如对方今天收到征求意见书，最迟顺延至{ $day }
refused-request-not-received = { $number }尚未与申请人确认，还不算收到，请先由{ -office }登记确认日期。
