# Chinese, in simplified characters. What the variables are stands in the English file.

moderation-banned-until = 你的账号被封禁至 { $date }。原因：{ $reason }
moderation-banned-for-good = 你的账号已被永久封禁。原因：{ $reason }
