# doctor 通过浏览器检查所用的页面。

doctor-done = 检查结果列在此处，命令行也已得知。
doctor-heading = 此浏览器所见
doctor-lead = 请保持打开几秒钟：此页面检查服务器发送的内容到达时的情况。
doctor-needs-script = 此页面需要脚本才能工作，而脚本已被关闭。
doctor-refused = 报告未能送达服务器。途中有某处拒绝了此页面发出的请求。
doctor-running = 正在检查……
doctor-title = 诊断
