# Chinese, in simplified characters. What the variables are stands in the English file.

sign-out-again = 重新登录
sign-out-done = 你已退出登录
sign-out-done-telling = 此浏览器已不再记得你。在共用的电脑上，请把窗口也关闭。
sign-out-done-title = 已退出登录
sign-out-heading = 退出登录？
sign-out-stay = 保持登录
sign-out-submit = 退出登录
sign-out-telling = 你当前登录为 <strong class="who">{ $who }</strong>。你的其他设备保持登录。
sign-out-title = 退出登录
