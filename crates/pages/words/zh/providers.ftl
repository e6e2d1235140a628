# Chinese, in simplified characters. What the variables are stands in the English file.

providers-also = 也可识别
providers-new-people = 新用户
providers-new-people-no = 仅限已有账号的人
providers-new-people-yes = 可以进入
providers-none = 没有配置提供商。大家用密码登录。
providers-protocol = 协议
providers-redirect-uri = 重定向 URI
providers-setting-name = 设置中的名称
providers-telling = 请在各提供商处完全照此登记每个重定向 URI。
providers-title = 提供商
