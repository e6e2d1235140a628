# Spanish. What the variables are stands in the English file.

factors-step-title = Un paso más
factors-step-code = Código
factors-step-code-hint = Las seis cifras que muestra tu aplicación de autenticación.
factors-step-recovery = Código de recuperación
factors-step-recovery-hint = Uno de los códigos que guardaste al configurar tu aplicación de autenticación. Cada uno sirve una vez.
factors-step-passkey-hint = Tu navegador te pide tu llave de acceso.
factors-step-go = Continuar
factors-step-use-app = Usar tu aplicación de autenticación
factors-step-use-recovery = Usar un código de recuperación
factors-step-use-passkey = Usar una llave de acceso
factors-step-other = Iniciar sesión de otra forma
factors-step-remember = No preguntar en este navegador durante 30 días
factors-step-remember-hint = No en un dispositivo que también usan otras personas.
factors-app-title = Aplicación de autenticación
factors-app-what = Una aplicación en tu teléfono muestra un código nuevo cada medio minuto. Quien solo tiene tu contraseña no entra.
factors-app-demanded = Aquí se exige un segundo factor. Configura uno para continuar.
factors-app-begin = Configurar
factors-app-scan = Escanea este código con tu aplicación de autenticación.
factors-app-qr = Un código para tu aplicación de autenticación. El mismo está debajo como texto.
factors-app-type = O escribe en ella esta clave:
factors-app-code = Código que la aplicación muestra ahora
factors-app-confirm = Confirmar
factors-app-since = Se piden códigos desde el { $date }.
factors-app-proof = Código
factors-app-proof-hint = De tu aplicación de autenticación, o un código de recuperación. Cada cambio aquí necesita uno.
factors-app-replace = Configurar otra aplicación
factors-app-remove = Quitar
factors-app-stays = Se te exige un segundo factor, y este es el único, así que se queda.
factors-app-change = Cambiar
factors-app-back = Volver a tu cuenta
factors-codes-left =
      { $count ->
          [0] No queda ningún código de recuperación. Crea otros nuevos.
          [one] Queda un código de recuperación. Crea pronto otros nuevos.
         *[other] Quedan { $count } códigos de recuperación.
      }
factors-codes-new = Nuevos códigos de recuperación
factors-codes-keep = Guarda estos códigos donde los encuentres sin tu teléfono. Cada uno sirve una vez, en lugar de la aplicación. No se vuelven a mostrar.
factors-codes-download = Descargar
factors-codes-copy = Copiar
factors-codes-print = Imprimir
factors-codes-kept = Los he guardado
factors-trusted =
      { $count ->
          [one] A un navegador no se le piden códigos.
         *[other] A { $count } navegadores no se les piden códigos.
      }
factors-trusted-end = Volver a preguntar en todas partes
factors-trusted-title = Navegadores de confianza
factors-trusted-telling = En estos navegadores no se te pide un segundo factor al iniciar sesión.
factors-trusted-added = Añadido el { $date }
factors-trusted-used = Último uso: { $when }
factors-trusted-until = hasta el { $date }
factors-trusted-stop = Dejar de confiar<span class="aside"> en { $device }, añadido el { $date }</span>
factors-trusted-end-all = Dejar de confiar en todos
factors-confirm = Se va a configurar una aplicación de autenticación para tu cuenta.
