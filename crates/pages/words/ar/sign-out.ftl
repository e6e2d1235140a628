# Arabic. What the variables are stands in the English file.

sign-out-again = تسجيل الدخول مرة أخرى
sign-out-done = تم تسجيل خروجك
sign-out-done-telling = نسيك هذا المتصفح. على حاسوب مشترك أغلق النافذة أيضًا.
sign-out-done-title = تم تسجيل الخروج
sign-out-heading = تسجيل الخروج؟
sign-out-stay = البقاء مسجّل الدخول
sign-out-submit = تسجيل الخروج
sign-out-telling = أنت مسجّل الدخول باسم <strong class="who">{ $who }</strong>. تبقى أجهزتك الأخرى مسجّلة الدخول.
sign-out-title = تسجيل الخروج
