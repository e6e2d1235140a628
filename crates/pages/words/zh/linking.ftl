# Chinese, in simplified characters. What the variables are stands in the English file.

linking-ask-email = 邮箱地址
linking-ask-no-way = 这里没有配置其他登录方式。请联系 { $app } 的运营者。
linking-ask-or = 或用以下方式证明
linking-ask-other-way = 改用其他方式登录
linking-ask-password = 密码
linking-ask-submit = 关联并登录
linking-ask-title-unverified = 你在这里有账号吗？
linking-ask-title-verified = 此地址已有账号
linking-ask-unverified = { $provider } 给出 <strong class="who">{ $email }</strong> 作为你的地址，但没有核实过，因此单凭它不能说明什么。
linking-ask-unverified-show = 如果你在这里有使用此地址的账号，请证明它属于你，此后 { $provider } 也能打开它。
linking-ask-verified = { $provider } 表示你是 <strong class="who">{ $email }</strong>。这里有一个使用此地址的账号，它采用另一种登录方式。
linking-ask-verified-show = 请证明它属于你，此后 { $provider } 也能打开它。
linking-confirm-back = 不作更改
linking-confirm-code = 验证码
linking-confirm-code-hint = 来自身份验证器应用，或使用恢复码。
linking-confirm-invite = 你即将邀请他人。请先证明仍是你本人，然后再次说明邀请谁。
linking-confirm-revoke = 你即将收回一份邀请。请先证明仍是你本人。
linking-confirm-delete = 你即将删除自己的账号。请先证明仍是你本人，然后再次提出请求。
linking-confirm-email = 邮箱地址
linking-confirm-link = 你即将允许 { $provider } 打开你的账号。请先证明仍是你本人。
linking-confirm-no-way = 请退出后重新登录。之后十分钟内不再要求其他证明。
linking-confirm-or = 或
linking-confirm-password = 密码
linking-confirm-provider = 用 { $provider } 重新登录
linking-confirm-remove = 你即将让 { $provider } 不再能打开你的账号。请先证明仍是你本人。
linking-confirm-submit = 确认
linking-confirm-title = 确认是你本人
linking-onward = 正在跳转。如果没有反应，请自行继续。
linking-onward-go = 前往 { $provider }
linking-onward-title = 前往 { $provider }
linking-confirm-administer = 你即将更改 { $name } 的账号。请先证明仍是你本人。
linking-confirm-mail = 你即将发送邮件。请先证明仍是你本人。
linking-confirm-export = 你即将下载关于你的保存内容。请先证明仍是你本人。
linking-confirm-password-add = 你即将为账户添加密码。请先证明仍是你本人，然后再次输入新密码。
