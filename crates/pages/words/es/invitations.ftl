# Spanish. What the variables are stands in the English file.

invitations-title = Invitaciones
invitations-invite = Invitar a alguien
invitations-invite-telling = Con el enlace de una invitación, una persona puede crear una cuenta, esté abierto el registro o no.
invitations-email = Correo electrónico
invitations-email-hint = Déjalo vacío para que entre quien tenga el enlace.
invitations-role = Rol
invitations-days = Días hasta que caduque
invitations-submit = Invitar
invitations-made = { $email } tiene invitación. Entrega este enlace; solo se muestra esta vez.
invitations-made-open = Entrega este enlace a quien invites; solo se muestra esta vez.
invitations-mailed = { $email } tiene invitación. El enlace va de camino por correo.
invitations-list = Invitaciones hasta ahora
invitations-none = No se ha invitado a nadie.
invitations-anybody = Quien tenga el enlace
invitations-created = creada el { $date }
invitations-until = hasta el { $until }
invitations-was-until = valía hasta el { $until }
invitations-revoke = Retirar<span class="aside"> la invitación { $id }</span>
invitations-letter-waits = Su carta aún no se ha enviado; se volverá a intentar.
invitations-letter-given-up = Su carta no se pudo enviar.
invitations-letter-why = Ver por qué
invitations-standing-open = Abierta
invitations-standing-redeemed = Usada
invitations-standing-revoked = Retirada
invitations-standing-expired = Caducada
invitations-heading = Tienes una invitación
invitations-lead = Crea tu cuenta en { $app }.
invitations-lead-for = Esta invitación a { $app } es para { $email }.
invitations-or = o
invitations-approvals = Aprobaciones
invitations-approvals-off = Aquí las personas nuevas no necesitan aprobación. DOORWARD_APPROVAL=true las hace esperar en esta página.
invitations-approvals-none = Nadie espera.
invitations-approvals-list = Esperan para entrar
invitations-approvals-unchecked = { $email } (nadie ha comprobado esta dirección)
invitations-approvals-no-address = Sin dirección
invitations-approvals-since = espera desde el { $date }
invitations-approve = Dejar entrar<span class="aside"> a { $name }</span>
invitations-reject = Rechazar<span class="aside"> a { $name } y eliminar la cuenta</span>
