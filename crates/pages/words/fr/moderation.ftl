# French. What the variables are stands in the English file.

moderation-banned-until = Votre compte est exclu jusqu’au { $date }. Le motif : { $reason }
moderation-banned-for-good = Votre compte est exclu définitivement. Le motif : { $reason }
moderation-banned = Votre compte est exclu pour le moment.
moderation-title = Exclusions
moderation-ban = Exclure quelqu’un
moderation-ban-person = Exclure cette personne
moderation-ban-telling = Les sessions d’une personne prennent fin aussitôt, et elle lit pourquoi lorsqu’elle se connecte. Une adresse exclue tient à l’écart ceux qui ne sont pas connectés, et personne d’autre.
moderation-who = Qui
moderation-who-hint = Une adresse e-mail, un identifiant, une adresse IP ou un /64 d’IPv6
moderation-for = Pour combien de temps
moderation-for-hint = Par exemple 30m, 2h, 7d ou 4w. Vide signifie pour toujours.
moderation-reason = Pourquoi
moderation-reason-hint = La personne le lit.
moderation-ban-submit = Exclure
moderation-list = Exclusions
moderation-none = Personne n’est exclu.
moderation-all = Montrer aussi celles qui sont terminées
moderation-counts = En vigueur
moderation-over = Terminée
moderation-lifted = Levée
moderation-lift = Lever
moderation-by-rules = par les règles
moderation-by-command-line = en ligne de commande
moderation-ends = jusqu’au { $date }
moderation-for-good = pour toujours
moderation-done-banned = L’exclusion est en vigueur.
moderation-done-lifted = L’exclusion est levée.
moderation-scores = Scores
moderation-scores-telling = Ce qui a été fait trop souvent. À chaque multiple de BAN_INTERVAL suit une exclusion, là où BAN_VIOLATIONS est activé.
moderation-no-scores = Il n’y en a pas.
moderation-score =
      { $events ->
          [one] { $score } points pour { $events } fois
         *[other] { $score } points pour { $events } fois
      }
