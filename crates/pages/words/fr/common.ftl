# French. What the variables are stands in the English file.

common-error-title = Erreur : { $title }
common-failure = { $what } { $remedy }
common-failed-heading = Il y a un problème
common-field-error = Erreur :
common-password-hide = Masquer
common-password-hide-label = Masquer le mot de passe
common-password-show = Afficher
common-password-show-label = Afficher le mot de passe
common-skip = Aller au contenu
common-kept-by = La porte est gardée par <span class="kept">Doorward</span>
common-to-start = Aller à l’accueil
common-error-code = Code
common-error-for-administrators = Pour les administrateurs
common-error-request = Requête
common-error-status = Statut
common-error-time = Heure
common-language = Langue
common-language-choose = Changer
common-day = { $day ->
      [1] 1er
     *[other] { $day }
    } { $month ->
      [1] janvier
      [2] février
      [3] mars
      [4] avril
      [5] mai
      [6] juin
      [7] juillet
      [8] août
      [9] septembre
      [10] octobre
      [11] novembre
     *[12] décembre
    } { $year }
common-moment = { $day } à { $time } UTC
