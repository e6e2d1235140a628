# Chinese, in simplified characters. What the variables are stands in the English file.

passkeys-add = 添加通行密钥
passkeys-cancelled = 未执行任何操作：浏览器没有得到通行密钥，或耗时过长。
passkeys-confirm = 使用通行密钥
passkeys-confirm-add = 你即将添加一个可以打开你账号的通行密钥。请先证明仍是你本人。
passkeys-confirm-remove = 你即将从账号中移除通行密钥 { $name }。请先证明仍是你本人。
passkeys-created = 添加于 { $date }
passkeys-device-bound = 仅在一台设备上
passkeys-failed = 浏览器无法在这里使用通行密钥。请重试，或换一种方式登录。
passkeys-heading = 通行密钥
passkeys-hint = 通行密钥让你用指纹、面容或设备密码打开账号。没有人能猜到它，也没有人能从你这里骗走它。
passkeys-known = 此设备已有你账号的通行密钥。
passkeys-last-used = 上次使用：{ $date }
passkeys-last-way-in = 你唯一的登录方式
passkeys-may-sync = 在一台设备上；可以同步
passkeys-name = 通行密钥的名称
passkeys-needs-script = 通行密钥需要 JavaScript，而此浏览器已将其关闭。
passkeys-never-used = 尚未使用
passkeys-none = 你还没有通行密钥。
passkeys-one = 你有一个通行密钥。请在第二台设备上再添加一个，以免丢失后无法进入。
passkeys-or = 或
passkeys-remove = 移除<span class="aside">通行密钥 { $name }</span>
passkeys-rename = 重命名<span class="aside">通行密钥 { $name }</span>
passkeys-save = 保存
passkeys-second-factor = 仅作第二重验证
passkeys-sign-in = 用通行密钥登录
passkeys-way = 通行密钥
passkeys-synced = 在你的设备之间同步
