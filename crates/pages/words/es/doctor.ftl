# La página con la que doctor mira a través de un navegador.

doctor-done = Lo encontrado figura aquí; la línea de comandos también lo sabe.
doctor-heading = Cómo lo ve este navegador
doctor-lead = Déjela abierta unos segundos: esta página examina qué llega de lo que envía el servidor.
doctor-login-claims = Lo que dice { $provider }
doctor-login-failed = El camino de ida y vuelta al proveedor no acabó bien.
doctor-login-found = Lo que se deduce de ello
doctor-login-heading = Un ensayo en { $provider }
doctor-login-joined = La cuenta { $account } se vincularía y se iniciaría sesión, sin preguntar.
doctor-login-known = Se iniciaría sesión en la cuenta { $account }.
doctor-login-lead = No se ha creado, vinculado ni iniciado nada. La línea de comandos ya sabe lo mismo y esta ventana puede cerrarse.
doctor-login-link = La dirección pertenece a la cuenta { $account }: se pediría a su titular que lo demuestre.
doctor-login-new = Se crearía una cuenta nueva.
doctor-login-refused = Doorward diría que no.
doctor-login-title = Lo que haría un inicio de sesión
doctor-needs-script = Esta página trabaja con un script, y los scripts están desactivados.
doctor-refused = El informe no llegó al servidor. Algo en el camino rechaza las peticiones de esta página.
doctor-running = Examinando …
doctor-title = Diagnóstico
