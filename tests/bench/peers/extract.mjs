// One peer from npm as a long-lived process: extract.mjs PACKAGES PEER. PACKAGES is the folder that holds node_modules. The first line
// out names the version and the CPU time of the start; then a line in is a page (path TAB address), and a line out what the peer makes of it.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import net from "node:net";
import path from "node:path";

const [packages, peer] = process.argv.slice(2);
const modules = path.resolve(packages, "node_modules");
const require = createRequire(path.join(modules, "none.js"));
const version = name => JSON.parse(readFileSync(path.join(modules, name, "package.json"), "utf8")).version;

// Nothing is fetched, whatever a page says: Postlight's and defuddle's own fetching ends here.
net.Socket.prototype.connect = () => { throw new Error("no network in this bench"); };
globalThis.fetch = () => Promise.reject(new Error("no network in this bench"));

// The same for all libraries that take a string: valid UTF-8, else the label, else Windows-1252.
function decode(bytes) {
  try { return new TextDecoder("utf-8", { fatal: true }).decode(bytes); } catch {}
  const label = /charset\s*=\s*["']?\s*([\w-]+)/i.exec(bytes.subarray(0, 4096).toString("latin1"));
  try { return new TextDecoder(label ? label[1] : "windows-1252").decode(bytes); } catch {}
  return new TextDecoder("windows-1252").decode(bytes);
}

function onJsdom(html, url) {
  const { JSDOM, VirtualConsole } = require("jsdom"); // no scripts, no resources: jsdom's defaults
  const dom = new JSDOM(html, { url, virtualConsole: new VirtualConsole() }); // a silent console
  return { document: dom.window.document, close: () => dom.window.close() };
}

// linkedom takes the first element for the root, and has no addresses.
function onLinkedom(html, url) {
  const { parseHTML } = require("linkedom");
  let { document } = parseHTML(html);
  if (!document.documentElement || document.documentElement.tagName !== "HTML") ({ document } = parseHTML(`<!doctype html><html><body>${html}</body></html>`));
  for (const key of ["baseURI", "documentURI", "URL"]) Object.defineProperty(document, key, { value: url, configurable: true });
  if (!document.styleSheets) document.styleSheets = []; // as in defuddle's own utils/linkedom-compat.js
  if (document.defaultView && !document.defaultView.getComputedStyle) document.defaultView.getComputedStyle = () => ({ display: "" });
  return { document, close() {} };
}

function readability(page) {
  const { Readability } = require("@mozilla/readability");
  const got = new Readability(page.document).parse();
  page.close();
  return got && { html: got.content, title: got.title, date: got.publishedTime, author: got.byline };
}

async function defuddle(page, url) {
  const { Defuddle } = require(path.join(modules, "defuddle/dist/node.js")); // exported for import alone, and yet CommonJS
  const got = await Defuddle(page.document, url, { useAsync: false }); // else it asks other services for what the page lacks
  page.close();
  return { html: got.content, title: got.title, date: got.published, author: got.author };
}

async function postlight(html, url) {
  const got = await require("@postlight/parser").parse(url, { html, fetchAllPages: false, contentType: "html" });
  if (got.error) throw new Error(got.message);
  return { html: got.content, title: got.title, date: got.date_published, author: got.author };
}

const peers = {
  "readability-jsdom": { uses: ["@mozilla/readability", "jsdom"], read: (html, url) => readability(onJsdom(html, url)) },
  "readability-linkedom": { uses: ["@mozilla/readability", "linkedom"], read: (html, url) => readability(onLinkedom(html, url)) },
  "defuddle-jsdom": { uses: ["defuddle", "jsdom"], read: (html, url) => defuddle(onJsdom(html, url), url) },
  "defuddle-linkedom": { uses: ["defuddle", "linkedom"], read: (html, url) => defuddle(onLinkedom(html, url), url) },
  postlight: { uses: ["@postlight/parser"], read: postlight },
};

// What a library throws later, out of a timer, belongs to no page.
for (const event of ["uncaughtException", "unhandledRejection"]) process.on(event, () => {});

const say = process.stdout.write.bind(process.stdout);
for (const name of ["log", "info", "warn", "error", "debug"]) console[name] = () => {}; // libraries talk
const { uses, read } = peers[peer];
for (const name of uses) require(name);
await Promise.resolve(read("<!doctype html><html><head><title>Start</title></head><body><p>Start</p></body></html>", "https://page.example/")).catch(() => {});
const { user, system } = process.cpuUsage();
say(JSON.stringify({ versions: uses.map(version), start: (user + system) / 1e6 }) + "\n");
for await (const line of createInterface({ input: process.stdin })) {
  const [file, url] = line.split("\t");
  let answer;
  try { answer = (await read(decode(readFileSync(file)), url)) || {}; } catch (error) { answer = { error: String(error).slice(0, 200) }; }
  say(JSON.stringify(answer) + "\n");
}
process.exit(0);
