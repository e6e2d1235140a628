# Arabic. What the variables are stands in the English file.

linking-ask-email = البريد الإلكتروني
linking-ask-no-way = لا توجد طريقة أخرى مُعدّة لتسجيل الدخول هنا. اسأل من يدير { $app }.
linking-ask-or = أو أثبت ذلك عبر
linking-ask-other-way = تسجيل الدخول بطريقة أخرى بدلًا من ذلك
linking-ask-password = كلمة المرور
linking-ask-submit = ربط وتسجيل الدخول
linking-ask-title-unverified = هل لديك حساب هنا؟
linking-ask-title-verified = لهذا العنوان حساب بالفعل
linking-ask-unverified = يذكر { $provider } <strong class="who">{ $email }</strong> عنوانًا لك، لكنه لم يتحقّق منه، فلا يمكن الاعتماد عليه وحده.
linking-ask-unverified-show = إن كان لديك حساب هنا بهذا العنوان فأثبت أنه لك، وسيفتحه { $provider } أيضًا من الآن فصاعدًا.
linking-ask-verified = يقول { $provider } إنك <strong class="who">{ $email }</strong>. يوجد هنا حساب بهذا العنوان يسجّل الدخول بطريقة أخرى.
linking-ask-verified-show = أثبت أنه لك، وسيفتحه { $provider } أيضًا من الآن فصاعدًا.
linking-confirm-back = عدم تغيير شيء
linking-confirm-code = الرمز
linking-confirm-code-hint = من تطبيق المصادقة، أو رمز استرداد.
linking-confirm-invite = أنت على وشك دعوة شخص. أثبت أولًا أنك ما زلت أنت. ثم اذكر من مرة أخرى.
linking-confirm-revoke = أنت على وشك سحب دعوة. أثبت أولًا أنك ما زلت أنت.
linking-confirm-delete = أنت على وشك حذف حسابك. أثبت أولًا أنك ما زلت أنت. ثم اطلب ذلك مرة أخرى.
linking-confirm-email = البريد الإلكتروني
linking-confirm-link = أنت على وشك السماح لـ { $provider } بفتح حسابك. أثبت أولًا أنك ما زلت أنت.
linking-confirm-no-way = سجّل الخروج ثم الدخول. لن يُطلب منك شيء آخر لمدة عشر دقائق بعدها.
linking-confirm-or = أو
linking-confirm-password = كلمة المرور
linking-confirm-provider = تسجيل الدخول مجددًا عبر { $provider }
linking-confirm-remove = أنت على وشك منع { $provider } من فتح حسابك. أثبت أولًا أنك ما زلت أنت.
linking-confirm-submit = تأكيد
linking-confirm-title = أكّد أنك أنت
linking-onward = يجري نقلك الآن. إن لم يحدث شيء فتابع بنفسك.
linking-onward-go = المتابعة إلى { $provider }
linking-onward-title = إلى { $provider }
linking-confirm-administer = أنت على وشك تغيير حساب { $name }. أثبت أولًا أنك ما زلت أنت.
linking-confirm-mail = أنت على وشك إرسال بريد. أثبت أولًا أنك ما زلت أنت.
linking-confirm-export = أنت على وشك تنزيل ما هو محفوظ عنك. أثبت أولًا أنك ما زلت أنت.
linking-confirm-password-add = أنت على وشك إضافة كلمة مرور إلى حسابك. أثبت أولًا أنك ما زلت أنت، ثم اكتب كلمة المرور الجديدة مرة أخرى.
