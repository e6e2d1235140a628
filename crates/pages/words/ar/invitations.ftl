# Arabic. What the variables are stands in the English file.

invitations-title = الدعوات
invitations-invite = دعوة شخص
invitations-invite-telling = يمكن لشخص واحد إنشاء حساب برابط الدعوة، سواء أكان التسجيل مفتوحًا أم لا.
invitations-email = البريد الإلكتروني
invitations-email-hint = اتركه فارغًا ليدخل من يحمل الرابط.
invitations-role = الدور
invitations-days = عدد أيام الصلاحية
invitations-submit = دعوة
invitations-made = تمت دعوة { $email }. سلّم هذا الرابط، فهو لا يظهر إلا هذه المرة.
invitations-made-open = سلّم هذا الرابط لمن تدعوه، فهو لا يظهر إلا هذه المرة.
invitations-mailed = تمت دعوة { $email }. الرابط في طريقه بالبريد.
invitations-list = الدعوات حتى الآن
invitations-none = لم يُدعَ أحد.
invitations-anybody = من يحمل الرابط
invitations-created = أُنشئت في { $date }
invitations-until = حتى { $until }
invitations-was-until = كانت صالحة حتى { $until }
invitations-revoke = سحب<span class="aside"> الدعوة { $id }</span>
invitations-letter-waits = لم تُرسل رسالتها بعد، وستُعاد المحاولة.
invitations-letter-given-up = تعذّر إرسال رسالتها.
invitations-letter-why = عرض السبب
invitations-standing-open = مفتوحة
invitations-standing-redeemed = مستخدمة
invitations-standing-revoked = مسحوبة
invitations-standing-expired = قديمة جدًا
invitations-heading = أنت مدعو
invitations-lead = أنشئ حسابك في { $app }.
invitations-lead-for = هذه الدعوة إلى { $app } هي لـ { $email }.
invitations-or = أو
invitations-approvals = الموافقات
invitations-approvals-off = لا يحتاج الأشخاص الجدد إلى موافقة هنا. الإعداد DOORWARD_APPROVAL=true يجعلهم ينتظرون في هذه الصفحة.
invitations-approvals-none = لا أحد ينتظر.
invitations-approvals-list = ينتظرون الدخول
invitations-approvals-unchecked = { $email } (لم يتحقّق أحد من هذا العنوان)
invitations-approvals-no-address = بلا عنوان
invitations-approvals-since = ينتظر منذ { $date }
invitations-approve = السماح بالدخول<span class="aside"> لـ { $name }</span>
invitations-reject = رفض<span class="aside"> { $name } وحذف الحساب</span>
