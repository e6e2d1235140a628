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
