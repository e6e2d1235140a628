# Arabic. What the variables are stands in the English file.

mail-hello = مرحبًا { $name }،
mail-hello-nobody = مرحبًا،
mail-ignore = إن لم تكن أنت من فعل ذلك فلا تفعل شيئًا. لا يتغيّر شيء من دون الرابط.
mail-act = إن لم تكن أنت من فعل ذلك فعيّن كلمة مرور جديدة فورًا وراجع جلسات حسابك.
mail-verify-address =
    .subject = أكّد عنوانك
    .lead = ذُكر هذا العنوان لحساب في { $app }.
    .action = تأكيد هذا العنوان
mail-reset-password =
    .subject = تعيين كلمة مرور جديدة
    .lead = طلب شخص ما كلمة مرور جديدة لحسابك في { $app }.
    .action = تعيين كلمة مرور جديدة
    .note =
        { $minutes ->
            [zero] يعمل الرابط مرة واحدة، خلال { $minutes } دقيقة.
            [one] يعمل الرابط مرة واحدة، خلال دقيقة واحدة.
            [two] يعمل الرابط مرة واحدة، خلال دقيقتين.
            [few] يعمل الرابط مرة واحدة، خلال { $minutes } دقائق.
           *[other] يعمل الرابط مرة واحدة، خلال { $minutes } دقيقة.
        }
mail-no-password =
    .subject = ليس لحسابك كلمة مرور
    .lead = طلب شخص ما كلمة مرور جديدة لحسابك في { $app }. ليست له كلمة مرور: سجّل الدخول بالطريقة التي استخدمتها من قبل.
    .action = تسجيل الدخول
mail-password-was-reset =
    .subject = تغيّرت كلمة مرورك
    .lead = عُيّنت كلمة مرور جديدة لحسابك في { $app }، وانتهت كل جلساته.
mail-invitation =
    .subject = أنت مدعو إلى { $app }
    .lead = أنت مدعو إلى { $app }.
    .lead-by = يدعوك { $inviter } إلى { $app }.
    .action = قبول الدعوة
    .note = الدعوة صالحة حتى { $until }.
mail-address-change =
    .subject = أكّد عنوانك الجديد
    .lead = سيصبح هذا عنوان حساب في { $app }.
    .action = تأكيد هذا العنوان
mail-address-changed =
    .subject = تغيّر عنوانك
    .lead = أصبح لحسابك في { $app } عنوان آخر. تُرسل الرسائل إليه من الآن فصاعدًا.
    .action = التراجع عن التغيير
    .note = إن كنت أنت من غيّره فلا تفعل شيئًا.
mail-new-device =
    .subject = تسجيل دخول جديد
    .lead = سجّل شخص ما الدخول إلى حسابك في { $app } بجهاز لم يُرَ من قبل: { $device }، من { $address }، { $at }.
mail-factor-added =
    .subject =
        { $factor ->
            [passkey] أُضيف مفتاح مرور
            [recovery-codes] أُنشئت رموز استرداد جديدة
           *[authenticator] أُضيف تطبيق مصادقة
        }
    .lead =
        { $factor ->
            [passkey] أُضيف مفتاح مرور إلى حسابك في { $app }.
            [recovery-codes] أُنشئت رموز استرداد جديدة لحسابك في { $app }. لم تعد الرموز القديمة صالحة.
           *[authenticator] أُضيف تطبيق مصادقة إلى حسابك في { $app }.
        }
mail-factor-removed =
    .subject =
        { $factor ->
            [passkey] أُزيل مفتاح مرور
            [recovery-codes] أُزيلت رموز الاسترداد الخاصة بك
            [all] أُزيلت عواملك الثانية
           *[authenticator] أُزيل تطبيق مصادقة
        }
    .lead =
        { $factor ->
            [passkey] أُزيل مفتاح مرور من حسابك في { $app }.
            [recovery-codes] أُزيلت رموز استرداد حسابك في { $app }.
            [all] أُزيلت كل العوامل الثانية ومفاتيح المرور من حسابك في { $app }، وأُنهيت جلساته.
           *[authenticator] أُزيل تطبيق مصادقة من حسابك في { $app }.
        }
mail-provider-linked =
    .subject = يفتح { $provider } حسابك
    .lead = رُبط { $provider } بحسابك في { $app } ويفتحه من الآن فصاعدًا.
mail-provider-removed =
    .subject = لم يعد { $provider } يفتح حسابك
    .lead = أُزيل { $provider } من حسابك في { $app }.
mail-approved =
    .subject = يمكنك الدخول
    .lead = تمت الموافقة على حسابك في { $app }. يمكنك تسجيل الدخول.
    .action = تسجيل الدخول
mail-test =
    .subject = بريد { $app } يعمل
    .lead = أُرسلت هذه الرسالة يدويًا لمعرفة هل يصل بريد { $app }. لقد وصلت.
mail-password-changed =
    .subject = تم تغيير كلمة مرورك
    .lead = تم تغيير كلمة مرور حسابك في { $app }، وأُنهيت كل جلساته الأخرى.
mail-people-waiting =
    .subject = هناك من ينتظر القبول
    .lead = أشخاص جدد في { $app } ينتظرون أن يسمح لهم أحد المديرين بالدخول. لن تخبر رسائل أخرى بذلك خلال ساعة.
    .action = عرض المنتظرين
