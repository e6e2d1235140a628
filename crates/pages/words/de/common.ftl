# German. What the variables are stands in the English file.

common-error-title = Fehler: { $title }
common-failure = { $what } { $remedy }
common-failed-heading = Das hat nicht geklappt
common-field-error = Fehler:
common-password-hide = Verbergen
common-password-hide-label = Passwort verbergen
common-password-show = Zeigen
common-password-show-label = Passwort zeigen
common-skip = Zum Inhalt springen
common-kept-by = Die Tür hütet <span class="kept">Doorward</span>
common-to-start = Zur Startseite
common-error-code = Code
common-error-for-administrators = Für die Verwaltung
common-error-request = Anfrage
common-error-status = Status
common-error-time = Zeit
common-language = Sprache
common-language-choose = Ändern
common-day = { $day }. { $month ->
      [1] Januar
      [2] Februar
      [3] März
      [4] April
      [5] Mai
      [6] Juni
      [7] Juli
      [8] August
      [9] September
      [10] Oktober
      [11] November
     *[12] Dezember
    } { $year }
common-moment = { $day }, { $time } UTC
