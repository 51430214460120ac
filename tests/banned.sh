#!/bin/sh
# banned.sh LIBRARY.a: what the library never calls, because it follows the locale, keeps hidden state, prints or ends the host.
[ $# -eq 1 ] || { echo "usage: banned.sh libpartikel.a" >&2; exit 2; }
found=$(nm -A -u "$1" | sed 's/@.*//' | awk '
  BEGIN {
    n = split("setlocale newlocale uselocale localeconv nl_langinfo strcoll strxfrm strtod strtof strtold atof " \
              "strftime strptime localtime gmtime mktime ctime asctime localtime_r strtok strerror " \
              "toupper tolower isalpha isalnum isdigit isspace isupper islower ispunct isprint iscntrl isxdigit " \
              "__ctype_b_loc __ctype_tolower_loc __ctype_toupper_loc towupper towlower iswalpha iswspace iswupper mbstowcs mbrtowc wcwidth " \
              "strcasecmp strncasecmp sscanf __isoc99_sscanf fscanf __isoc99_fscanf vsscanf " \
              "printf fprintf vprintf vfprintf sprintf snprintf vsprintf vsnprintf puts putchar perror " \
              "__printf_chk __fprintf_chk __sprintf_chk __snprintf_chk __vsnprintf_chk __vfprintf_chk stdout stderr " \
              "exit _exit abort atexit signal sigaction getenv setenv rand srand random xmlCleanupParser", name, " ")
    for (i = 1; i <= n; i++) banned[name[i]] = 1
  }
  $NF in banned { print $1, $NF }')
[ -z "$found" ] || { echo "banned: calls that the library must not make:"; echo "$found"; exit 1; }
echo "banned: none of them is called"
