# Spanish. What the variables are stands in the English file.

notices-account-created = Tu cuenta está lista. Inicia sesión para continuar.
notices-account-deleted = Tu cuenta y sus sesiones se han eliminado.
notices-address-asked = Un correo va camino de la nueva dirección. Tu cuenta conserva la anterior hasta que la confirmes allí.
notices-address-changed = Tu cuenta tiene su nueva dirección.
notices-address-verified = Tu dirección está confirmada. Inicia sesión para continuar.
notices-account-waits = Tu cuenta está creada. Podrás entrar cuando un administrador la haya aprobado.
notices-approval-withdrawn = Esa persona vuelve a esperar aprobación.
notices-authenticator-removed = Tu aplicación de autenticación se ha quitado. Tu contraseña sola vuelve a abrir tu cuenta.
notices-confirmed = Eres tú. Durante diez minutos puedes cambiar cómo inicias sesión.
notices-devices-forgotten = Se vuelve a pedir un código en todos los navegadores.
notices-guest-over = Tu estancia ha terminado, o el código ha cambiado. Introdúcelo otra vez.
notices-invitation-revoked = Esa invitación ya no vale.
notices-others-ended = Todas tus demás sesiones se han cerrado.
notices-password-reset = Tu nueva contraseña está establecida, y todas las sesiones se han cerrado. Inicia sesión con ella.
notices-person-approved = Esa persona puede entrar a partir de ahora.
notices-person-rejected = Esa persona ha sido rechazada.
notices-passkey-added = Esa llave de acceso es tuya a partir de ahora.
notices-passkey-removed = Esa llave de acceso se ha quitado. Elimínala también en tu dispositivo.
notices-passkey-renamed = Esa llave de acceso tiene su nuevo nombre.
notices-provider-linked = Ese proveedor abre tu cuenta a partir de ahora.
notices-provider-removed = Ese proveedor ya no abre tu cuenta.
notices-session-ended = Esa sesión se ha cerrado.
notices-session-over = Tu sesión ha terminado. Inicia sesión otra vez para continuar.
notices-sign-in-first = Inicia sesión para continuar.
notices-signed-out = Has cerrado sesión.
