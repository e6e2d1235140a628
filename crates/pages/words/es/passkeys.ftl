# Spanish. What the variables are stands in the English file.

passkeys-add = Añadir una llave de acceso
passkeys-cancelled = No se hizo nada: el navegador no recibió una llave de acceso, o se tardó demasiado.
passkeys-confirm = Usar una llave de acceso
passkeys-confirm-add = Estás a punto de añadir una llave de acceso que abre tu cuenta. Demuestra antes que sigues siendo tú.
passkeys-confirm-remove = Estás a punto de quitar la llave de acceso { $name } de tu cuenta. Demuestra antes que sigues siendo tú.
passkeys-created = Añadida el { $date }
passkeys-device-bound = Solo en un dispositivo
passkeys-failed = El navegador no pudo usar una llave de acceso aquí. Vuelve a intentarlo, o inicia sesión de otra forma.
passkeys-heading = Llaves de acceso
passkeys-hint = Una llave de acceso abre tu cuenta con tu huella, tu cara o el código de tu dispositivo. Nadie puede adivinarla ni engañarte para que la reveles.
passkeys-known = Este dispositivo ya tiene una llave de acceso para tu cuenta.
passkeys-last-used = Usada por última vez: { $date }
passkeys-last-way-in = Tu única entrada
passkeys-may-sync = En un dispositivo; puede sincronizarse
passkeys-name = Nombre de la llave de acceso
passkeys-needs-script = Las llaves de acceso necesitan JavaScript, que está desactivado en este navegador.
passkeys-never-used = Sin usar todavía
passkeys-none = Todavía no tienes ninguna llave de acceso.
passkeys-one = Tienes una llave de acceso. Añade otra en un segundo dispositivo, para que perder una no te deje fuera.
passkeys-or = o
passkeys-remove = Quitar<span class="aside"> la llave de acceso { $name }</span>
passkeys-rename = Cambiar el nombre<span class="aside"> de la llave de acceso { $name }</span>
passkeys-save = Guardar
passkeys-second-factor = Solo segundo factor
passkeys-sign-in = Iniciar sesión con una llave de acceso
passkeys-way = Llave de acceso
passkeys-synced = Sincronizada entre tus dispositivos
