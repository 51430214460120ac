/* sax: what `make bench` measures partikel's web pages against: a bare libxml2 HTML parse of each file given, whole, with SAX
 * handlers that do nothing, told that it is UTF-8. A folder is all files in it. */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>

static void start(void *context, const xmlChar *name, const xmlChar **attributes) { (void)context, (void)name, (void)attributes; }
static void end(void *context, const xmlChar *name) { (void)context, (void)name; }
static void characters(void *context, const xmlChar *s, int n) { (void)context, (void)s, (void)n; }

static int parse(const char *path) {
  struct stat st;
  FILE *file = fopen(path, "rb");
  if (!file) return 0;
  size_t size = fstat(fileno(file), &st) == 0 && st.st_size < INT_MAX ? (size_t)st.st_size : 0;
  char *page = malloc(size + 1);
  int good = page && size && fread(page, 1, size, file) == size;
  fclose(file);
  htmlParserCtxtPtr parser = good ? htmlCreateMemoryParserCtxt(page, (int)size) : NULL;
  if (parser) {
    htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
    parser->options |= XML_PARSE_HUGE;
    xmlSwitchEncoding(parser, XML_CHAR_ENCODING_UTF8);
    *parser->sax = (xmlSAXHandler){.startElement = start, .endElement = end, .characters = characters, .ignorableWhitespace = characters, .cdataBlock = characters};
    htmlParseDocument(parser);
    htmlFreeParserCtxt(parser);
  }
  free(page);
  return parser != NULL;
}

static int parse_folder(const char *path) {
  DIR *folder = opendir(path);
  int good = folder != NULL;
  for (struct dirent *e; folder && (e = readdir(folder)) != NULL;) {
    char name[PATH_MAX];
    if (e->d_name[0] != '.' && snprintf(name, sizeof name, "%s/%s", path, e->d_name) < (int)sizeof name) good = parse(name) && good;
  }
  if (folder) closedir(folder);
  return good;
}

int main(int argc, char **argv) {
  int good = argc > 1;
  struct stat st;
  xmlInitParser();
  for (int i = 1; i < argc; i++) good = (stat(argv[i], &st) == 0 && S_ISDIR(st.st_mode) ? parse_folder(argv[i]) : parse(argv[i])) && good;
  xmlCleanupParser();
  return !good;
}
