# French. What the variables are stands in the English file.

notices-account-created = Votre compte est prêt. Connectez-vous pour continuer.
notices-account-deleted = Votre compte et ses sessions sont supprimés.
notices-address-asked = Un e-mail est en route vers la nouvelle adresse. Votre compte garde l’ancienne jusqu’à ce que vous la confirmiez là-bas.
notices-address-changed = Votre compte a sa nouvelle adresse.
notices-address-verified = Votre adresse est confirmée. Connectez-vous pour continuer.
notices-account-waits = Votre compte est créé. Vous pourrez entrer dès qu’un administrateur l’aura approuvé.
notices-approval-withdrawn = Cette personne attend de nouveau une approbation.
notices-authenticator-removed = Votre application d’authentification est retirée. Votre mot de passe seul ouvre de nouveau votre compte.
notices-confirmed = C’est bien vous. Pendant dix minutes, vous pouvez changer votre façon de vous connecter.
notices-devices-forgotten = Un code est de nouveau demandé à chaque navigateur.
notices-guest-over = Votre séjour est terminé, ou le code a changé. Saisissez-le de nouveau.
notices-invitation-revoked = Cette invitation n’est plus valable.
notices-others-ended = Toutes vos autres sessions ont pris fin.
notices-password-reset = Votre nouveau mot de passe est défini, et toutes les sessions ont pris fin. Connectez-vous avec lui.
notices-person-approved = Cette personne peut désormais entrer.
notices-person-rejected = Cette personne est refusée.
notices-passkey-added = Cette clé d’accès est désormais la vôtre.
notices-passkey-removed = Cette clé d’accès est retirée. Supprimez-la aussi sur votre appareil.
notices-passkey-renamed = Cette clé d’accès a son nouveau nom.
notices-provider-linked = Ce fournisseur ouvre désormais votre compte.
notices-provider-removed = Ce fournisseur n’ouvre plus votre compte.
notices-session-ended = Cette session a pris fin.
notices-session-over = Votre session est terminée. Reconnectez-vous pour continuer.
notices-sign-in-first = Connectez-vous pour continuer.
notices-signed-out = Vous êtes déconnecté.
