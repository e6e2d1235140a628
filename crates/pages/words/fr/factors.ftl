# French. What the variables are stands in the English file.

factors-step-title = Encore une étape
factors-step-code = Code
factors-step-code-hint = Les six chiffres qu’affiche votre application d’authentification.
factors-step-recovery = Code de récupération
factors-step-recovery-hint = L’un des codes que vous avez conservés en configurant votre application d’authentification. Chacun ne sert qu’une fois.
factors-step-passkey-hint = Votre navigateur demande votre clé d’accès.
factors-step-go = Continuer
factors-step-use-app = Utiliser votre application d’authentification
factors-step-use-recovery = Utiliser un code de récupération
factors-step-use-passkey = Utiliser une clé d’accès
factors-step-other = Se connecter autrement
