// Runs before the first paint, so that a page in the dark does not flash white.
(function () {
  try {
    var chosen = localStorage.getItem("tandem.theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch (_) {
    // Storage may be switched off: the system's theme holds.
  }
})();
