// Takes a chosen cookies.txt down to the rows that YouTube needs, before anything leaves the browser.
const pick = document.getElementById("cookies-pick");
const text = document.getElementById("cookies");

const isWanted = (line) => {
  const host = line.replace(/^#HttpOnly_/, "").split("\t")[0].replace(/^\./, "").toLowerCase();
  return ["youtube.com", "google.com"].some((site) => host === site || host.endsWith(`.${site}`));
};

pick.hidden = false;
document.getElementById("cookies-file").addEventListener("change", async (event) => {
  const file = event.target.files[0];
  if (!file || file.size > 4 << 20) return;
  const lines = (await file.text()).split(/\r?\n/);
  text.value = [lines[0], ...lines.slice(1).filter(isWanted)].join("\n") + "\n";
});
