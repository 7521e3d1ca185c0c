// The form of a task: totals, budget and path while typing, rows without a new page, drafts by themselves, files by drag and paste.
import { controlsOf, patch } from './patch.js';
import { searchable } from './reference.js';

const form = document.getElementById('task');
const address = `/tasks/${form.dataset.task}`;
const draftState = form.querySelector('.draft-state');
let typing;
let saving;
let dirty = false;

const post = (path, body, more = {}) => fetch(path, { method: 'POST', body: new URLSearchParams(body), headers: { Accept: 'text/html, application/json' }, ...more }).catch(() => null);

// What changes the draft goes one after the other, each with what stands in the form at its turn: an answer never meets a
// younger form, and no post is refused because another one of the same page was quicker.
let last = Promise.resolve();
let waiting = 0;
function inTurn(work) {
  waiting++;
  const turn = last.then(work).finally(() => waiting--);
  last = turn.catch(() => {});
  return turn;
}

// Looking ahead changes nothing, so it makes nobody wait: it is given up as soon as something else is asked or typed.
let looking;
function lookAhead() {
  clearTimeout(typing);
  looking?.abort();
  typing = setTimeout(preview, 350);
}

async function preview() {
  if (waiting > 0) return lookAhead();
  const look = looking = new AbortController();
  const answer = await post(`${address}/preview`, new FormData(form), { signal: look.signal });
  const text = answer?.ok ? await answer.text().catch(() => null) : null;
  if (text === null || look.signal.aborted || waiting > 0) return;
  const fresh = new DOMParser().parseFromString(text, 'text/html');
  document.getElementById('ahead').replaceChildren(...fresh.getElementById('ahead').childNodes);
  for (const output of fresh.querySelectorAll('output[data-computed]')) {
    const here = form.querySelector(`output[data-computed="${CSS.escape(output.dataset.computed)}"]`);
    if (here) here.textContent = output.textContent;
  }
  const hidden = fresh.querySelector('[data-hidden]').dataset.hidden;
  if (hidden !== form.dataset.hidden && form.dataset.hidden !== undefined) redraw('recompute');
  form.dataset.hidden = hidden;
}

// Another window has saved a draft: nothing is replaced until the person says which one counts.
let conflict;
function showConflict({ changed, fields, keep, load, detail, title }) {
  if (!changed) return tell(detail ?? title);
  conflict = document.createElement('div');
  conflict.className = 'alert alert-warning draft-conflict';
  conflict.setAttribute('role', 'alert');
  const text = document.createElement('div');
  text.append(Object.assign(document.createElement('strong'), { textContent: changed }));
  const list = text.appendChild(document.createElement('ul'));
  for (const field of fields) list.append(Object.assign(document.createElement('li'), { textContent: field }));
  const mine = Object.assign(document.createElement('button'), { type: 'button', className: 'btn btn-sm', textContent: keep });
  const theirs = Object.assign(document.createElement('a'), { className: 'btn btn-sm', href: location.href, textContent: load });
  mine.addEventListener('click', () => { form.elements.draft.value = ''; conflict.remove(); conflict = null; dirty = true; saveDraft(); });
  theirs.addEventListener('click', event => { event.preventDefault(); location.reload(); });
  text.append(mine, ' ', theirs);
  conflict.append(text);
  form.before(conflict);
}

function tell(text) {
  if (!draftState) return;
  draftState.textContent = text ?? draftState.dataset.failed;
  draftState.classList.add('over');
}

const saveDraft = (more = {}) => inTurn(() => save(more));

async function save(more = {}) {
  clearTimeout(saving);
  if (!dirty || conflict) return;
  dirty = false;
  const answer = await post(`${address}/draft`, new FormData(form), more);
  const said = answer?.headers.get('content-type')?.includes('json') ? await answer.json().catch(() => null) : null;
  if (answer?.ok && said) {
    draftState.textContent = said.saved;
    draftState.classList.remove('over');
    form.elements.draft.value = said.draft;
    return;
  }
  dirty = true;
  if (answer?.status === 409 && said) return showConflict(said);
  tell(said?.detail);
  saving = setTimeout(saveDraft, 10000); // the network or the server is away: what was typed stays, and is tried again
}

function redraw(order) {
  looking?.abort();
  return inTurn(() => draw(order));
}

