# French. What the variables are stands in the English file.

access-code = Code d’accès
access-guest-leave = Quitter
access-guest-telling = Vous êtes entré avec un code d’accès, en tant qu’invité sans compte. Ce navigateur reste admis jusqu’à votre départ ou jusqu’au changement du code.
access-guest-title = Vous êtes entré
access-have-account = Vous avez un compte ? <a href="{ $href }">Se connecter</a>
access-heading = Saisissez le code d’accès
access-lead = Les personnes qui gèrent { $app } vous le donnent.
access-submit = Entrer
access-title = Code d’accès
