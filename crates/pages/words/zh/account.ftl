# Chinese, in simplified characters. What the variables are stands in the English file.

account-delete = 删除账号
account-delete-confirm = 输入 { $phrase } 以确认
account-delete-open = 删除我的账号
account-delete-password = 密码
account-delete-submit = 永久删除
account-delete-telling = 这会结束所有会话，并抹除你在这里的账号。此操作无法撤销。
account-device = { $system } 上的 { $browser }
account-device-unknown = 未知设备
account-email = 邮箱地址
account-here-since = 加入日期
account-link-another = 关联其他提供商
account-link-another-hint = 此后，在那里登录的人都能打开这里的这个账号。
account-link-begin = <span class="aside">关联 </span>{ $provider }
account-link-last = 你唯一的登录方式
account-link-remove = 移除<span class="aside"> { $provider }</span>
account-linked = 关联于 { $date }
account-linked-not-set-up = 关联于 { $date } · 这里已不再配置
account-name = 姓名
account-password = 密码
account-profile = 个人资料
account-console = 管理
account-role = 角色
account-role-admin = 管理员
account-role-user = 成员
account-session-active = 当前活跃
account-session-current = 本设备
account-session-end = 结束<span class="aside"> { $device }（{ $address }）上的会话</span>
account-session-seen = 最近活动：{ $when }
account-session-since = 登录于 { $when }
account-sessions = 已登录的设备
account-sessions-end-others = 结束其他所有会话
account-sign-out = 退出登录
account-signs-in-with = 登录方式
account-title = 你的账号
account-username = 用户名
account-way-password = 密码
account-ways-in = 登录方式
account-profile-edit = 编辑个人资料
account-profile-save = 保存
account-picture = 图片地址
account-picture-hint = 你图片的 https 地址。留空则不使用图片。
account-picture-wrong = 请输入以 https:// 开头的地址，或留空。
account-password-telling = 更改后，你的其他会话将结束。
account-password-none = 你的账户没有密码。设置密码后，无需提供商也能登录。
account-password-change = 更改密码
account-password-add = 添加密码
account-password-current = 当前密码
account-password-new = 新密码
account-data = 你的数据
account-data-telling = 此处保存的关于你的内容，合为一个文件：账户、提供商、会话、邀请和活动。
account-data-download = 下载
account-sessions-short = 会话
