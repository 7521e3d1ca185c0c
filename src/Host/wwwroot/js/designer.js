// The page around a frame of Studio: follows what happens inside it.
const notice = document.querySelector("[data-started]");

window.addEventListener("message", event => {
  if (event.origin !== window.location.origin || typeof event.data !== "object" || event.data === null) return;
  const { kind, definition, instance } = event.data;
  if (kind === "edit" && typeof definition === "string") {
    window.location.assign(`/designer/${encodeURIComponent(definition)}`);
  } else if (kind === "instance-started" && typeof instance === "string" && notice) {
    const id = encodeURIComponent(instance);
    notice.querySelector("[data-case]").href = `/designer/instances/${id}/case`;
    notice.querySelector("[data-instance]").href = `/designer/instances/${id}`;
    notice.hidden = false;
  }
});
