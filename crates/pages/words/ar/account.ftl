# Arabic. What the variables are stands in the English file.

account-delete = حذف حسابك
account-delete-confirm = اكتب { $phrase } للتأكيد
account-delete-open = حذف حسابي
account-delete-password = كلمة المرور
account-delete-submit = حذف نهائي
account-delete-telling = هذا ينهي كل الجلسات ويمحو حسابك هنا. لا يمكن التراجع عنه.
account-device = { $browser } على { $system }
account-device-unknown = جهاز غير معروف
account-email = البريد الإلكتروني
account-here-since = عضو منذ
account-link-another = ربط مزوّد آخر
account-link-another-hint = من يسجّل الدخول هناك يفتح بعدها هذا الحساب هنا.
account-link-begin = <span class="aside">ربط </span>{ $provider }
account-link-last = طريقك الوحيد للدخول
account-link-remove = إزالة<span class="aside"> { $provider }</span>
account-linked = رُبط في { $date }
account-linked-not-set-up = رُبط في { $date } · لم يعد مُعدًّا هنا
account-name = الاسم
account-password = كلمة المرور
account-profile = الملف الشخصي
account-console = الإدارة
account-role = الدور
account-role-admin = مدير
account-role-user = عضو
account-session-active = نشطة الآن
account-session-current = هذا الجهاز
account-session-end = إنهاء<span class="aside"> الجلسة على { $device }، { $address }</span>
account-session-seen = آخر ظهور: { $when }
account-session-since = منذ { $when }
account-sessions = أماكن تسجيل دخولك
account-sessions-end-others = إنهاء كل الجلسات الأخرى
account-sign-out = تسجيل الخروج
account-signs-in-with = طريقة تسجيل الدخول
account-title = حسابك
account-username = اسم المستخدم
account-way-password = كلمة المرور
account-ways-in = طرق تسجيل دخولك
account-profile-edit = تعديل ملفك الشخصي
account-profile-save = حفظ
account-picture = عنوان صورة
account-picture-hint = عنوان https لصورتك. اتركه فارغًا إن لم ترد صورة.
account-picture-wrong = أدخل عنوانًا يبدأ بـ https:// أو اترك الحقل فارغًا.
account-password-telling = يؤدي التغيير إلى إنهاء جلساتك الأخرى.
account-password-none = ليس لحسابك كلمة مرور. بوجودها يمكنك تسجيل الدخول دون مزوّد.
account-password-change = تغيير كلمة المرور
account-password-add = إضافة كلمة مرور
account-password-current = كلمة المرور الحالية
account-password-new = كلمة المرور الجديدة
account-data = بياناتك
account-data-telling = ما هو محفوظ هنا عنك في ملف واحد: حسابك والمزوّدون والجلسات والدعوات والنشاط.
account-data-download = تنزيل
account-sessions-short = الجلسات
