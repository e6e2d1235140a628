# Chinese, in simplified characters. What the variables are stands in the English file.

register-closed = 目前不接受新账号。如果你需要账号，请联系 { $app } 的运营者。
register-closed-go = 前往登录
register-email = 邮箱地址
register-email-invalid = 请输入类似 name@example.com 的邮箱地址。
register-email-missing = 请输入邮箱地址。
register-email-too-long = 邮箱地址最多 { $count } 个字符。
register-email-too-short = 邮箱地址至少需要 { $count } 个字符。
register-first-lead = 你是这里的第一个人。此账号将成为 { $app } 的管理员。
register-have-account = 已有账号？<a href="{ $href }">登录</a>
register-name = 姓名
register-name-missing = 请输入姓名。
register-name-too-long = 姓名最多 { $count } 个字符。
register-name-too-short = 姓名至少需要 { $count } 个字符。
register-needs-link = 第一个账号通过 Doorward 启动时显示的设置链接创建。请打开该链接以继续。
register-needs-link-where = 该链接在服务器的终端或日志中。重新启动 Doorward 会显示新的链接。
register-password = 密码
register-password-blank = 密码不能只有空格。
register-password-breached = 此密码已在其他地方的数据泄露中曝光，会最先被人尝试。请换一个。
register-password-guessable = 此密码会最先被人尝试。几个互不相关的词会是更好的密码。
register-password-missing = 请输入密码。
register-password-policy = 至少 { $count } 个字符。几个互不相关的词就是好密码。
register-password-too-long = 密码最多 { $count } 个字符。
register-password-too-short = 密码至少需要 { $count } 个字符。
register-submit = 创建账号
register-submit-first = 创建管理员
register-title = 创建账号
register-title-closed = 注册已关闭
register-title-first = 设置第一个账号
register-title-needs-link = 尚未设置
register-username = 用户名（可选）
register-username-characters = 用户名只能使用字母、数字和 _ . @ # $ % & ( )。
register-username-injection = 用户名不能含有引号、方括号和 --。
register-username-missing = 请输入用户名。
register-username-too-long = 用户名最多 { $count } 个字符。
register-username-too-short = 用户名至少需要 { $count } 个字符。
