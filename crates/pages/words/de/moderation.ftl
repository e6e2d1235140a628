# German. What the variables are stands in the English file.

moderation-banned-until = Dein Konto ist bis { $date } gesperrt. Der Grund: { $reason }
moderation-banned-for-good = Dein Konto ist auf Dauer gesperrt. Der Grund: { $reason }
moderation-banned = Dein Konto ist zurzeit gesperrt.
moderation-title = Sperren
moderation-ban = Jemanden sperren
moderation-ban-person = Diese Person sperren
moderation-ban-telling = Die Sitzungen einer Person enden sofort, und sie liest den Grund, wenn sie sich anmeldet. Eine gesperrte Adresse hält fern, wer nicht angemeldet ist, und sonst niemanden.
moderation-who = Wen
moderation-who-hint = Eine E-Mail-Adresse, eine Kennung, eine IP-Adresse oder ein /64 von IPv6
moderation-for = Wie lange
moderation-for-hint = Etwa 30m, 2h, 7d oder 4w. Leer heißt für immer.
moderation-reason = Warum
moderation-reason-hint = Die Person liest es.
moderation-ban-submit = Sperren
moderation-list = Sperren
moderation-none = Niemand ist gesperrt.
moderation-all = Auch vergangene zeigen
moderation-counts = In Kraft
moderation-over = Vorbei
moderation-lifted = Aufgehoben
moderation-lift = Aufheben
moderation-by-rules = durch die Regeln
moderation-by-command-line = auf der Kommandozeile
moderation-ends = bis { $date }
moderation-for-good = für immer
moderation-done-banned = Die Sperre ist in Kraft.
moderation-done-lifted = Die Sperre ist aufgehoben.
moderation-scores = Punktestände
moderation-scores-telling = Was zu oft geschehen ist. Bei jedem Vielfachen von BAN_INTERVAL folgt eine Sperre, wo BAN_VIOLATIONS eingeschaltet ist.
moderation-no-scores = Es gibt keine.
moderation-score =
      { $events ->
          [one] { $score } Punkte für einmal
         *[other] { $score } Punkte für { $events } Mal
      }
