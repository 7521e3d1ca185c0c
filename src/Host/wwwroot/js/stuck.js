// Shows what the engine has given up, to be tried again or given up for good, and the ticks that were missed.
const stuck = document.querySelector("[data-stuck]");
const missed = document.querySelector("[data-missed]");
const shown = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short", timeZone: stuck.dataset.zone });
const field = (row, name) => row.querySelector(`[data-${name}]`);

async function fill(card, address, show) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  const items = answer.ok ? (await answer.json()).items : [];
  field(card, "none").hidden = items.length > 0;
  field(card, "list").replaceChildren(...items.map(item => show(card.querySelector("template").content.firstElementChild.cloneNode(true), item)));
}

function time(element, moment) {
  element.dateTime = moment;
  element.textContent = shown.format(new Date(moment));
}

function showWork(row, work) {
  field(row, "kind").textContent = stuck.querySelector(`[data-word="${work.kind}"]`)?.textContent ?? work.kind;
  field(row, "reason").textContent = work.reason ?? "";
  field(row, "attempts").textContent = work.attempts;
  field(row, "definition").textContent = work.definitionId ?? "";
  time(field(row, "since"), work.since);
  if (work.instanceId) {
    const link = field(row, "instance");
    link.href = `/designer/instances/${encodeURIComponent(work.instanceId)}`;
    link.textContent = work.instanceId;
    link.hidden = false;
  }

  row.addEventListener("submit", event => {
    event.preventDefault();
    decide(row, work.id, event.submitter);
  });
  return row;
}

async function decide(row, id, button) {
  if (button.dataset.ask && !window.confirm(button.dataset.ask)) return;
  const buttons = row.querySelectorAll("button");
  buttons.forEach(one => { one.disabled = true; });
  const answer = await fetch(`/elsa/api/stuck-work/${encodeURIComponent(id)}/${button.value}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" }).catch(() => null);
  if (answer?.ok) return fill(stuck, "/elsa/api/stuck-work", showWork);
  field(row, "refused").hidden = false;
  buttons.forEach(one => { one.disabled = false; });
}

function showMissed(row, ticks) {
  field(row, "definition").textContent = ticks.definitionId ?? ticks.timerId;
  field(row, "count").textContent = ticks.count;
  time(field(row, "first"), ticks.first);
  time(field(row, "last"), ticks.last);
  field(row, ticks.ran ? "skipped" : "ran").remove();
  return row;
}

fill(stuck, "/elsa/api/stuck-work", showWork);
fill(missed, "/elsa/api/missed-ticks", showMissed);
