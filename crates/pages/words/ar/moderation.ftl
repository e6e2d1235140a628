# Arabic. What the variables are stands in the English file.

moderation-banned-until = حسابك محظور حتى { $date }. السبب: { $reason }
moderation-banned-for-good = حسابك محظور نهائيًا. السبب: { $reason }
moderation-banned = حسابك محظور في الوقت الحالي.
moderation-title = الحظر
moderation-ban = حظر شخص
moderation-ban-person = حظر هذا الشخص
moderation-ban-telling = تنتهي جلسات الشخص فورًا، ويقرأ السبب حين يسجّل الدخول. العنوان المحظور يمنع من لم يسجّل الدخول، ولا أحد سواه.
moderation-who = من
moderation-who-hint = بريد إلكتروني أو معرّف أو عنوان IP أو نطاق ‎/64 من IPv6
moderation-for = المدة
moderation-for-hint = مثل 30m أو 2h أو 7d أو 4w. الفارغ يعني دائمًا.
moderation-reason = السبب
moderation-reason-hint = يقرؤه الشخص.
moderation-ban-submit = حظر
moderation-list = قائمة الحظر
moderation-none = لا أحد محظور.
moderation-all = عرض المنتهية أيضًا
moderation-counts = ساري المفعول
moderation-over = منتهٍ
moderation-lifted = مرفوع
moderation-lift = رفع
moderation-by-rules = بموجب القواعد
moderation-by-command-line = من سطر الأوامر
moderation-ends = حتى { $date }
moderation-for-good = دائم
moderation-done-banned = الحظر ساري المفعول.
moderation-done-lifted = رُفع الحظر.
moderation-scores = النقاط
moderation-scores-telling = ما حدث أكثر من اللازم. عند كل مضاعف لـ BAN_INTERVAL يتبعه حظر، حيث يكون BAN_VIOLATIONS مفعّلًا.
moderation-no-scores = لا يوجد شيء.
moderation-score =
      { $events ->
          [one] { $score } من النقاط لمرة واحدة
          [two] { $score } من النقاط لمرتين
          [few] { $score } من النقاط لـ { $events } مرات
         *[other] { $score } من النقاط لـ { $events } مرة
      }
