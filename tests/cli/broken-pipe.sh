# Whoever closes the pipe has read enough: no message.
(sleep 0.3; "$PARTIKEL" in/one.txt in/two.txt; echo "exit $?" >&2) | true
sleep 0.6
