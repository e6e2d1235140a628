# Chinese, in simplified characters. What the variables are stands in the English file.

notices-account-created = 你的账号已就绪。请登录以继续。
notices-account-deleted = 你的账号及其会话已删除。
notices-address-asked = 邮件正发往新地址。在你于那里确认之前，账号保留旧地址。
notices-address-changed = 你的账号已使用新地址。
notices-address-verified = 你的地址已确认。请登录以继续。
notices-account-waits = 你的账号已创建。管理员批准后即可进入。
notices-approval-withdrawn = 此人重新等待批准。
notices-authenticator-removed = 你的身份验证器应用已移除。现在仅凭密码即可打开你的账号。
notices-confirmed = 已确认是你本人。十分钟内你可以更改登录方式。
notices-devices-forgotten = 所有浏览器都会重新要求验证码。
notices-guest-over = 你的访问已结束，或访问码已更换。请重新输入。
notices-invitation-revoked = 该邀请已失效。
notices-others-ended = 你的其他会话已全部结束。
notices-password-reset = 新密码已设置，所有会话均已结束。请用新密码登录。
notices-person-approved = 此人从现在起可以进入。
notices-person-rejected = 已拒绝此人。
notices-passkey-added = 该通行密钥现已属于你。
notices-passkey-removed = 该通行密钥已移除。请在你的设备上也删除它。
notices-passkey-renamed = 该通行密钥已更名。
notices-provider-linked = 该提供商此后可以打开你的账号。
notices-provider-removed = 该提供商不再能打开你的账号。
notices-session-ended = 该会话已结束。
notices-session-over = 你的会话已结束。请重新登录以继续。
notices-sign-in-first = 请登录以继续。
notices-signed-out = 你已退出登录。
