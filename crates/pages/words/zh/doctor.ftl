# doctor 通过浏览器检查所用的页面。

doctor-done = 检查结果列在此处，命令行也已得知。
doctor-heading = 此浏览器所见
doctor-lead = 请保持打开几秒钟：此页面检查服务器发送的内容到达时的情况。
doctor-login-claims = { $provider } 提供的信息
doctor-login-failed = 往返提供方的过程没有成功。
doctor-login-found = 由此得出的结论
doctor-login-heading = 在 { $provider } 的一次演练
doctor-login-joined = 将会不经询问就关联并登录账户 { $account }。
doctor-login-known = 将会登录账户 { $account }。
doctor-login-lead = 没有创建、关联或登录任何内容。命令行现在已得到相同的结果，此窗口可以关闭。
doctor-login-link = 该地址属于账户 { $account }：将会要求其所有者证明账户归其所有。
doctor-login-new = 将会创建一个新账户。
doctor-login-refused = Doorward 会拒绝。
doctor-login-title = 登录会有什么结果
doctor-needs-script = 此页面需要脚本才能工作，而脚本已被关闭。
doctor-refused = 报告未能送达服务器。途中有某处拒绝了此页面发出的请求。
doctor-running = 正在检查……
doctor-title = 诊断
