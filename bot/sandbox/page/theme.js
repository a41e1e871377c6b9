// Chooses light or dark before anything is painted, so the page never flashes. A classic script for that reason.
"use strict";

(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  let choice = stored();

  function stored() {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null; // a window without storage follows the system
    }
  }

  function store(theme) {
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // the choice then lasts as long as the page
    }
  }

  function apply() {
    root.dataset.theme = choice ?? (system.matches ? "dark" : "light");
    document.getElementById("theme")?.setAttribute("aria-pressed", String(root.dataset.theme === "dark"));
  }

  function toggle() {
    choice = root.dataset.theme === "dark" ? "light" : "dark";
    store(choice);
    apply();
  }

  apply();
  system.addEventListener("change", apply);
  addEventListener("DOMContentLoaded", () => {
    apply();
    document.getElementById("theme").addEventListener("click", toggle);
  });
})();
