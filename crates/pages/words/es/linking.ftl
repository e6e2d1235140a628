# Spanish. What the variables are stands in the English file.

linking-ask-email = Correo electrónico
linking-ask-no-way = Aquí no está configurada ninguna otra forma de iniciar sesión. Consulta a la persona que lleva { $app }.
linking-ask-or = o demuéstralo con
linking-ask-other-way = Mejor iniciar sesión de otra forma
linking-ask-password = Contraseña
linking-ask-submit = Vincular e iniciar sesión
linking-ask-title-unverified = ¿Tienes ya una cuenta aquí?
linking-ask-title-verified = Esta dirección ya tiene una cuenta
linking-ask-unverified = { $provider } da <strong class="who">{ $email }</strong> como tu dirección, pero no la ha comprobado, así que por sí sola no sirve.
linking-ask-unverified-show = Si tienes aquí una cuenta con esta dirección, demuestra que es tuya, y { $provider } también la abrirá a partir de ahora.
linking-ask-verified = { $provider } dice que eres <strong class="who">{ $email }</strong>. Aquí hay una cuenta con esta dirección, que inicia sesión de otra forma.
linking-ask-verified-show = Demuestra que es tuya, y { $provider } también la abrirá a partir de ahora.
linking-confirm-back = No cambiar nada
linking-confirm-code = Código
linking-confirm-code-hint = De tu aplicación de autenticación, o un código de recuperación.
linking-confirm-invite = Estás a punto de invitar a alguien. Demuestra antes que sigues siendo tú. Después di otra vez a quién.
linking-confirm-revoke = Estás a punto de retirar una invitación. Demuestra antes que sigues siendo tú.
linking-confirm-delete = Estás a punto de eliminar tu cuenta. Demuestra antes que sigues siendo tú. Después pídelo una vez más.
linking-confirm-email = Correo electrónico
linking-confirm-link = Estás a punto de dejar que { $provider } abra tu cuenta. Demuestra antes que sigues siendo tú.
linking-confirm-no-way = Cierra sesión y vuelve a iniciarla. Durante los diez minutos siguientes no se pide nada más.
linking-confirm-or = o
linking-confirm-password = Contraseña
linking-confirm-provider = Iniciar sesión de nuevo con { $provider }
linking-confirm-remove = Estás a punto de impedir que { $provider } abra tu cuenta. Demuestra antes que sigues siendo tú.
linking-confirm-submit = Confirmar
linking-confirm-title = Confirma que eres tú
linking-onward = Se te está llevando allí. Si no ocurre nada, continúa por tu cuenta.
linking-onward-go = Continuar a { $provider }
linking-onward-title = Hacia { $provider }
linking-confirm-administer = Estás a punto de cambiar la cuenta de { $name }. Demuestra antes que sigues siendo tú.
linking-confirm-mail = Estás a punto de enviar correo. Demuestra antes que sigues siendo tú.
linking-confirm-export = Vas a descargar lo que se guarda sobre ti. Demuestra primero que sigues siendo tú.
linking-confirm-password-add = Vas a añadir una contraseña a tu cuenta. Demuestra primero que sigues siendo tú y después escribe la contraseña nueva otra vez.
