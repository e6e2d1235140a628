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
