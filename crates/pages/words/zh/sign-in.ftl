# Chinese, in simplified characters. What the variables are stands in the English file.

sign-in-continue-with = 使用 { $provider } 继续
sign-in-email = 邮箱地址
sign-in-forgotten = 忘记密码？
sign-in-last-used = 上次使用
sign-in-new-here = 第一次来？<a href="{ $href }">创建账号</a>
sign-in-no-account = 没有账号？<a href="{ $href }">使用访问码</a>
sign-in-no-way = 这里尚未配置任何登录方式。请联系 { $app } 的运营者。
sign-in-or-password = 或使用密码
sign-in-password = 密码
sign-in-submit = 登录
sign-in-title = 登录
