# What every page says.

# Begins the title of a page whose form was sent back. $title is the usual title.
common-error-title = Error: { $title }
# $what happened and how to $remedy it are whole sentences.
common-failure = { $what } { $remedy }
common-failed-heading = There is a problem
# Stands before what is wrong with one field, for screen readers.
common-field-error = Error:
common-password-hide = Hide
common-password-hide-label = Hide password
common-password-show = Show
common-password-show-label = Show password
common-skip = Skip to the content
common-kept-by = The door is kept by <span class="kept">Doorward</span>
common-to-start = Go to the start
# What an error page shows beside what happened.
common-error-code = Code
common-error-for-administrators = For administrators
common-error-request = Request
common-error-status = Status
common-error-time = Time
common-language = Language
common-language-choose = Change

# A day. $month is its number.
common-day = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
  } { $year }
# A point in time. $day is a day as above, $time is like 14:05.
common-moment = { $day }, { $time } UTC
