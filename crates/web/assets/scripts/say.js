// Says `text` to those who hear the page, without moving the focus.
export function say(text) {
  let place = document.getElementById("app-said");
  if (!place) {
    place = document.createElement("div");
    place.id = "app-said";
    place.className = "govuk-visually-hidden";
    place.setAttribute("role", "status");
    document.body.append(place);
  }
  // A pause, so that a region that was only now made is heard too.
  setTimeout(() => (place.textContent = text), 100);
}
