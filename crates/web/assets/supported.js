// Tells the styles, before anything is drawn, that scripts run: what needs them may be shown.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