// Posts as the button would and takes over the fields of the answer, but for what was typed while it was under way.
async function draw(order) {
  const body = new FormData(form);
  body.set('do', order);
  const before = controlsOf(form.querySelector('.column-main'));
  const answer = await post(address, body);
  const text = answer?.ok ? await answer.text().catch(() => null) : null;
  if (text === null) {
    // Nothing is replaced. Saving says which of the reasons it is: another window's draft, a task closed meanwhile, no network.
    dirty = true;
    return save();
  }
  const fresh = new DOMParser().parseFromString(text, 'text/html');
  if (!fresh.querySelector('#task .column-main')) return tell();
  const since = new Map([...controlsOf(form.querySelector('.column-main'))].filter(([name, value]) => before.get(name) !== value)
    .map(([name, value]) => [moved(name, order), value]).filter(([name]) => name));
  const base = fresh.querySelector('#task [name="draft"]');
  if (base && form.elements.draft) form.elements.draft.value = base.value;
  for (const part of ['.column-main', '.column-side']) patch(form.querySelector(part), fresh.querySelector(`#task ${part}`), since);
  searchable(form, address);
  if (since.size > 0) {
    dirty = true;
    clearTimeout(saving);
    saving = setTimeout(saveDraft, 2000);
  }
  lookAhead();
  if (order.startsWith('add:') && since.size === 0) form.querySelector(`.column-main [name^="f.${order.slice(4)}["]:not([type=hidden])`)?.closest('.form-table')?.querySelector('.form-row:last-of-type [name]:not([type=hidden])')?.focus();
}

// Where a cell stands once a row was copied or taken out above it; null when its own row is gone.
function moved(name, order) {
  const [what, table, at] = order.split(':');
  const cell = /^(f\.([^[]+)\[)(\d+)(\].*)$/.exec(name);
  if (!cell || cell[2] !== table || (what !== 'copy' && what !== 'remove')) return name;
  const row = Number(cell[3]);
  if (what === 'remove' && row === Number(at)) return null;
  return row > Number(at) ? `${cell[1]}${row + (what === 'copy' ? 1 : -1)}${cell[4]}` : name;
}

if (form.dataset.draft !== undefined) {
  searchable(form, address);
  form.addEventListener('input', event => {
    if (event.target.id === 'Comment' || event.target.type === 'file' || !event.target.name) return;
    dirty = true;
    lookAhead();
    clearTimeout(saving);
    saving = setTimeout(saveDraft, 2000);
  });
  form.addEventListener('change', event => {
    if (event.target.dataset.narrows !== undefined) redraw('recompute');
  });
  form.addEventListener('submit', event => {
    const order = event.submitter?.value ?? '';
    looking?.abort();
    if (/^(add|copy|remove):/.test(order)) {
      event.preventDefault();
      redraw(order);
    } else if (waiting > 0) {
      // What is under way comes first; the button is pressed again after it.
      event.preventDefault();
      event.stopPropagation();
      last.then(() => form.requestSubmit(event.submitter));
    } else {
      dirty = false;
      clearTimeout(saving);
      clearTimeout(typing);
    }
  });
  addEventListener('visibilitychange', () => { if (document.hidden && dirty) saveDraft({ keepalive: true }); });
  preview();
}

async function upload(box, files) {
  const field = box.dataset.upload;
  const state = text => { form.querySelector(`[data-upload="${CSS.escape(field)}"] .upload-state`).textContent = text; };
  const body = new FormData(document.getElementById('upload'));
  body.delete(`file-${field}`); // a chosen file stands in the form already, a dropped one does not
  for (const file of files) body.append(`file-${field}`, file);
  state('…');
  const answer = await fetch(document.getElementById('upload').action, { method: 'POST', body, headers: { Accept: 'application/json, text/html' } }).catch(() => null);
  if (answer?.ok) {
    await saveDraft();
    await redraw('recompute');
    return state('');
  }
  const problem = answer?.headers.get('content-type')?.includes('json') ? await answer.json() : null;
  state(problem?.detail ?? problem?.title ?? '✕');
}

const boxOf = event => event.target.closest?.('[data-upload]');
form.addEventListener('change', event => {
  if (event.target.type !== 'file' || !event.target.files.length || !boxOf(event)) return;
  upload(boxOf(event), [...event.target.files]);
  event.target.value = '';
});
form.addEventListener('dragover', event => {
  if (!boxOf(event)) return;
  event.preventDefault();
  boxOf(event).classList.add('upload-over');
});
form.addEventListener('dragleave', event => boxOf(event)?.classList.remove('upload-over'));
form.addEventListener('drop', event => {
  const box = boxOf(event);
  if (!box) return;
  event.preventDefault();
  box.classList.remove('upload-over');
  if (event.dataTransfer.files.length) upload(box, event.dataTransfer.files);
});
document.addEventListener('paste', event => {
  const box = form.querySelector('[data-upload]');
  if (box && event.clipboardData?.files.length) upload(box, event.clipboardData.files);
});

// Taking a file away opens the page anew: what was typed is saved before.
document.getElementById('remove-file')?.addEventListener('submit', event => {
  if (!dirty && waiting === 0) return;
  event.preventDefault();
  saveDraft().then(() => { dirty = false; event.target.requestSubmit(event.submitter); });
});
