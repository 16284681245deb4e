// Tables marked data-sortable whose rows are all on the page sort in place: headings get buttons. A cell sorts by its
// data-sort where it has one, else by its text; numbers come before words, empty cells last.
import { say } from "./say.js";

const ARROWS =
  '<svg viewBox="0 0 10 14" aria-hidden="true" focusable="false">' +
  '<path class="app-sort__up" d="M5 0l4 5.5H1z"/><path class="app-sort__down" d="M5 14l4-5.5H1z"/></svg>';

function key(row, column) {
  const cell = row.cells[column];
  const text = (cell?.dataset.sort ?? cell?.textContent ?? "").trim();
  const number = Number(text.replace(/[,%£]/g, ""));
  return { text, number: text !== "" && Number.isFinite(number) ? number : null };
}

function compare(a, b) {
  if ((a.text === "") !== (b.text === "")) return a.text === "" ? 1 : -1;
  if (a.number !== null && b.number !== null) return a.number - b.number;
  if ((a.number !== null) !== (b.number !== null)) return a.number !== null ? -1 : 1;
  return a.text.localeCompare(b.text, "en-GB", { numeric: true });
}

export function sortableTables() {
  for (const table of document.querySelectorAll("table[data-sortable]")) {
    const body = table.tBodies[0];
    const headings = [...(table.tHead?.rows[0]?.cells ?? [])];
    if (!body) continue;
    headings.forEach((heading, column) => {
      if (heading.hasAttribute("data-unsorted") || heading.querySelector("a")) return;
      const name = heading.textContent.trim();
      const button = document.createElement("button");
      button.type = "button";
      button.className = "app-sort";
      button.append(...heading.childNodes);
      button.insertAdjacentHTML("beforeend", ARROWS);
      heading.append(button);
      heading.setAttribute("aria-sort", heading.getAttribute("aria-sort") ?? "none");
      button.addEventListener("click", () => {
        const down = heading.getAttribute("aria-sort") === "ascending";
        const rows = [...body.rows].map((row) => [key(row, column), row]);
        const empty = ([k]) => k.text === "";
        rows.sort((a, b) => (down && !empty(a) && !empty(b) ? compare(b[0], a[0]) : compare(a[0], b[0])));
        body.append(...rows.map(([, row]) => row));
        for (const other of headings) if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", "none");
        heading.setAttribute("aria-sort", down ? "descending" : "ascending");
        say(`Sorted by ${name}, ${down ? "descending" : "ascending"}`);
      });
    });
  }
}
