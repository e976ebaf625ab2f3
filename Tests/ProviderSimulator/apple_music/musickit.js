// What a page uses of MusicKit JS v3: configure, getInstance, authorize, unauthorize, and the event that says it is there.
(() => {
  const origin = "{{ORIGIN}}";
  let instance;

  class Instance {
    constructor(developerToken) {
      this.developerToken = developerToken;
      this.musicUserToken = undefined;
    }

    get isAuthorized() {
      return this.musicUserToken !== undefined;
    }

    authorize() {
      const popup = window.open(`${origin}/authorize`, "apple-music-service-view", "width=500,height=600");
      if (!popup) return Promise.reject(new Error("AUTHORIZATION_ERROR: the window was blocked"));
      return new Promise((resolve, reject) => {
        const listen = (event) => {
          if (event.origin !== origin) return;
          if (event.data === "ready") {
            popup.postMessage({ developerToken: this.developerToken }, origin);
            return;
          }
          window.removeEventListener("message", listen);
          if (!event.data.userToken) return reject(new Error("AUTHORIZATION_ERROR: Unauthorized"));
          this.musicUserToken = event.data.userToken;
          resolve(this.musicUserToken);
        };
        window.addEventListener("message", listen);
      });
    }

    unauthorize() {
      this.musicUserToken = undefined;
      return Promise.resolve();
    }
  }

  window.MusicKit = {
    configure: ({ developerToken, app }) => {
      if (!developerToken || !app || !app.name) return Promise.reject(new Error("CONFIGURATION_ERROR"));
      instance = new Instance(developerToken);
      return Promise.resolve(instance);
    },
    getInstance: () => instance,
  };
  document.dispatchEvent(new Event("musickitloaded"));
})();
