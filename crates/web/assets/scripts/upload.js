// A form marked data-upload sends its files with their progress shown, and can be stopped. The answer is the page that
// the form without scripts would have led to.
import { say } from "./say.js";

const size = (bytes) =>
  bytes >= 1048576 ? `${(bytes / 1048576).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`;

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

// The files that were chosen, with their sizes.
function listFiles(form, field) {
  let list = form.querySelector(".app-upload__list");
  if (!list) {
    list = element("ul", "app-upload__list");
    field.closest(".govuk-form-group").after(list);
  }
  list.replaceChildren(...[...field.files].map((file) => element("li", "", `${file.name} (${size(file.size)})`)));
}

export function uploads() {
  for (const form of document.querySelectorAll("form[data-upload]")) {
    const field = form.querySelector("input[type=file]");
    if (!field) continue;
    field.addEventListener("change", () => listFiles(form, field));
    form.addEventListener("submit", (event) => {
      if (!field.files.length) return;
      event.preventDefault();
      send(form, field);
    });
  }
}

function send(form, field) {
  const request = new XMLHttpRequest();
  const box = element("div", "app-upload");
  const line = element("p", "app-status-line govuk-!-margin-bottom-1", "Sending");
  const bar = element("progress", "app-progress");
  const stop = element("button", "govuk-button govuk-button--secondary", "Stop sending");
  const total = [...field.files].reduce((sum, file) => sum + file.size, 0);
  const buttons = form.querySelectorAll("button[type=submit], button:not([type])");
  bar.setAttribute("aria-label", "Sent so far");
  stop.type = "button";
  box.append(line, bar, stop);
  form.append(box);
  buttons.forEach((button) => (button.disabled = true));
  say(`Sending ${size(total)}`);

  const over = (text) => {
    box.remove();
    buttons.forEach((button) => (button.disabled = false));
    const words = element("p", "govuk-error-message", text);
    words.setAttribute("role", "alert");
    form.querySelector(".app-upload__said")?.remove();
    words.classList.add("app-upload__said");
    form.prepend(words);
  };
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    bar.max = event.total;
    bar.value = event.loaded;
    line.textContent = `Sent ${size(event.loaded)} of ${size(event.total)}`;
  });
  request.upload.addEventListener("load", () => {
    bar.removeAttribute("value");
    line.textContent = "Sent. Reading the files";
    stop.hidden = true;
    say(line.textContent);
  });
  request.addEventListener("load", () => {
    // Followed redirects end in the page to show; any other answer is itself the page, in the place of this one.
    if (request.responseURL && request.status < 400 && request.responseURL !== new URL(form.action, location.href).href) {
      location.assign(request.responseURL);
      return;
    }
    const answer = new DOMParser().parseFromString(request.responseText, "text/html");
    const main = answer.querySelector("main");
    if (!main) {
      over(`The files were not taken (answer ${request.status}). Try again, or ask your administrator.`);
      return;
    }
    document.title = answer.title;
    document.querySelector("main").replaceWith(main);
    main.setAttribute("tabindex", "-1");
    (main.querySelector(".govuk-error-summary") ?? main).focus();
    uploads();
  });
  request.addEventListener("error", () => over("The connection broke. Nothing was taken in: send the files again."));
  request.addEventListener("abort", () => over("Stopped. Nothing was taken in."));
  stop.addEventListener("click", () => request.abort());
  request.open("POST", form.action);
  request.send(new FormData(form));
}
