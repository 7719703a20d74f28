// What the reader's page does beyond HTML: remember the language, keep the section, print, narrow the
// list of claims and the table of all pairs.
(function () {
  "use strict";
  var remember = function (key, value) { try { localStorage.setItem(key, value); } catch (error) { /* refused */ } };
  remember("bilateral-language", document.documentElement.lang);
  // Sphinx drops numbers from a query, although its index holds them: here a year can be searched for.
  if (typeof Search !== "undefined" && typeof Stemmer !== "undefined") {
    Search._parseQuery = function (query) {
      var stemmer = new Stemmer(), wanted = new Set(), unwanted = new Set(), shown = new Set();
      var words = splitQuery(query.trim());
      words.forEach(function (word) {
        var small = word.toLowerCase();
        if (stopwords.indexOf(small) !== -1) { return; }
        var key = stemmer.stemWord(small);
        if (key[0] === "-") { unwanted.add(key.slice(1)); } else { wanted.add(key); shown.add(small); }
      });
      remember("sphinx_highlight_terms", Array.from(shown).join(" "));
      return [query, wanted, unwanted, shown, new Set(words.map(function (word) { return word.toLowerCase(); }))];
    };
  }
  var ready = function () {
    // The switch leads to the section that is being read.
    document.querySelectorAll("a[data-bilateral-language]").forEach(function (link) {
      link.addEventListener("click", function () {
        remember("bilateral-language", link.hreflang);
        link.hash = location.hash;
        link.search = location.search;
      });
    });
    document.querySelectorAll("[data-bilateral-print]").forEach(function (button) {
      button.addEventListener("click", function () { window.print(); });
    });
    claims();
    rows();
  };
  var fold = function (text) { return text.toLowerCase().replace(/['\u2018\u2019`\u02bb\u02bc]/g, "").replace(/\s+/g, " "); };
  // A table whose rows are narrowed by the words of their heads.
  var rows = function () {
    var form = document.querySelector("[data-bilateral-rows]");
    var table = form && document.getElementById(form.dataset.bilateralRows);
    if (!table) { return; }
    var count = form.querySelector(".bl-count"), list = Array.from(table.tBodies[0].rows);
    var texts = list.map(function (row) { return fold(row.cells[0].textContent); });
    var show = function () {
      var words = fold(form.elements.q.value).split(" ").filter(Boolean), shown = 0;
      list.forEach(function (row, n) {
        row.hidden = !words.every(function (word) { return texts[n].indexOf(word) !== -1; });
        shown += row.hidden ? 0 : 1;
      });
      var text = count.dataset.shown.replace("{n}", shown).replace("{all}", list.length);
      if (count.textContent !== text) { count.textContent = text; }
    };
    form.addEventListener("input", show);
    form.addEventListener("reset", function () { setTimeout(show); });  // once the field is empty
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.hidden = false;
    show();
  };
  // The page of claims: what is shown follows the controls, and the address holds them, so that a view can be
  // shared. A claim that the address names is open and shown whatever the controls say.
  var claims = function () {
    var form = document.querySelector("[data-bilateral-claims]");
    if (!form) { return; }
    var names = ["theme", "verdict", "outcome", "q"];
    var count = form.querySelector(".bl-count"), list = Array.from(document.querySelectorAll(".bl-all > .bl-claim"));
    var texts = list.map(function (claim) { return fold(claim.textContent); });
    var named = null;
    var show = function () {
      var words = fold(form.elements.q.value).split(" ").filter(Boolean), shown = 0;
      list.forEach(function (claim, n) {
        var fits = names.slice(0, 3).every(function (name) {
          return !form.elements[name].value || form.elements[name].value === claim.dataset[name];
        }) && words.every(function (word) { return texts[n].indexOf(word) !== -1; });
        claim.hidden = !(fits || claim === named);
        shown += claim.hidden ? 0 : 1;
      });
      var text = count.dataset.shown.replace("{n}", shown).replace("{all}", list.length);
      if (count.textContent !== text) { count.textContent = text; }
    };
    var follow = function () {
      var query = new URLSearchParams(location.search);
      names.forEach(function (name) {
        var control = form.elements[name];
        control.value = query.get(name) || "";
        if (control.selectedIndex === -1) { control.value = ""; }  // a word that no choice has
      });
      point();
    };
    var point = function () {
      var id = "";
      try { id = decodeURIComponent(location.hash.slice(1)); } catch (error) { /* no address of ours */ }
      named = list.find(function (claim) { return claim.id === id; }) || null;
      if (named) { named.querySelector("details").open = true; }
      show();
      if (named) { named.scrollIntoView(); }
    };
    var chosen = function () {
      var query = new URLSearchParams(location.search);
      names.forEach(function (name) {
        if (form.elements[name].value) { query.set(name, form.elements[name].value); } else { query.delete(name); }
      });
      named = null;
      var address = location.pathname + (String(query) && "?" + query);
      try { history.replaceState(null, "", address); } catch (error) { /* the page still follows */ }
      show();
    };
    form.addEventListener("input", chosen);
    form.addEventListener("reset", function () { setTimeout(chosen); });  // once the controls are empty
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    window.addEventListener("hashchange", point);
    window.addEventListener("popstate", follow);
    form.hidden = false;
    follow();
  };
  // Paper has no folds: open them for the print and close them again.
  var opened = [];
  window.addEventListener("beforeprint", function () {
    opened = Array.from(document.querySelectorAll("article details:not([open])"));
    opened.forEach(function (fold) { fold.open = true; });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (fold) { fold.open = false; });
  });
  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", ready); } else { ready(); }
})();
