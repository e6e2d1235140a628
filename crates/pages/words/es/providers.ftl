# Spanish. What the variables are stands in the English file.

providers-also = También se entiende
providers-new-people = Personas nuevas
providers-new-people-no = Solo personas que tienen cuenta
providers-new-people-yes = Pueden entrar
providers-none = No hay ningún proveedor configurado. Se inicia sesión con una contraseña.
providers-protocol = Protocolo
providers-redirect-uri = URI de redirección
providers-setting-name = Nombre en los ajustes
providers-telling = Registra cada URI de redirección en su proveedor exactamente como aparece aquí.
providers-title = Proveedores
