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
