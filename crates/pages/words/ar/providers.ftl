# Arabic. What the variables are stands in the English file.

providers-also = يُفهم أيضًا
providers-new-people = أشخاص جدد
providers-new-people-no = فقط من لديهم حساب
providers-new-people-yes = يُسمح بدخولهم
providers-none = لا يوجد مزوّد مُعدّ. يسجّل الناس الدخول بكلمة مرور.
providers-protocol = البروتوكول
providers-redirect-uri = عنوان URI لإعادة التوجيه
providers-setting-name = الاسم في الإعدادات
providers-telling = سجّل كل عنوان إعادة توجيه لدى مزوّده كما هو مكتوب هنا تمامًا.
providers-title = المزوّدون
