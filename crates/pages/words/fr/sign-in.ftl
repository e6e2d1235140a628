# French. What the variables are stands in the English file.

sign-in-continue-with = Continuer avec { $provider }
sign-in-email = Adresse e-mail
sign-in-forgotten = Mot de passe oublié ?
sign-in-last-used = Dernier utilisé
sign-in-new-here = Nouveau ici ? <a href="{ $href }">Créer un compte</a>
sign-in-no-account = Pas de compte ? <a href="{ $href }">Utiliser un code d’accès</a>
sign-in-no-way = Aucun mode de connexion n’est encore configuré ici. Adressez-vous à la personne qui gère { $app }.
sign-in-or-password = ou avec un mot de passe
sign-in-password = Mot de passe
sign-in-submit = Se connecter
sign-in-title = Connexion
