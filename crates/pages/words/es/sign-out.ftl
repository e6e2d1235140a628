# Spanish. What the variables are stands in the English file.

sign-out-again = Iniciar sesión otra vez
sign-out-done = Has cerrado sesión
sign-out-done-telling = Este navegador te ha olvidado. En un ordenador compartido, cierra también la ventana.
sign-out-done-title = Sesión cerrada
sign-out-heading = ¿Cerrar sesión?
sign-out-stay = Seguir con la sesión
sign-out-submit = Cerrar sesión
sign-out-telling = Has iniciado sesión como <strong class="who">{ $who }</strong>. En tus otros dispositivos la sesión sigue abierta.
sign-out-title = Cerrar sesión
