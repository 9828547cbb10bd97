// htmx keeps to the page's policy: no inline style, no evaluated code, nothing from another host.
document.addEventListener("DOMContentLoaded", () => {
  if (!window.htmx) return;
  Object.assign(window.htmx.config, { includeIndicatorStyles: false, allowEval: false, selfRequestsOnly: true, historyCacheSize: 0 });
  document.body.addEventListener("htmx:configRequest", (event) => {
    const field = document.querySelector("input[name=csrfmiddlewaretoken]");
    if (field) event.detail.headers["X-CSRFToken"] = field.value;
  });
});
