# Spanish. What the variables are stands in the English file.

sign-in-continue-with = Continuar con { $provider }
sign-in-email = Correo electrónico
sign-in-forgotten = ¿Has olvidado tu contraseña?
sign-in-last-used = Última usada
sign-in-new-here = ¿Primera vez aquí? <a href="{ $href }">Crear una cuenta</a>
sign-in-no-account = ¿Sin cuenta? <a href="{ $href }">Usar un código de acceso</a>
sign-in-no-way = Aquí todavía no está configurada ninguna forma de iniciar sesión. Consulta a la persona que lleva { $app }.
sign-in-or-password = o con una contraseña
sign-in-password = Contraseña
sign-in-submit = Iniciar sesión
sign-in-title = Iniciar sesión
