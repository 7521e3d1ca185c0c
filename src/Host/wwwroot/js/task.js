// The form of a task: totals, budget and path while typing, rows without a new page, drafts by themselves, files by drag and paste.
const form = document.getElementById('task');
const address = `/tasks/${form.dataset.task}`;
const draftState = form.querySelector('.draft-state');
let typing;
let saving;
let dirty = false;
let latest = 0;

const post = (path, body) => fetch(path, { method: 'POST', body: new URLSearchParams(body), headers: { Accept: 'text/html, application/json' } });

async function preview() {
  const turn = ++latest;
  const answer = await post(`${address}/preview`, new FormData(form)).catch(() => null);
  if (!answer?.ok || turn !== latest) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  document.getElementById('ahead').replaceChildren(...fresh.getElementById('ahead').childNodes);
  for (const output of fresh.querySelectorAll('output[data-computed]')) {
    const here = form.querySelector(`output[data-computed="${CSS.escape(output.dataset.computed)}"]`);
    if (here) here.textContent = output.textContent;
  }
  const hidden = fresh.querySelector('[data-hidden]').dataset.hidden;
  if (hidden !== form.dataset.hidden && form.dataset.hidden !== undefined) await redraw('recompute');
  form.dataset.hidden = hidden;
}

// Another window has saved a draft: nothing is replaced until the person says which one counts.
let conflict;
function showConflict({ changed, fields, keep, load }) {
  if (!changed) return;
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

async function saveDraft() {
  if (!dirty || conflict) return;
  dirty = false;
  const answer = await post(`${address}/draft`, new FormData(form)).catch(() => null);
  if (answer?.ok) {
    const { saved, draft } = await answer.json();
    draftState.textContent = saved;
    form.elements.draft.value = draft;
  } else if (answer?.status === 409 && answer.headers.get('content-type')?.includes('json')) {
    showConflict(await answer.json());
  } else dirty = true;
}

// One after the other: a row added while the form is drawn anew is added to the new one.
let drawing = Promise.resolve();
function redraw(order) {
  drawing = drawing.then(() => draw(order));
  return drawing;
}

// Posts as the button would and takes over the fields of the answer, but for what was typed while it was under way.
async function draw(order) {
  const body = new FormData(form);
  body.set('do', order);
  const answer = await post(address, body).catch(() => null);
  if (!answer?.ok) return form.submit();
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const typed = order.startsWith('remove:') ? [] : [...new FormData(form)].filter(([name, value]) => name.startsWith('f.') && typeof value === 'string' && !body.getAll(name).includes(value));
  const focused = document.activeElement?.id;
  const main = form.querySelector('.column-main');
  const side = form.querySelector('.column-side');
  const base = fresh.querySelector('#task [name="draft"]');
  if (base && form.elements.draft) form.elements.draft.value = base.value;
  main.innerHTML = fresh.querySelector('#task .column-main').innerHTML;
  side.innerHTML = fresh.querySelector('#task .column-side').innerHTML;
  for (const [name, value] of typed) {
    const field = main.querySelector(`[name="${CSS.escape(name)}"]:not([type=hidden])`);
    if (field?.type === 'checkbox') field.checked = value === 'true';
    else if (field) field.value = value;
  }
  if (typed.length > 0) {
    dirty = true;
    clearTimeout(typing);
    typing = setTimeout(preview, 350);
  }
  wireUploads();
  if (order.startsWith('add:')) main.querySelector(`[name^="f.${order.slice(4)}["]:not([type=hidden])`)?.closest('.form-table')?.querySelector('.form-row:last-of-type [name]')?.focus();
  else if (focused) document.getElementById(focused)?.focus();
}

if (form.dataset.draft !== undefined) {
  form.addEventListener('input', event => {
    if (event.target.id === 'Comment' || event.target.type === 'file') return;
    dirty = true;
    clearTimeout(typing);
    typing = setTimeout(preview, 350);
    clearTimeout(saving);
    saving = setTimeout(saveDraft, 2000);
  });
  form.addEventListener('change', event => {
    if (event.target.dataset.narrows !== undefined) redraw('recompute');
  });
  form.addEventListener('submit', event => {
    const order = event.submitter?.value ?? '';
    if (/^(add|copy|remove):/.test(order)) {
      event.preventDefault();
      redraw(order);
    } else {
      dirty = false;
      clearTimeout(saving);
    }
  });
  addEventListener('visibilitychange', () => { if (document.hidden) saveDraft(); });
  preview();
}

async function upload(box, files) {
  const state = box.querySelector('.upload-state');
  const body = new FormData(document.getElementById('upload'));
  body.delete(`file-${box.dataset.upload}`); // a chosen file stands in the form already, a dropped one does not
  for (const file of files) body.append(`file-${box.dataset.upload}`, file);
  state.textContent = '…';
  const answer = await fetch(document.getElementById('upload').action, { method: 'POST', body, headers: { Accept: 'application/json, text/html' } }).catch(() => null);
  if (answer?.ok) {
    await saveDraft();
    return redraw('recompute');
  }
  const problem = answer?.headers.get('content-type')?.includes('json') ? await answer.json() : null;
  state.textContent = problem?.detail ?? problem?.title ?? '✕';
}

function wireUploads() {
  for (const box of form.querySelectorAll('[data-upload]')) {
    for (const input of box.querySelectorAll('input[type=file]')) input.addEventListener('change', () => { if (input.files.length) upload(box, input.files); });
    box.addEventListener('dragover', event => { event.preventDefault(); box.classList.add('upload-over'); });
    box.addEventListener('dragleave', () => box.classList.remove('upload-over'));
    box.addEventListener('drop', event => { event.preventDefault(); box.classList.remove('upload-over'); if (event.dataTransfer.files.length) upload(box, event.dataTransfer.files); });
  }
}

document.addEventListener('paste', event => {
  const box = form.querySelector('[data-upload]');
  if (box && event.clipboardData?.files.length) upload(box, event.clipboardData.files);
});
wireUploads();
