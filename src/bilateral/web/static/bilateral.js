// What the reader's page does beyond HTML: remember the language, keep the section, print.
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
      });
    });
    document.querySelectorAll("[data-bilateral-print]").forEach(function (button) {
      button.addEventListener("click", function () { window.print(); });
    });
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
