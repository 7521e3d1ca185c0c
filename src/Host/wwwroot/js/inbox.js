// The inbox by keyboard, the time left to undo, and a list that keeps its place. Nothing here is needed to work.
const typing = element => element?.closest('input, textarea, select, [contenteditable], dialog[open]') !== null;
const rows = () => [...document.querySelectorAll('[data-rows] > a')];
const help = document.getElementById('keys');

function step(by) {
  const all = rows();
  if (all.length === 0) return;
  const here = all.findIndex(row => row === document.activeElement || row.getAttribute('aria-current') === 'true');
  const next = all[Math.min(all.length - 1, Math.max(0, here < 0 ? 0 : here + by))];
  // Beside an open task the neighbour is opened; in the list alone it is only pointed at.
  if (document.querySelector('.panes-open')) { if (all.indexOf(next) !== here) next.click(); }
  else { next.focus(); next.scrollIntoView({ block: 'nearest' }); }
}

function answer(action) {
  const button = document.querySelector(`#task button[value="action:${action}"]`);
  const comment = document.getElementById('Comment');
  if (!button) return;
  if (button.dataset.needsComment && !comment.value.trim()) comment.focus();
  else button.click();
}

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === 'Escape' && event.target.id === 'Comment') return event.target.blur();
  if (typing(event.target)) return;
  const acts = {
    j: () => step(1), k: () => step(-1), a: () => answer('Approve'), r: () => answer('Reject'),
    u: () => document.querySelector('[data-undo] button')?.click(),
    '/': () => { const search = document.getElementById('inbox-search'); search ? search.focus() : document.querySelector('.strip-head a') && location.assign('/inbox#inbox-search'); },
    '?': () => help?.showModal(),
  };
  if (!acts[event.key]) return;
  event.preventDefault();
  acts[event.key]();
});

document.querySelector('[data-keys]')?.addEventListener('click', () => help?.showModal());
document.documentElement.classList.add('with-keys');
if (location.hash === '#inbox-search') document.getElementById('inbox-search')?.focus();

for (const form of document.querySelectorAll('[data-undo]')) {
  // Counted by the server's clock: the visitor's own may be wrong.
  const ends = performance.now() + Number(form.dataset.until) - Number(form.dataset.now);
  const left = form.querySelector('.undo-left');
  const tick = setInterval(() => {
    const seconds = Math.ceil((ends - performance.now()) / 1000);
    if (seconds > 0) left.textContent = seconds;
    else { clearInterval(tick); form.remove(); }
  }, 250);
}

const list = document.querySelector('[data-keeps-place]');
if (list) {
  list.scrollTop = Number(sessionStorage.getItem('inbox-place') ?? 0);
  list.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' });
  list.addEventListener('scroll', () => sessionStorage.setItem('inbox-place', list.scrollTop), { passive: true });
}
