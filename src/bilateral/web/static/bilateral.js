// What the reader's page does beyond HTML: remember the language, keep the section, print.
(function () {
  "use strict";
  var remember = function (key, value) { try { localStorage.setItem(key, value); } catch (error) { /* refused */ } };
  remember("bilateral-language", document.documentElement.lang);
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
  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", ready); } else { ready(); }
})();
