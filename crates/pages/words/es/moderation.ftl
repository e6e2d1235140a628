# Spanish. What the variables are stands in the English file.

moderation-banned-until = Tu cuenta está vetada hasta el { $date }. El motivo: { $reason }
moderation-banned-for-good = Tu cuenta está vetada para siempre. El motivo: { $reason }
moderation-banned = Tu cuenta está vetada en este momento.
moderation-title = Vetos
moderation-ban = Vetar a alguien
moderation-ban-person = Vetar a esta persona
moderation-ban-telling = Las sesiones de una persona se cierran de inmediato, y lee el motivo cuando inicia sesión. Una dirección vetada mantiene fuera a quien no ha iniciado sesión, y a nadie más.
moderation-who = A quién
moderation-who-hint = Una dirección de correo, un identificador, una dirección IP o un /64 de IPv6
moderation-for = Por cuánto tiempo
moderation-for-hint = Por ejemplo 30m, 2h, 7d o 4w. Vacío significa para siempre.
moderation-reason = Por qué
moderation-reason-hint = La persona lo lee.
moderation-ban-submit = Vetar
moderation-list = Vetos
moderation-none = No hay nadie vetado.
moderation-all = Mostrar también los terminados
moderation-counts = En vigor
moderation-over = Terminado
moderation-lifted = Levantado
moderation-lift = Levantar
moderation-by-rules = por las reglas
moderation-by-command-line = en la línea de órdenes
moderation-ends = hasta el { $date }
moderation-for-good = para siempre
moderation-done-banned = El veto está en vigor.
moderation-done-lifted = El veto se ha levantado.
moderation-scores = Puntuaciones
moderation-scores-telling = Lo que se hizo demasiadas veces. En cada múltiplo de BAN_INTERVAL sigue un veto, donde BAN_VIOLATIONS está activado.
moderation-no-scores = No hay ninguna.
moderation-score =
      { $events ->
          [one] { $score } puntos por una vez
         *[other] { $score } puntos por { $events } veces
      }
