# الصفحة التي ينظر بها doctor عبر المتصفح.

doctor-done = النتائج مدرجة هنا، ويعرفها سطر الأوامر أيضًا.
doctor-heading = كما يراه هذا المتصفح
doctor-lead = اتركها مفتوحة بضع ثوانٍ: تفحص هذه الصفحة ما يصل مما يرسله الخادم.
doctor-login-claims = ما يقوله { $provider }
doctor-login-failed = لم ينتهِ الطريق إلى المزوّد والعودة منه على خير.
doctor-login-found = ما يترتب على ذلك
doctor-login-heading = تجربة لدى { $provider }
doctor-login-joined = كان سيُربط الحساب { $account } ويُسجَّل الدخول إليه دون سؤال.
doctor-login-known = كان سيُسجَّل الدخول إلى الحساب { $account }.
doctor-login-lead = لم يُنشأ شيء ولم يُربط شيء ولم يُسجَّل أي دخول. سطر الأوامر يعرف الآن الشيء نفسه، ويمكن إغلاق هذه النافذة.
doctor-login-link = العنوان يخص الحساب { $account }: كان سيُطلب من صاحبه أن يثبت ذلك.
doctor-login-new = كان سيُنشأ حساب جديد.
doctor-login-refused = كان Doorward سيرفض.
doctor-login-title = ما الذي كان سيفعله تسجيل الدخول
doctor-needs-script = تعمل هذه الصفحة بنص برمجي، والنصوص البرمجية معطّلة.
doctor-refused = لم يصل التقرير إلى الخادم. هناك ما يرفض في الطريق طلبات هذه الصفحة.
doctor-running = جارٍ الفحص …
doctor-title = التشخيص
