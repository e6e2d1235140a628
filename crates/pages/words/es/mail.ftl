# Spanish. What the variables are stands in the English file.

mail-hello = Hola, { $name }:
mail-hello-nobody = Hola:
mail-ignore = Si no fuiste tú, no hagas nada. Sin el enlace no cambia nada.
mail-act = Si no fuiste tú, establece enseguida una contraseña nueva y revisa las sesiones de tu cuenta.
mail-verify-address =
    .subject = Confirma tu dirección
    .lead = Esta dirección se indicó para una cuenta en { $app }.
    .action = Confirmar esta dirección
mail-reset-password =
    .subject = Establece una contraseña nueva
    .lead = Alguien ha pedido una contraseña nueva para tu cuenta en { $app }.
    .action = Establecer una contraseña nueva
    .note =
        { $minutes ->
            [one] El enlace sirve una vez, durante un minuto.
           *[other] El enlace sirve una vez, durante { $minutes } minutos.
        }
mail-no-password =
    .subject = Tu cuenta no tiene contraseña
    .lead = Alguien ha pedido una contraseña nueva para tu cuenta en { $app }. No tiene ninguna: inicia sesión como antes.
    .action = Iniciar sesión
mail-password-was-reset =
    .subject = Tu contraseña ha cambiado
    .lead = Se ha establecido una contraseña nueva para tu cuenta en { $app }, y se han cerrado todas sus sesiones.
mail-invitation =
    .subject = Te invitan a { $app }
    .lead = Te invitan a { $app }.
    .lead-by = { $inviter } te invita a { $app }.
    .action = Aceptar la invitación
    .note = La invitación vale hasta el { $until }.
mail-address-change =
    .subject = Confirma tu nueva dirección
    .lead = Esta va a ser la dirección de una cuenta en { $app }.
    .action = Confirmar esta dirección
mail-address-changed =
    .subject = Tu dirección ha cambiado
    .lead = Tu cuenta en { $app } tiene ahora otra dirección. Los correos se envían allí a partir de ahora.
    .action = Deshacer el cambio
    .note = Si la cambiaste tú, no hagas nada.
mail-new-device =
    .subject = Nuevo inicio de sesión
    .lead = Alguien inició sesión en tu cuenta en { $app } con un dispositivo que no se había visto antes: { $device }, desde { $address }, { $at }.
mail-factor-added =
    .subject =
        { $factor ->
            [passkey] Se ha añadido una llave de acceso
            [recovery-codes] Se han creado códigos de recuperación nuevos
           *[authenticator] Se ha añadido una aplicación de autenticación
        }
    .lead =
        { $factor ->
            [passkey] Se ha añadido una llave de acceso a tu cuenta en { $app }.
            [recovery-codes] Se han creado códigos de recuperación nuevos para tu cuenta en { $app }. Los anteriores ya no valen.
           *[authenticator] Se ha añadido una aplicación de autenticación a tu cuenta en { $app }.
        }
mail-factor-removed =
    .subject =
        { $factor ->
            [passkey] Se ha quitado una llave de acceso
            [recovery-codes] Se han quitado tus códigos de recuperación
            [all] Se han quitado tus segundos factores
           *[authenticator] Se ha quitado una aplicación de autenticación
        }
    .lead =
        { $factor ->
            [passkey] Se ha quitado una llave de acceso de tu cuenta en { $app }.
            [recovery-codes] Se han quitado los códigos de recuperación de tu cuenta en { $app }.
            [all] Se han quitado todos los segundos factores y las llaves de acceso de tu cuenta en { $app }, y sus sesiones se han cerrado.
           *[authenticator] Se ha quitado una aplicación de autenticación de tu cuenta en { $app }.
        }
mail-provider-linked =
    .subject = { $provider } abre tu cuenta
    .lead = { $provider } se ha vinculado a tu cuenta en { $app } y la abre a partir de ahora.
mail-provider-removed =
    .subject = { $provider } ya no abre tu cuenta
    .lead = { $provider } se ha quitado de tu cuenta en { $app }.
mail-approved =
    .subject = Puedes entrar
    .lead = Tu cuenta en { $app } ha sido aprobada. Ya puedes iniciar sesión.
    .action = Iniciar sesión
mail-test =
    .subject = El correo de { $app } funciona
    .lead = Este correo se envió a mano para ver si el correo de { $app } llega. Ha llegado.
mail-password-changed =
    .subject = Tu contraseña ha cambiado
    .lead = La contraseña de tu cuenta en { $app } ha cambiado y todas las demás sesiones se han cerrado.
mail-people-waiting =
    .subject = Alguien espera que lo admitan
    .lead = Hay personas nuevas en { $app } que esperan a que un administrador las admita. Durante una hora no habrá más correos sobre ello.
    .action = Ver quién espera
