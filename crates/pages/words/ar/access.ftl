# Arabic. What the variables are stands in the English file.

access-code = رمز الدخول
access-guest-leave = مغادرة
access-guest-telling = دخلت برمز دخول، ضيفًا بلا حساب. يبقى هذا المتصفح مسموحًا له حتى تغادر أو يتغيّر الرمز.
access-guest-title = لقد دخلت
access-have-account = لديك حساب؟ <a href="{ $href }">تسجيل الدخول</a>
access-heading = أدخل رمز الدخول
access-lead = يعطيك إياه من يديرون { $app }.
access-submit = دخول
access-title = رمز الدخول
