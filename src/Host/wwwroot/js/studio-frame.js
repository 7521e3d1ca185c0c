// Runs inside a frame of the designer, before Studio's own scripts: no global names, for theirs are many.
(() => {
  const place = document.getElementById("studio");
  const tag = place.dataset.element;

  // Studio tells nobody which instance its Run button started; the answer's header does.
  const ask = window.fetch.bind(window);
  window.fetch = async (...request) => {
    const answer = await ask(...request);
    const instance = answer.headers.get("x-elsa-workflow-instance-id");
    if (instance && /\/execute(\?|$)/.test(answer.url)) {
      window.parent.postMessage({ kind: "instance-started", instance }, window.location.origin);
    }
    return answer;
  };

  const make = (name, attributes) => {
    const element = document.createElement(name);
    element.setAttribute("remote-endpoint", `${window.location.origin}/elsa/api`);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };

  const open = async () => {
    await customElements.whenDefined("elsa-backend-provider");
    await customElements.whenDefined(tag);
    const attributes = place.dataset.attribute ? { [place.dataset.attribute]: place.dataset.value } : {};
    const element = make(tag, attributes);
    element.editWorkflowDefinition = id => window.parent.postMessage({ kind: "edit", definition: id }, window.location.origin);
    place.replaceChildren(make("elsa-backend-provider", {}), element);
  };
  open();
})();
