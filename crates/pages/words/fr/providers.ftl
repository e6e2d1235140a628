# French. What the variables are stands in the English file.

providers-also = Aussi accepté
providers-new-people = Nouvelles personnes
providers-new-people-no = Seulement les personnes qui ont un compte
providers-new-people-yes = Peuvent entrer
providers-none = Aucun fournisseur n’est configuré. On se connecte avec un mot de passe.
providers-protocol = Protocole
providers-redirect-uri = URI de redirection
providers-setting-name = Nom dans les réglages
providers-telling = Enregistrez chaque URI de redirection chez son fournisseur exactement comme elle figure ici.
providers-title = Fournisseurs
