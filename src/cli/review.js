// The page is whole without this: it adds search, filter, order, keys and the switch between light and dark.
(function () {
  'use strict';
  var root = document.documentElement, byId = function (id) { return document.getElementById(id); };
  var remembered = null;
  try { remembered = localStorage.getItem('partikel-theme'); } catch (e) { /* some browsers keep nothing for files */ }
  if (remembered === 'dark' || remembered === 'light') root.dataset.theme = remembered;

  // ---- light and dark
  var theme = byId('theme');
  function switchTheme() {
    var dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
    try { localStorage.setItem('partikel-theme', root.dataset.theme); } catch (e) { /* then it holds for this page */ }
  }
  theme.hidden = false;
  theme.addEventListener('click', switchTheme);
  byId('keys').hidden = false;

  // ---- the index
  var form = byId('filter'), list = byId('rows'), rows = list ? Array.from(list.children) : [], q = byId('q');
  function fold(s) { return s.toLowerCase(); }
  var texts = null;  // made when they are first asked for
  function apply() {
    var words = fold(q.value).split(/\s+/).filter(Boolean), kind = byId('show').value, year = byId('year').value, n = 0;
    if (words.length && !texts) texts = rows.map(function (row) { return fold(row.textContent); });
    rows.forEach(function (row, i) {
      var fits = (!kind || row.dataset.k.indexOf(kind) >= 0) && (!year || row.dataset.d.slice(0, 4) === year) &&
        words.every(function (w) { return texts[i].indexOf(w) >= 0; });
      if (row.hidden === fits) row.hidden = !fits;
      if (fits) n++;
    });
    var count = byId('count');
    count.textContent = n ? n + ' ' + count.dataset.of + ' ' + rows.length : count.dataset.none;
  }
  function order() {
    var how = byId('sort').value, sorted = rows.map(function (row, i) { return i; });
    var date = function (i) { return rows[i].dataset.d; };
    if (how === 'money') sorted.sort(function (a, b) { return rows[b].dataset.m - rows[a].dataset.m || a - b; });
    if (how === 'new') sorted.sort(function (a, b) { return (date(a) < date(b)) - (date(a) > date(b)) || a - b; });
    if (how === 'old') sorted.sort(function (a, b) { return !date(a) - !date(b) || (date(a) > date(b)) - (date(a) < date(b)) || a - b; });
    var all = document.createDocumentFragment();
    sorted.forEach(function (i) { all.appendChild(rows[i]); });
    list.appendChild(all);
  }
  if (form && list) {
    var years = {};
    rows.forEach(function (row) { if (/^\d{4}/.test(row.dataset.d)) years[row.dataset.d.slice(0, 4)] = true; });
    Object.keys(years).sort().reverse().forEach(function (y) { byId('year').add(new Option(y, y)); });
    form.hidden = false;
    form.addEventListener('submit', function (e) { e.preventDefault(); });
    form.addEventListener('reset', function () { setTimeout(apply); });
    q.addEventListener('input', apply);
    ['show', 'year'].forEach(function (id) { byId(id).addEventListener('change', apply); });
    byId('sort').addEventListener('change', order);
    document.addEventListener('click', function (e) {
      var link = e.target.closest ? e.target.closest('[data-q]') : null;
      if (!link) return;
      q.value = link.dataset.q;
      apply();
    });
    apply();
    if (byId('sort').value) order();  // some browsers keep what was chosen
  }

  // ---- keys
  function stops() {
    var articles = Array.from(document.querySelectorAll('article'));
    return articles.length ? articles : rows.filter(function (row) { return !row.hidden; });
  }
  function go(step) {
    var all = stops(), at = all.findIndex(function (x) { return x.classList.contains('at'); });
    if (at < 0 && step > 0) at = all.findIndex(function (x) { return x.getBoundingClientRect().top > 80; }) - 1;
    var next = all[Math.max(0, at + step)];
    if (!next) {
      var turn = document.querySelector(step > 0 ? '.pager [rel=next]' : '.pager [rel=prev]');
      if (turn) turn.click();
      return;
    }
    all.forEach(function (x) { x.classList.toggle('at', x === next); });
    next.scrollIntoView({ block: 'start' });
    (next.querySelector('h3 a') || next).focus({ preventScroll: true });
  }
  document.addEventListener('keydown', function (e) {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    var typing = /^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName);
    if (e.key === 'Escape' && typing) { e.target.blur(); return; }
    if (typing) return;
    if (e.key === 'j') go(1);
    else if (e.key === 'k') go(-1);
    else if (e.key === 't') switchTheme();
    else if (e.key === '/' && q) { q.focus(); q.select(); q.scrollIntoView({ block: 'center' }); }
    else return;
    e.preventDefault();
  });
})();
