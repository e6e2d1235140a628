# French. What the variables are stands in the English file.

sign-out-again = Se reconnecter
sign-out-done = Vous êtes déconnecté
sign-out-done-telling = Ce navigateur vous a oublié. Sur un ordinateur partagé, fermez aussi la fenêtre.
sign-out-done-title = Déconnecté
sign-out-heading = Se déconnecter ?
sign-out-stay = Rester connecté
sign-out-submit = Se déconnecter
sign-out-telling = Vous êtes connecté en tant que <strong class="who">{ $who }</strong>. Vos autres appareils restent connectés.
sign-out-title = Déconnexion
