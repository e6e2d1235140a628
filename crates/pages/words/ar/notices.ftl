# Arabic. What the variables are stands in the English file.

notices-account-created = حسابك جاهز. سجّل الدخول للمتابعة.
notices-account-deleted = حُذف حسابك وجلساته.
notices-address-asked = رسالة في طريقها إلى العنوان الجديد. يبقى لحسابك العنوان القديم حتى تؤكّد الجديد هناك.
notices-address-changed = أصبح لحسابك عنوانه الجديد.
notices-address-verified = تم تأكيد عنوانك. سجّل الدخول للمتابعة.
notices-account-waits = أُنشئ حسابك. يمكنك الدخول بعد أن يوافق عليه مدير.
notices-approval-withdrawn = عاد ذلك الشخص إلى انتظار الموافقة.
notices-authenticator-removed = أُزيل تطبيق المصادقة. تفتح كلمة مرورك وحدها حسابك من جديد.
notices-confirmed = هذا أنت. يمكنك خلال عشر دقائق تغيير طرق تسجيل دخولك.
notices-devices-forgotten = سيُطلب رمز من كل متصفح من جديد.
notices-guest-over = انتهت إقامتك، أو تغيّر الرمز. أدخله مرة أخرى.
notices-invitation-revoked = لم تعد تلك الدعوة صالحة.
notices-others-ended = انتهت كل جلساتك الأخرى.
notices-password-reset = عُيّنت كلمة مرورك الجديدة، وانتهت كل الجلسات. سجّل الدخول بها.
notices-person-approved = يُسمح لذلك الشخص بالدخول من الآن فصاعدًا.
notices-person-rejected = رُفض ذلك الشخص.
notices-passkey-added = أصبح مفتاح المرور هذا لك من الآن فصاعدًا.
notices-passkey-removed = أُزيل مفتاح المرور هذا. احذفه من جهازك أيضًا.
notices-passkey-renamed = أصبح لمفتاح المرور هذا اسمه الجديد.
notices-provider-linked = يفتح هذا المزوّد حسابك من الآن فصاعدًا.
notices-provider-removed = لم يعد هذا المزوّد يفتح حسابك.
notices-session-ended = انتهت تلك الجلسة.
notices-session-over = انتهت جلستك. سجّل الدخول مرة أخرى للمتابعة.
notices-sign-in-first = سجّل الدخول للمتابعة.
notices-signed-out = تم تسجيل خروجك.
