// Small comforts on every page; nothing needs them.
document.documentElement.classList.add('with-script');

for (const menu of document.querySelectorAll('details.menu')) {
  document.addEventListener('click', event => { if (!menu.contains(event.target)) menu.open = false; });
  menu.addEventListener('keydown', event => { if (event.key === 'Escape') { menu.open = false; menu.querySelector('summary').focus(); } });
}

for (const link of document.querySelectorAll('[data-fill-name]')) {
  link.addEventListener('click', event => {
    event.preventDefault();
    document.getElementById('UserName').value = link.dataset.fillName;
    document.getElementById('Password').focus();
  });
}

document.addEventListener('submit', event => {
  const button = event.submitter;
  if (!button) return;
  const comment = document.getElementById('Comment');
  if (button.dataset.needsComment && comment && !comment.value.trim()) {
    event.preventDefault();
    comment.setCustomValidity(button.dataset.needsComment);
    comment.reportValidity();
    comment.addEventListener('input', () => comment.setCustomValidity(''), { once: true });
    return;
  }
  if (button.dataset.confirm && !confirm(button.dataset.confirm)) event.preventDefault();
  const tooLarge = [...event.target.querySelectorAll('input[data-largest]')].find(x => [...x.files].some(file => file.size > Number(x.dataset.largest)));
  if (tooLarge) {
    event.preventDefault();
    tooLarge.setCustomValidity(tooLarge.dataset.tooLarge);
    tooLarge.reportValidity();
    tooLarge.addEventListener('change', () => tooLarge.setCustomValidity(''), { once: true });
  }
});

for (const phrase of document.querySelectorAll('[data-phrase]')) {
  phrase.addEventListener('click', () => {
    const comment = document.getElementById('Comment');
    comment.value = comment.value ? `${comment.value} ${phrase.dataset.phrase}` : phrase.dataset.phrase;
    comment.dispatchEvent(new Event('input'));
    comment.focus();
  });
}

// The visits on this phone stay, but nobody is taken for their owner until somebody signs in again.
if (location.pathname === '/sign-in') localStorage.removeItem('visit-person');
document.addEventListener('submit', event => { if (event.target.getAttribute('action') === '/sign-out') localStorage.removeItem('visit-person'); });

document.getElementById('problems')?.focus();

if (document.querySelector('[data-count]')) {
  setInterval(async () => {
    if (document.hidden) return;
    const answer = await fetch('/counts', { headers: { Accept: 'application/json' } }).catch(() => null);
    if (!answer?.ok) return;
    for (const [name, value] of Object.entries(await answer.json())) {
      for (const badge of document.querySelectorAll(`[data-count="${name}"]`)) {
        badge.textContent = value > 99 ? '99+' : value;
        if (badge.classList.contains('count')) badge.hidden = value === 0;
      }
    }
  }, 20000);
}

if (document.querySelector('textarea[data-lines]')) import('./editor.js');
if (document.getElementById('task')) import('./task.js');
if (document.querySelector('[data-rows], [data-undo], #task')) import('./inbox.js');
if (document.querySelector('[data-watch]')) import('./watch.js');
if (document.querySelector('[data-chart]')) import('./chart.js');

const current = document.querySelector('.node-current');
if (current) {
  const scroll = current.closest('.diagram-scroll');
  scroll.scrollLeft = current.getBoundingClientRect().left - scroll.getBoundingClientRect().left - scroll.clientWidth / 2 + 60;
}

for (const button of document.querySelectorAll('[data-copy]')) {
  button.addEventListener('click', async () => {
    const text = document.getElementById(button.dataset.copy);
    // Without the right to the clipboard the text stands there marked, to be copied by hand.
    try { await navigator.clipboard.writeText(text.value); button.classList.add('btn-success'); } catch { text.closest('details').open = true; text.select(); }
  });
}

document.querySelector('[data-print]')?.addEventListener('click', () => print());
