# Spanish. What the variables are stands in the English file.

account-delete = Eliminar tu cuenta
account-delete-confirm = Escribe { $phrase } para confirmar
account-delete-open = Eliminar mi cuenta
account-delete-password = Contraseña
account-delete-submit = Eliminar para siempre
account-delete-telling = Esto cierra todas las sesiones y borra tu cuenta aquí. No se puede deshacer.
account-device = { $browser } en { $system }
account-device-unknown = Dispositivo desconocido
account-email = Correo electrónico
account-here-since = Aquí desde
account-link-another = Vincular otro proveedor
account-link-another-hint = Quien inicie sesión allí abrirá después esta cuenta aquí.
account-link-begin = <span class="aside">Vincular </span>{ $provider }
account-link-last = Tu única entrada
account-link-remove = Quitar<span class="aside"> { $provider }</span>
account-linked = Vinculado el { $date }
account-linked-not-set-up = Vinculado el { $date } · ya no está configurado aquí
account-name = Nombre
account-password = Contraseña
account-profile = Perfil
account-console = Administración
account-role = Rol
account-role-admin = Administrador
account-role-user = Miembro
account-session-active = Activa ahora
account-session-current = Este dispositivo
account-session-end = Cerrar<span class="aside"> la sesión en { $device }, { $address }</span>
account-session-seen = Vista por última vez: { $when }
account-session-since = desde el { $when }
account-sessions = Dónde has iniciado sesión
account-sessions-end-others = Cerrar todas las demás
account-sign-out = Cerrar sesión
account-signs-in-with = Inicia sesión con
account-title = Tu cuenta
account-username = Nombre de usuario
account-way-password = Contraseña
account-ways-in = Cómo inicias sesión
account-profile-edit = Editar tu perfil
account-profile-save = Guardar
account-picture = Dirección de una imagen
account-picture-hint = Una dirección https de tu imagen. Déjala vacía si no quieres ninguna.
account-picture-wrong = Escribe una dirección que empiece por https:// o deja el campo vacío.
account-password-telling = Un cambio cierra tus otras sesiones.
account-password-none = Tu cuenta no tiene contraseña. Con una puedes iniciar sesión sin proveedor.
account-password-change = Cambiar la contraseña
account-password-add = Añadir una contraseña
account-password-current = Contraseña actual
account-password-new = Contraseña nueva
account-data = Tus datos
account-data-telling = Lo que se guarda aquí sobre ti, en un archivo: cuenta, proveedores, sesiones, invitaciones y actividad.
account-data-download = Descargar
account-sessions-short = Sesiones
