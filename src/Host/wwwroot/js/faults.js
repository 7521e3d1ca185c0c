// Shows what has failed in an instance; a manager retries it, skips it with an outcome, or cancels the instance.
const card = document.querySelector("[data-faults]");
const address = card.dataset.faults;

async function load() {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  const faults = answer.ok ? (await answer.json()).items : [];
  card.hidden = faults.length === 0;
  card.querySelector("[data-list]").replaceChildren(...faults.map(show));
}

function show(fault) {
  const form = card.querySelector("template").content.querySelector("form").cloneNode(true);
  form.querySelector("[data-step]").textContent = fault.activityName || fault.activityId;
  form.querySelector("[data-message]").textContent = fault.message;
  form.elements.outcome.append(...fault.outcomes.map(outcome => new Option(outcome, outcome)));
  form.addEventListener("submit", event => {
    event.preventDefault();
    resolve(form, fault, event.submitter.value);
  });
  return form;
}

async function resolve(form, fault, resolution) {
  const buttons = form.querySelectorAll("button");
  buttons.forEach(button => { button.disabled = true; });
  const answer = await fetch(`${address}/resolve`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      activityInstanceId: fault.activityInstanceId,
      resolution,
      outcome: resolution === "Skip" ? form.elements.outcome.value || null : null,
      reason: form.elements.reason.value || null,
    }),
  }).catch(() => null);
  if (answer?.ok) {
    window.location.reload();
    return;
  }

  const refused = form.querySelector("[data-refused]");
  const problem = await answer?.json().catch(() => null);
  refused.textContent = Object.values(problem?.errors ?? {}).flat().join(" ") || problem?.detail || String(answer?.status ?? "");
  refused.hidden = false;
  buttons.forEach(button => { button.disabled = false; });
}

load();
