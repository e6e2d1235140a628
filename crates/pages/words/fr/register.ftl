# French. What the variables are stands in the English file.

register-closed = Aucun nouveau compte n’est accepté pour le moment. S’il vous en faut un, adressez-vous à la personne qui gère { $app }.
register-closed-go = Aller à la connexion
register-email = Adresse e-mail
register-email-invalid = Saisissez une adresse e-mail comme nom@example.com.
register-email-missing = Saisissez votre adresse e-mail.
register-email-too-long = Votre adresse e-mail peut avoir au plus { $count } caractères.
register-email-too-short = Votre adresse e-mail doit avoir au moins { $count } caractères.
register-first-lead = Vous êtes la première personne ici. Ce compte devient l’administrateur de { $app }.
register-have-account = Vous avez déjà un compte ? <a href="{ $href }">Se connecter</a>
register-name = Nom
register-name-missing = Saisissez votre nom.
register-name-too-long = Votre nom peut avoir au plus { $count } caractères.
register-name-too-short = Votre nom doit avoir au moins { $count } caractères.
register-needs-link = Le premier compte se crée avec le lien d’installation que Doorward affiche à son démarrage. Ouvrez ce lien pour continuer.
register-needs-link-where = Le lien se trouve dans le terminal ou le journal du serveur. Redémarrer Doorward en affiche un nouveau.
register-password = Mot de passe
register-password-blank = Saisissez un mot de passe qui ne soit pas fait que d’espaces.
register-password-breached = Ce mot de passe est connu par une fuite de données survenue ailleurs, il fait donc partie des premiers qui sont essayés. Choisissez-en un autre.
register-password-guessable = Ce mot de passe est l’un des premiers que quelqu’un essaierait. Quelques mots sans rapport entre eux en font un meilleur.
register-password-missing = Saisissez votre mot de passe.
register-password-policy = Au moins { $count } caractères. Quelques mots sans rapport entre eux en font un bon.
register-password-too-long = Votre mot de passe peut avoir au plus { $count } caractères.
register-password-too-short = Votre mot de passe doit avoir au moins { $count } caractères.
register-submit = Créer le compte
register-submit-first = Créer l’administrateur
register-title = Créer un compte
register-title-closed = Les inscriptions sont closes
register-title-first = Créer le premier compte
register-title-needs-link = Pas encore configuré
register-username = Nom d’utilisateur (facultatif)
register-username-characters = N’utilisez dans votre nom d’utilisateur que des lettres, des chiffres et _ . @ # $ % & ( ).
register-username-injection = Ne mettez ni guillemets, ni crochets, ni -- dans votre nom d’utilisateur.
register-username-missing = Saisissez votre nom d’utilisateur.
register-username-too-long = Votre nom d’utilisateur peut avoir au plus { $count } caractères.
register-username-too-short = Votre nom d’utilisateur doit avoir au moins { $count } caractères.
