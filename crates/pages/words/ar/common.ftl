# Arabic. What the variables are stands in the English file.

common-error-title = خطأ: { $title }
common-failure = { $what } { $remedy }
common-failed-heading = هناك مشكلة
common-field-error = خطأ:
common-password-hide = إخفاء
common-password-hide-label = إخفاء كلمة المرور
common-password-show = إظهار
common-password-show-label = إظهار كلمة المرور
common-skip = الانتقال إلى المحتوى
common-kept-by = يحرس الباب <span class="kept">Doorward</span>
common-to-start = الذهاب إلى البداية
common-error-code = الرمز
common-error-for-administrators = للمديرين
common-error-request = الطلب
common-error-status = الحالة
common-error-time = الوقت
common-language = اللغة
common-language-choose = تغيير
common-day = { $day } { $month ->
      [1] يناير
      [2] فبراير
      [3] مارس
      [4] أبريل
      [5] مايو
      [6] يونيو
      [7] يوليو
      [8] أغسطس
      [9] سبتمبر
      [10] أكتوبر
      [11] نوفمبر
     *[12] ديسمبر
    } { $year }
common-moment = { $day }، { $time } بالتوقيت العالمي
