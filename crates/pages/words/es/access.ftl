# Spanish. What the variables are stands in the English file.

access-code = Código de acceso
access-guest-leave = Salir
access-guest-telling = Has entrado con un código de acceso, como invitado sin cuenta. Este navegador sigue dentro hasta que salgas o se cambie el código.
access-guest-title = Estás dentro
access-have-account = ¿Tienes una cuenta? <a href="{ $href }">Iniciar sesión</a>
access-heading = Introduce el código de acceso
access-lead = Te lo dan las personas que llevan { $app }.
access-submit = Entrar
access-title = Código de acceso
