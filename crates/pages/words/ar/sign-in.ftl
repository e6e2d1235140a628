# Arabic. What the variables are stands in the English file.

sign-in-continue-with = المتابعة عبر { $provider }
sign-in-email = البريد الإلكتروني
sign-in-forgotten = نسيت كلمة المرور؟
sign-in-last-used = آخر ما استُخدم
sign-in-new-here = جديد هنا؟ <a href="{ $href }">إنشاء حساب</a>
sign-in-no-account = بلا حساب؟ <a href="{ $href }">استخدام رمز دخول</a>
sign-in-no-way = لا توجد بعد طريقة مُعدّة لتسجيل الدخول هنا. اسأل من يدير { $app }.
sign-in-or-password = أو بكلمة مرور
sign-in-password = كلمة المرور
sign-in-submit = تسجيل الدخول
sign-in-title = تسجيل الدخول
