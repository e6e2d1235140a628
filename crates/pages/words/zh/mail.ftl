# Chinese, in simplified characters. What the variables are stands in the English file.

mail-hello = { $name }，你好：
mail-hello-nobody = 你好：
mail-ignore = 如果不是你本人操作，无需理会。不打开链接，什么都不会改变。
mail-act = 如果不是你本人操作，请立即设置新密码，并查看账号的会话。
mail-verify-address =
    .subject = 确认你的地址
    .lead = 有人为 { $app } 的一个账号填写了此地址。
    .action = 确认此地址
mail-reset-password =
    .subject = 设置新密码
    .lead = 有人为你在 { $app } 的账号申请了新密码。
    .action = 设置新密码
    .note = 此链接只能使用一次，{ $minutes } 分钟内有效。
mail-no-password =
    .subject = 你的账号没有密码
    .lead = 有人为你在 { $app } 的账号申请了新密码。该账号没有密码，请用以前的方式登录。
    .action = 登录
mail-password-was-reset =
    .subject = 你的密码已更改
    .lead = 你在 { $app } 的账号已设置新密码，所有会话均已结束。
mail-invitation =
    .subject = 邀请你加入 { $app }
    .lead = 你受邀加入 { $app }。
    .lead-by = { $inviter } 邀请你加入 { $app }。
    .action = 接受邀请
    .note = 邀请有效期至 { $until }。
mail-address-change =
    .subject = 确认你的新地址
    .lead = 此地址将成为 { $app } 一个账号的地址。
    .action = 确认此地址
mail-address-changed =
    .subject = 你的地址已更改
    .lead = 你在 { $app } 的账号现在使用另一个地址。今后的邮件都会发送到那里。
    .action = 撤销更改
    .note = 如果是你本人更改的，无需理会。
mail-new-device =
    .subject = 新的登录
    .lead = 有人用一台以前没有出现过的设备登录了你在 { $app } 的账号：{ $device }，来自 { $address }，{ $at }。
mail-factor-added =
    .subject =
        { $factor ->
            [passkey] 已添加通行密钥
            [recovery-codes] 已生成新的恢复码
           *[authenticator] 已添加身份验证器应用
        }
    .lead =
        { $factor ->
            [passkey] 你在 { $app } 的账号添加了一个通行密钥。
            [recovery-codes] 你在 { $app } 的账号生成了新的恢复码。旧的恢复码不再有效。
           *[authenticator] 你在 { $app } 的账号添加了一个身份验证器应用。
        }
mail-factor-removed =
    .subject =
        { $factor ->
            [passkey] 已移除通行密钥
            [recovery-codes] 已移除你的恢复码
            [all] 已移除你的第二重验证
           *[authenticator] 已移除身份验证器应用
        }
    .lead =
        { $factor ->
            [passkey] 你在 { $app } 的账号移除了一个通行密钥。
            [recovery-codes] 你在 { $app } 的账号的恢复码已被移除。
            [all] 你在 { $app } 的账号的所有第二重验证和通行密钥均已移除，其会话已结束。
           *[authenticator] 你在 { $app } 的账号移除了一个身份验证器应用。
        }
mail-provider-linked =
    .subject = { $provider } 可以打开你的账号
    .lead = { $provider } 已关联到你在 { $app } 的账号，此后可以打开它。
mail-provider-removed =
    .subject = { $provider } 不再能打开你的账号
    .lead = { $provider } 已从你在 { $app } 的账号移除。
mail-approved =
    .subject = 你可以进入了
    .lead = 你在 { $app } 的账号已获批准。现在可以登录。
    .action = 登录
mail-test =
    .subject = { $app } 的邮件可以正常发送
    .lead = 这封邮件由人工发送，用来查看 { $app } 的邮件能否送达。它已送达。
mail-password-changed =
    .subject = 你的密码已更改
    .lead = 你在 { $app } 的账户密码已更改，其他所有会话均已结束。
mail-people-waiting =
    .subject = 有人等待获准加入
    .lead = { $app } 有新用户等待管理员批准。一小时内不会再发送此类邮件。
    .action = 查看等待者
