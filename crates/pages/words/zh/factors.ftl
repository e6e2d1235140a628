# Chinese, in simplified characters. What the variables are stands in the English file.

factors-step-title = 还有一步
factors-step-code = 验证码
factors-step-code-hint = 身份验证器应用显示的六位数字。
factors-step-recovery = 恢复码
factors-step-recovery-hint = 设置身份验证器应用时你保存的代码之一。每个只能用一次。
factors-step-passkey-hint = 浏览器会要求使用你的通行密钥。
factors-step-go = 继续
factors-step-use-app = 使用身份验证器应用
factors-step-use-recovery = 使用恢复码
factors-step-use-passkey = 使用通行密钥
factors-step-other = 换一种方式登录
factors-step-remember = 30 天内在此浏览器中不再询问
factors-step-remember-hint = 请勿在与他人共用的设备上使用。
factors-app-title = 身份验证器应用
factors-app-what = 手机上的应用每半分钟显示一个新的验证码。只有你的密码的人无法进入。
factors-app-demanded = 这里必须使用第二重验证。请设置一种以继续。
factors-app-begin = 设置
factors-app-scan = 用身份验证器应用扫描此二维码。
factors-app-qr = 供身份验证器应用使用的二维码。下方有相同内容的文字。
factors-app-type = 或在应用中输入此密钥：
factors-app-code = 应用当前显示的验证码
factors-app-confirm = 确认
factors-app-since = 自 { $date } 起要求验证码。
factors-app-proof = 验证码
factors-app-proof-hint = 来自身份验证器应用，或使用恢复码。这里的每次更改都需要一个。
factors-app-replace = 设置另一个应用
factors-app-remove = 移除
factors-app-stays = 你必须使用第二重验证，而这是唯一的一种，因此予以保留。
factors-app-change = 更改
factors-app-back = 返回你的账号
factors-codes-left =
      { $count ->
          [0] 恢复码已用完。请生成新的。
         *[other] 还剩 { $count } 个恢复码。
      }
factors-codes-new = 新的恢复码
factors-codes-keep = 请把这些恢复码保存在没有手机也能找到的地方。每个只能用一次，用来代替应用。它们不会再次显示。
factors-codes-download = 下载
factors-codes-copy = 复制
factors-codes-print = 打印
factors-codes-kept = 我已保存
factors-trusted = 有 { $count } 个浏览器不要求验证码。
factors-trusted-end = 在所有地方重新询问
factors-trusted-title = 受信任的浏览器
factors-trusted-telling = 在这些浏览器中登录时不要求第二重验证。
factors-trusted-added = 添加于 { $date }
factors-trusted-used = 上次使用：{ $when }
factors-trusted-until = 有效期至 { $date }
factors-trusted-stop = 不再信任<span class="aside"> { $device }（添加于 { $date }）</span>
factors-trusted-end-all = 全部不再信任
factors-confirm = 即将为你的账号设置身份验证器应用。
