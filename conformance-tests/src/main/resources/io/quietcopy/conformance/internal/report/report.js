"use strict";
// Without this the page shows all the same; what it adds is copying, and choosing by standing.
for (const button of document.querySelectorAll(".copy")) {
  button.addEventListener("click", async () => {
    const text = button.previousElementSibling;
    try {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = "Copied";
    } catch {
      // A page that was opened from a file may not use the clipboard everywhere: then it is marked, for Ctrl-C.
      getSelection().selectAllChildren(text);
      button.textContent = "Ctrl-C";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
}
const tiles = [...document.querySelectorAll(".tile")];
for (const tile of tiles) {
  tile.setAttribute("aria-pressed", "false");
  tile.addEventListener("click", () => {
    const wanted = tile.getAttribute("aria-pressed") === "true" ? null : tile.dataset.standing;
    for (const other of tiles) {
      other.setAttribute("aria-pressed", String(other.dataset.standing === wanted));
    }
    for (const rule of document.querySelectorAll(".rule")) {
      rule.hidden = wanted !== null && rule.dataset.standing !== wanted;
    }
    for (const chapter of document.querySelectorAll(".chapter")) {
      chapter.hidden = chapter.querySelector(".rule:not([hidden])") === null;
    }
    const filter = document.querySelector(".filter");
    filter.hidden = wanted === null;
    filter.textContent = wanted === null ? "" : `Only rules that are ${wanted.replace("-", " ")}; the same tile again shows all.`;
    if (wanted !== null) {
      document.querySelector("#rules").scrollIntoView();
    }
  });
}
function openTarget() {
  const target = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
  }
}
addEventListener("hashchange", openTarget);
openTarget();
