# Chinese, in simplified characters. What the variables are stands in the English file.

common-error-title = 错误：{ $title }
common-failure = { $what }{ $remedy }
common-failed-heading = 出现问题
common-field-error = 错误：
common-password-hide = 隐藏
common-password-hide-label = 隐藏密码
common-password-show = 显示
common-password-show-label = 显示密码
common-skip = 跳到正文
common-kept-by = 由 <span class="kept">Doorward</span> 守门
common-to-start = 回到首页
common-error-code = 代码
common-error-for-administrators = 供管理员查看
common-error-request = 请求
common-error-status = 状态
common-error-time = 时间
common-language = 语言
common-language-choose = 更改
common-day = { $year }年{ $month }月{ $day }日
common-moment = { $day } { $time } UTC
