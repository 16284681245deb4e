// A page that waits for work to finish (data-refresh on its body, in seconds) asks how far it is and shows that in its
// place. It loads itself again only when the work is done: whoever hears or reads the page is not sent to its top.
import { say } from "./say.js";

export function refresh() {
  const seconds = Number(document.body.dataset.refresh);
  if (!seconds) return;
  const again = () => setTimeout(ask, seconds * 1000);
  async function ask() {
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!page.body.dataset.refresh) {
        say("Done. Loading the page");
        location.reload();
        return;
      }
      const [now, then] = [page.querySelector("main"), document.querySelector("main")];
      // What somebody is about to press stays where it is.
      if (now && now.innerHTML !== then.innerHTML && !then.contains(document.activeElement)) {
        then.replaceChildren(...now.childNodes);
      }
    } catch {
      // The server may be on its way back: ask again.
    }
    again();
  }
  again();
}
