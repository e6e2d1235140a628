# Spanish. What the variables are stands in the English file.

common-error-title = Error: { $title }
common-failure = { $what } { $remedy }
common-failed-heading = Hay un problema
common-field-error = Error:
common-password-hide = Ocultar
common-password-hide-label = Ocultar la contraseña
common-password-show = Mostrar
common-password-show-label = Mostrar la contraseña
common-skip = Saltar al contenido
common-kept-by = <span class="kept">Doorward</span> guarda la puerta
common-to-start = Ir al inicio
common-error-code = Código
common-error-for-administrators = Para administradores
common-error-request = Petición
common-error-status = Estado
common-error-time = Hora
common-language = Idioma
common-language-choose = Cambiar
common-day = { $day } de { $month ->
      [1] enero
      [2] febrero
      [3] marzo
      [4] abril
      [5] mayo
      [6] junio
      [7] julio
      [8] agosto
      [9] septiembre
      [10] octubre
      [11] noviembre
     *[12] diciembre
    } de { $year }
common-moment = { $day }, { $time } UTC
