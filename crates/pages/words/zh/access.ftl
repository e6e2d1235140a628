# Chinese, in simplified characters. What the variables are stands in the English file.

access-code = 访问码
access-guest-leave = 离开
access-guest-telling = 你凭访问码进入，身份是没有账号的访客。在你离开或访问码更换之前，此浏览器一直有效。
access-guest-title = 你已进入
access-have-account = 有账号？<a href="{ $href }">登录</a>
access-heading = 输入访问码
access-lead = 访问码由 { $app } 的运营者提供。
access-submit = 进入
access-title = 访问码
