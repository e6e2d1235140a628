# Arabic. What the variables are stands in the English file.

register-closed = لا تُقبل حسابات جديدة حاليًا. إن احتجت إلى حساب فاسأل من يدير { $app }.
register-closed-go = الذهاب إلى تسجيل الدخول
register-email = البريد الإلكتروني
register-email-invalid = أدخل بريدًا إلكترونيًا مثل name@example.com.
register-email-missing = أدخل بريدك الإلكتروني.
register-email-too-long =
      { $count ->
          [few] يمكن أن يتكوّن بريدك الإلكتروني من { $count } أحرف على الأكثر.
          [many] يمكن أن يتكوّن بريدك الإلكتروني من { $count } حرفًا على الأكثر.
         *[other] يمكن أن يتكوّن بريدك الإلكتروني من { $count } حرف على الأكثر.
      }
register-email-too-short =
      { $count ->
          [few] يحتاج بريدك الإلكتروني إلى { $count } أحرف على الأقل.
          [many] يحتاج بريدك الإلكتروني إلى { $count } حرفًا على الأقل.
         *[other] يحتاج بريدك الإلكتروني إلى { $count } حرف على الأقل.
      }
register-first-lead = أنت أول من يصل. يصبح هذا الحساب مدير { $app }.
register-have-account = لديك حساب بالفعل؟ <a href="{ $href }">تسجيل الدخول</a>
register-name = الاسم
register-name-missing = أدخل اسمك.
register-name-too-long =
      { $count ->
          [few] يمكن أن يتكوّن اسمك من { $count } أحرف على الأكثر.
          [many] يمكن أن يتكوّن اسمك من { $count } حرفًا على الأكثر.
         *[other] يمكن أن يتكوّن اسمك من { $count } حرف على الأكثر.
      }
register-name-too-short =
      { $count ->
          [few] يحتاج اسمك إلى { $count } أحرف على الأقل.
          [many] يحتاج اسمك إلى { $count } حرفًا على الأقل.
         *[other] يحتاج اسمك إلى { $count } حرف على الأقل.
      }
register-needs-link = يُنشأ الحساب الأول برابط الإعداد الذي يطبعه Doorward عند بدء تشغيله. افتح ذلك الرابط للمتابعة.
register-needs-link-where = الرابط في الطرفية أو في سجل الخادم. إعادة تشغيل Doorward تطبع رابطًا جديدًا.
register-password = كلمة المرور
register-password-blank = أدخل كلمة مرور ليست مسافات فقط.
register-password-breached = كلمة المرور هذه معروفة من تسريب بيانات في مكان آخر، فهي من أول ما يُجرَّب. اختر غيرها.
register-password-guessable = كلمة المرور هذه من أول ما قد يجرّبه أحد. بضع كلمات لا صلة بينها تصنع كلمة أفضل.
register-password-missing = أدخل كلمة مرورك.
register-password-policy =
      { $count ->
          [few] { $count } أحرف على الأقل. بضع كلمات لا صلة بينها تصنع كلمة مرور جيدة.
          [many] { $count } حرفًا على الأقل. بضع كلمات لا صلة بينها تصنع كلمة مرور جيدة.
         *[other] { $count } حرف على الأقل. بضع كلمات لا صلة بينها تصنع كلمة مرور جيدة.
      }
register-password-too-long =
      { $count ->
          [few] يمكن أن تتكوّن كلمة مرورك من { $count } أحرف على الأكثر.
          [many] يمكن أن تتكوّن كلمة مرورك من { $count } حرفًا على الأكثر.
         *[other] يمكن أن تتكوّن كلمة مرورك من { $count } حرف على الأكثر.
      }
register-password-too-short =
      { $count ->
          [few] تحتاج كلمة مرورك إلى { $count } أحرف على الأقل.
          [many] تحتاج كلمة مرورك إلى { $count } حرفًا على الأقل.
         *[other] تحتاج كلمة مرورك إلى { $count } حرف على الأقل.
      }
register-submit = إنشاء الحساب
register-submit-first = إنشاء المدير
register-title = إنشاء حساب
register-title-closed = التسجيل مغلق
register-title-first = إعداد الحساب الأول
register-title-needs-link = لم يُعدّ بعد
register-username = اسم المستخدم (اختياري)
register-username-characters = استخدم في اسم المستخدم الحروف والأرقام و _ . @ # $ % & ( ) فقط.
register-username-injection = لا تضع علامات اقتباس أو أقواسًا أو -- في اسم المستخدم.
register-username-missing = أدخل اسم المستخدم.
register-username-too-long =
      { $count ->
          [few] يمكن أن يتكوّن اسم المستخدم من { $count } أحرف على الأكثر.
          [many] يمكن أن يتكوّن اسم المستخدم من { $count } حرفًا على الأكثر.
         *[other] يمكن أن يتكوّن اسم المستخدم من { $count } حرف على الأكثر.
      }
register-username-too-short =
      { $count ->
          [few] يحتاج اسم المستخدم إلى { $count } أحرف على الأقل.
          [many] يحتاج اسم المستخدم إلى { $count } حرفًا على الأقل.
         *[other] يحتاج اسم المستخدم إلى { $count } حرف على الأقل.
      }
