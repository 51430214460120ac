# Without inputs on a terminal it does not wait for typing.
command -v script >/dev/null || { printf 'partikel: no article is given\nTry '"'partikel --help'"' for how to use it.\nexit 2\n'; exit; }
script -qec "$PARTIKEL; echo exit \$?" /dev/null | tr -d '\r'
