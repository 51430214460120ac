# Archives: their articles with the place in the archive, what is no article passed over, what is broken named; in folders by their endings.
record() { # record TYPE URL CONTENT-TYPE BLOCK
  printf 'WARC/1.0\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:uuid:%s>\r\nWARC-Date: 2019-05-04T10:12:00Z\r\nWARC-Target-URI: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n' \
    "$1" "$2" "https://a.example/$2" "$3" "$(printf %s "$4" | wc -c)" "$4"
}
http='HTTP/1.1 200 OK
Content-Type: text/html; charset=utf-8

<html><head><title>Et hus</title></head><body><p>Faxe Kommune og Red Barnet går sammen om et hus for familier, der har brug for hjælp.</p></body></html>'
{
  record response 1 'application/http; msgtype=response' "$http"
  record request 1 'application/http; msgtype=request' 'GET / HTTP/1.1'
  printf 'WARC/1.0\r\nWARC-Type: response\r\n\r\nthis record has no length\r\n\r\n'
  record resource 2 text/plain "$(cat in/two.txt)"
} >a.warc
show='[.source.path, .source.container, .source.member, .source.offset, .source.url, .source.retrieved, .article.title]'
"$PARTIKEL" a.warc >out
echo "exit $?"
jq -c "$show" out
mkdir saved
record resource 2 text/plain "$(cat in/two.txt)" | gzip -c >saved/b.WARC.gz
cp in/one.txt saved/c.warcx
"$PARTIKEL" saved <a.warc | jq -c "$show"
"$PARTIKEL" - <saved/b.WARC.gz | jq -c "$show"
printf 'PK\003\004 and more' >site.wacz
"$PARTIKEL" site.wacz
echo "exit $?"
"$PARTIKEL" --show blocks a.warc 2>/dev/null | head -n 3
