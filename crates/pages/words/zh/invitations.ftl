# Chinese, in simplified characters. What the variables are stands in the English file.

invitations-title = 邀请
invitations-invite = 邀请他人
invitations-invite-telling = 无论是否开放注册，一个人都可以凭邀请链接创建账号。
invitations-email = 邮箱地址
invitations-email-hint = 留空则持有链接的任何人都可以进入。
invitations-role = 角色
invitations-days = 有效天数
invitations-submit = 邀请
invitations-made = 已邀请 { $email }。请转交此链接，它只显示这一次。
invitations-made-open = 请把此链接转交给你邀请的人，它只显示这一次。
invitations-mailed = 已邀请 { $email }。链接正通过邮件发送。
invitations-list = 已有的邀请
invitations-none = 没有邀请过任何人。
invitations-anybody = 持有链接的任何人
invitations-created = 创建于 { $date }
invitations-until = 有效期至 { $until }
invitations-was-until = 有效期曾至 { $until }
invitations-revoke = 收回<span class="aside">邀请 { $id }</span>
invitations-letter-waits = 信件尚未发出，将会重试。
invitations-letter-given-up = 信件未能发出。
invitations-letter-why = 查看原因
invitations-standing-open = 有效
invitations-standing-redeemed = 已使用
invitations-standing-revoked = 已收回
invitations-standing-expired = 已过期
invitations-heading = 你受到邀请
invitations-lead = 在 { $app } 创建你的账号。
invitations-lead-for = 这份 { $app } 的邀请是给 { $email } 的。
invitations-or = 或
invitations-approvals = 批准
invitations-approvals-off = 这里的新用户无需批准。设置 DOORWARD_APPROVAL=true 后，他们会在此页面等待。
invitations-approvals-none = 没有人在等待。
invitations-approvals-list = 等待进入
invitations-approvals-unchecked = { $email }（此地址未经核实）
invitations-approvals-no-address = 没有地址
invitations-approvals-since = 自 { $date } 起等待
invitations-approve = 批准<span class="aside"> { $name }</span>
invitations-reject = 拒绝<span class="aside"> { $name }，并删除账号</span>
