# Pipes, devices and sockets: by name a pipe is read, the others are named and not hung on; inside folders all are passed over.
mkfifo fifo
cat in/one.txt >fifo &
"$PARTIKEL" fifo in/two.txt | jq -r .source.path
"$PARTIKEL" /dev/zero; echo "exit $?"
"$PARTIKEL" /dev/null in/one.txt | jq -r .source.path
python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")'
"$PARTIKEL" socket; echo "exit $?"
"$PARTIKEL" in/one.txt </dev/null | jq -r .source.path
mkdir odd && mkfifo odd/a.txt && mv socket odd/b.txt && cp in/one.txt odd/c.txt && ln -s /dev/zero odd/d.txt && ln -s /dev/zero odd/e
"$PARTIKEL" odd | jq -r .source.path
"$PARTIKEL" ftp://a.example/x file:///etc/passwd; echo "exit $?"
"$PARTIKEL" --offline http://a.example/x HTTPS://a.example/ in/one.txt | jq -r .source.path
