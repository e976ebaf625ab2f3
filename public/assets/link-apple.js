// Lets MusicKit JS ask for a user token and hands it in with the form. Runs before Apple's script, which is deferred behind it.
const form = document.getElementById("apple-form");
const button = document.getElementById("apple-button");
const status = document.getElementById("apple-status");

const say = (text) => {
  status.textContent = text;
};

document.addEventListener("musickitloaded", async () => {
  try {
    await MusicKit.configure({
      developerToken: form.dataset.developerToken,
      app: { name: "TimmyBot", build: "1" },
    });
    button.disabled = false;
    say("");
  } catch {
    say("Apple's script does not accept this page. Tell the operator.");
  }
});

button.addEventListener("click", async () => {
  button.disabled = true;
  say("Waiting for Apple's window …");
  try {
    document.getElementById("user-token").value = await MusicKit.getInstance().authorize();
    form.submit();
  } catch {
    button.disabled = false;
    say("Apple Music was not linked: its window was closed, or the sign-in was refused.");
  }
});

addEventListener("load", () => {
  if (!window.MusicKit) say("Apple's script could not be loaded. Check your connection, and whether something blocks it.");
});
