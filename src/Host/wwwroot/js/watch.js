// Refreshes the diagram, the path and the history of an open case while somebody looks at it.
const parts = ['.diagram', '.path-card', '.history-card', '.head-facts', '.holder'];
setInterval(async () => {
  if (document.hidden) return;
  const answer = await fetch(document.querySelector('[data-watch]').dataset.watch, { headers: { Accept: 'text/html' } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const part of parts) {
    const here = document.querySelector(part);
    const there = fresh.querySelector(part);
    if (here && there && here.innerHTML !== there.innerHTML) here.innerHTML = there.innerHTML;
  }
}, 4000);
