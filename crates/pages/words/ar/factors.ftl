# Arabic. What the variables are stands in the English file.

factors-step-title = خطوة واحدة بعد
factors-step-code = الرمز
factors-step-code-hint = الأرقام الستة التي يعرضها تطبيق المصادقة.
factors-step-recovery = رمز الاسترداد
factors-step-recovery-hint = أحد الرموز التي احتفظت بها عند إعداد تطبيق المصادقة. كل رمز يصلح مرة واحدة.
factors-step-passkey-hint = يطلب متصفحك مفتاح المرور.
factors-step-go = متابعة
factors-step-use-app = استخدام تطبيق المصادقة
factors-step-use-recovery = استخدام رمز استرداد
factors-step-use-passkey = استخدام مفتاح المرور
factors-step-other = تسجيل الدخول بطريقة أخرى
factors-step-remember = عدم السؤال في هذا المتصفح لمدة 30 يومًا
factors-step-remember-hint = ليس على جهاز يستخدمه غيرك أيضًا.
factors-app-title = تطبيق المصادقة
factors-app-what = يعرض تطبيق على هاتفك رمزًا جديدًا كل نصف دقيقة. من يملك كلمة مرورك وحدها لا يدخل.
factors-app-demanded = العامل الثاني مطلوب هنا. أعدّ واحدًا للمتابعة.
factors-app-begin = إعداد
factors-app-scan = امسح هذا الرمز بتطبيق المصادقة.
factors-app-qr = رمز لتطبيق المصادقة. المحتوى نفسه مكتوب أسفله نصًا.
factors-app-type = أو اكتب فيه هذا المفتاح:
factors-app-code = الرمز الذي يعرضه التطبيق الآن
factors-app-confirm = تأكيد
factors-app-since = تُطلب الرموز منذ { $date }.
factors-app-proof = الرمز
factors-app-proof-hint = من تطبيق المصادقة، أو رمز استرداد. كل تغيير هنا يحتاج إلى رمز.
factors-app-replace = إعداد تطبيق آخر
factors-app-remove = إزالة
factors-app-stays = العامل الثاني مطلوب منك، وهذا هو الوحيد، لذلك يبقى.
factors-app-change = تغيير
factors-app-back = العودة إلى حسابك
factors-codes-left =
      { $count ->
          [0] لم يبق أي رمز استرداد. أنشئ رموزًا جديدة.
          [one] بقي رمز استرداد واحد. أنشئ رموزًا جديدة قريبًا.
          [two] بقي رمزا استرداد.
          [few] بقيت { $count } رموز استرداد.
          [many] بقي { $count } رمز استرداد.
         *[other] بقي { $count } رمز استرداد.
      }
factors-codes-new = رموز استرداد جديدة
factors-codes-keep = احفظ هذه الرموز حيث تجدها من دون هاتفك. يصلح كل منها مرة واحدة بدلًا من التطبيق. لن تُعرض مرة أخرى.
factors-codes-download = تنزيل
factors-codes-copy = نسخ
factors-codes-print = طباعة
factors-codes-kept = لقد حفظتها
factors-trusted =
      { $count ->
          [one] لا تُطلب الرموز من متصفح واحد.
          [two] لا تُطلب الرموز من متصفحين.
          [few] لا تُطلب الرموز من { $count } متصفحات.
          [many] لا تُطلب الرموز من { $count } متصفحًا.
         *[other] لا تُطلب الرموز من { $count } متصفح.
      }
factors-trusted-end = السؤال في كل مكان من جديد
factors-trusted-title = المتصفحات الموثوقة
factors-trusted-telling = لا يُطلب منك عامل ثانٍ عند تسجيل الدخول في هذه المتصفحات.
factors-trusted-added = أُضيف في { $date }
factors-trusted-used = آخر استخدام: { $when }
factors-trusted-until = حتى { $date }
factors-trusted-stop = إنهاء الثقة<span class="aside"> في { $device }، أُضيف في { $date }</span>
factors-trusted-end-all = إنهاء الثقة في الكل
factors-confirm = سيُعدّ تطبيق مصادقة لحسابك.
