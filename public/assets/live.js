// Keeps the part of a page that is marked with data-live up to date. Without scripts the page is as it was when it was loaded.
"use strict";
for (const part of document.querySelectorAll("[data-live]")) {
  const source = new EventSource(part.dataset.live);
  source.addEventListener("page", (event) => {
    // What somebody is using stays; the next change comes soon.
    if (!part.contains(document.activeElement)) part.innerHTML = event.data;
  });
  source.addEventListener("ended", () => {
    source.close();
    document.getElementById("live-ended").hidden = false;
  });
}
