# Spanish. What the variables are stands in the English file.

register-closed = Por el momento no se admiten cuentas nuevas. Si necesitas una, consulta a la persona que lleva { $app }.
register-closed-go = Ir a iniciar sesión
register-email = Correo electrónico
register-email-invalid = Escribe una dirección de correo como nombre@example.com.
register-email-missing = Escribe tu dirección de correo.
register-email-too-long = Tu dirección de correo puede tener como máximo { $count } caracteres.
register-email-too-short = Tu dirección de correo necesita al menos { $count } caracteres.
register-first-lead = Eres la primera persona aquí. Esta cuenta será la que administre { $app }.
register-have-account = ¿Ya tienes una cuenta? <a href="{ $href }">Iniciar sesión</a>
register-name = Nombre
register-name-missing = Escribe tu nombre.
register-name-too-long = Tu nombre puede tener como máximo { $count } caracteres.
register-name-too-short = Tu nombre necesita al menos { $count } caracteres.
register-needs-link = La primera cuenta se crea con el enlace de instalación que Doorward muestra al arrancar. Abre ese enlace para continuar.
register-needs-link-where = El enlace está en el terminal o en el registro del servidor. Al arrancar Doorward de nuevo se muestra otro.
register-password = Contraseña
register-password-blank = Escribe una contraseña que no sea solo espacios.
register-password-breached = Esta contraseña se conoce por una filtración de datos en otro lugar, así que es de las primeras que se prueban. Elige otra.
register-password-guessable = Esta contraseña es una de las primeras que alguien probaría. Unas cuantas palabras sin relación entre sí hacen una mejor.
register-password-missing = Escribe tu contraseña.
register-password-policy = Al menos { $count } caracteres. Unas cuantas palabras sin relación entre sí hacen una buena.
register-password-too-long = Tu contraseña puede tener como máximo { $count } caracteres.
register-password-too-short = Tu contraseña necesita al menos { $count } caracteres.
register-submit = Crear la cuenta
register-submit-first = Crear el administrador
register-title = Crear una cuenta
register-title-closed = El registro está cerrado
register-title-first = Crea la primera cuenta
register-title-needs-link = Aún sin configurar
register-username = Nombre de usuario (opcional)
register-username-characters = Usa solo letras, cifras y _ . @ # $ % & ( ) en tu nombre de usuario.
register-username-injection = No pongas comillas, corchetes ni -- en tu nombre de usuario.
register-username-missing = Escribe tu nombre de usuario.
register-username-too-long = Tu nombre de usuario puede tener como máximo { $count } caracteres.
register-username-too-short = Tu nombre de usuario necesita al menos { $count } caracteres.
