# French. What the variables are stands in the English file.

invitations-title = Invitations
invitations-invite = Inviter quelqu’un
invitations-invite-telling = Une personne peut créer un compte avec le lien d’une invitation, que les inscriptions soient ouvertes ou non.
invitations-email = Adresse e-mail
invitations-email-hint = Laissez vide pour laisser entrer quiconque a le lien.
invitations-role = Rôle
invitations-days = Jours de validité
invitations-submit = Inviter
invitations-made = { $email } est invité. Transmettez ce lien ; il n’est affiché que cette fois.
invitations-made-open = Transmettez ce lien à la personne que vous invitez ; il n’est affiché que cette fois.
invitations-mailed = { $email } est invité. Le lien est en route par e-mail.
invitations-list = Invitations jusqu’ici
invitations-none = Personne n’a été invité.
invitations-anybody = Quiconque a le lien
invitations-created = créée le { $date }
invitations-until = jusqu’au { $until }
invitations-was-until = était valable jusqu’au { $until }
invitations-revoke = Retirer<span class="aside"> l’invitation { $id }</span>
invitations-letter-waits = Sa lettre n’est pas encore partie ; un nouvel essai suivra.
invitations-letter-given-up = Sa lettre n’a pas pu être envoyée.
invitations-letter-why = Voir pourquoi
invitations-standing-open = Ouverte
invitations-standing-redeemed = Utilisée
invitations-standing-revoked = Retirée
invitations-standing-expired = Trop ancienne
invitations-heading = Vous êtes invité
invitations-lead = Créez votre compte sur { $app }.
invitations-lead-for = Cette invitation sur { $app } est pour { $email }.
invitations-or = ou
invitations-approvals = Approbations
invitations-approvals-off = Ici, les nouvelles personnes n’ont pas besoin d’approbation. DOORWARD_APPROVAL=true les fait attendre sur cette page.
invitations-approvals-none = Personne n’attend.
invitations-approvals-list = En attente d’admission
invitations-approvals-unchecked = { $email } (personne n’a vérifié cette adresse)
invitations-approvals-no-address = Pas d’adresse
invitations-approvals-since = attend depuis le { $date }
invitations-approve = Admettre<span class="aside"> { $name }</span>
invitations-reject = Refuser<span class="aside"> { $name }, et supprimer le compte</span>
