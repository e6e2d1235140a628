# La página con la que doctor mira a través de un navegador.

doctor-done = Lo encontrado figura aquí; la línea de comandos también lo sabe.
doctor-heading = Cómo lo ve este navegador
doctor-lead = Déjela abierta unos segundos: esta página examina qué llega de lo que envía el servidor.
doctor-needs-script = Esta página trabaja con un script, y los scripts están desactivados.
doctor-refused = El informe no llegó al servidor. Algo en el camino rechaza las peticiones de esta página.
doctor-running = Examinando …
doctor-title = Diagnóstico
