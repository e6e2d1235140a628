# Arabic. What the variables are stands in the English file.

passkeys-add = إضافة مفتاح مرور
passkeys-cancelled = لم يُنفَّذ شيء: لم يحصل المتصفح على مفتاح مرور، أو استغرق ذلك وقتًا طويلًا.
passkeys-confirm = استخدام مفتاح مرور
passkeys-confirm-add = أنت على وشك إضافة مفتاح مرور يفتح حسابك. أثبت أولًا أنك ما زلت أنت.
passkeys-confirm-remove = أنت على وشك إزالة مفتاح المرور { $name } من حسابك. أثبت أولًا أنك ما زلت أنت.
passkeys-created = أُضيف في { $date }
passkeys-device-bound = على جهاز واحد فقط
passkeys-failed = لم يستطع المتصفح استخدام مفتاح مرور هنا. حاول مرة أخرى، أو سجّل الدخول بطريقة أخرى.
passkeys-heading = مفاتيح المرور
passkeys-hint = يفتح مفتاح المرور حسابك ببصمتك أو وجهك أو رمز جهازك. لا يستطيع أحد تخمينه أو خداعك لتكشفه.
passkeys-known = لهذا الجهاز مفتاح مرور لحسابك بالفعل.
passkeys-last-used = آخر استخدام: { $date }
passkeys-last-way-in = طريقك الوحيد للدخول
passkeys-may-sync = على جهاز واحد، ويمكن مزامنته
passkeys-name = اسم مفتاح المرور
passkeys-needs-script = تحتاج مفاتيح المرور إلى JavaScript، وهو معطّل في هذا المتصفح.
passkeys-never-used = لم يُستخدم بعد
passkeys-none = ليس لديك مفتاح مرور بعد.
passkeys-one = لديك مفتاح مرور واحد. أضف آخر على جهاز ثانٍ كي لا يمنعك فقدان أحدهما من الدخول.
passkeys-or = أو
passkeys-remove = إزالة<span class="aside"> مفتاح المرور { $name }</span>
passkeys-rename = إعادة تسمية<span class="aside"> مفتاح المرور { $name }</span>
passkeys-save = حفظ
passkeys-second-factor = عامل ثانٍ فقط
passkeys-sign-in = تسجيل الدخول بمفتاح مرور
passkeys-way = مفتاح مرور
passkeys-synced = تجري مزامنته بين أجهزتك
