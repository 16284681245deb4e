// Buttons that copy the page's address or print it: data-copy-link, data-print.
import { say } from "./say.js";

export function copyAndPrint() {
  for (const button of document.querySelectorAll("[data-copy-link]")) {
    // The clipboard is only there on a secure connection.
    if (!navigator.clipboard) {
      button.hidden = true;
      continue;
    }
    button.addEventListener("click", async () => {
      const address = new URL(button.dataset.copyLink || location.href, location.href).href;
      const before = button.textContent;
      try {
        await navigator.clipboard.writeText(address);
        button.textContent = "Link copied";
        say("Link copied");
      } catch {
        button.textContent = "Copy the address from your browser";
        say(button.textContent);
      }
      setTimeout(() => (button.textContent = before), 4000);
    });
  }
  for (const button of document.querySelectorAll("[data-print]")) {
    button.addEventListener("click", () => print());
  }
}
