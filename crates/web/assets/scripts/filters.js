// The filter panel is open in the page; on a narrow screen, and with nothing in it to mend, it starts closed.
const NARROW = "(max-width: 40.0525em)";

export function filters() {
  for (const panel of document.querySelectorAll("details.app-filter")) {
    if (matchMedia(NARROW).matches && !panel.querySelector(".govuk-error-message")) panel.open = false;
    const form = panel.querySelector("form");
    // What is left empty or as it stands anyway doesn't lengthen the address.
    form?.addEventListener("submit", () => {
      const idle = [...form.elements].filter((field) => field.name && field.value === "" && !field.disabled);
      for (const field of idle) field.disabled = true;
      // The page may come back from the browser's memory with the fields still off.
      setTimeout(() => idle.forEach((field) => (field.disabled = false)), 0);
    });
  }
}
