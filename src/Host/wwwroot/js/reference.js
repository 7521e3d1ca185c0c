// Reference fields that are searched while typing. The list of the server stays the control that is sent; this stands before it.

/** Puts a search before every reference of the form that has none yet, and shows what is chosen. */
export function searchable(form, address) {
  for (const select of form.querySelectorAll('select[data-source]')) {
    const known = select.parentElement.querySelector(':scope > .combobox');
    if (known) known.show();
    else attach(form, select, address);
  }
}

function attach(form, select, address) {
  const box = Object.assign(document.createElement('div'), { className: 'combobox' });
  const input = Object.assign(document.createElement('input'), { type: 'text', className: 'form-control', autocomplete: 'off', maxLength: 60, id: `${select.id}-search` });
  const list = Object.assign(document.createElement('ul'), { className: 'combobox-list', id: `${select.id}-list`, hidden: true });
  box.dataset.added = '';
  input.setAttribute('role', 'combobox');
  input.setAttribute('aria-autocomplete', 'list');
  input.setAttribute('aria-controls', list.id);
  input.setAttribute('aria-expanded', 'false');
  input.setAttribute('aria-label', select.labels[0]?.textContent ?? '');
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', input.getAttribute('aria-label'));
  box.append(input, list);
  select.after(box);
  select.tabIndex = -1;
  select.setAttribute('aria-hidden', 'true');
  select.addEventListener('focus', () => input.focus()); // by its label, or from the list of what is wrong
  select.addEventListener('change', () => { close(); box.show(); });

  let active = -1;
  let asking;
  let timer;
  const items = () => [...list.querySelectorAll('[role=option]')];

  box.show = () => {
    if (document.activeElement === input && !list.hidden) return;
    input.value = select.value ? select.selectedOptions[0]?.textContent ?? '' : '';
    input.placeholder = select.options[0]?.textContent ?? '';
    for (const name of ['aria-required', 'aria-invalid', 'aria-describedby'])
      if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name)); else input.removeAttribute(name);
    input.classList.toggle('is-invalid', select.classList.contains('is-invalid'));
  };

  const close = () => {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    active = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };

  function draw(options) {
    list.replaceChildren(...options.map(({ id, label }, n) => {
      const item = Object.assign(document.createElement('li'), { textContent: label, id: `${list.id}-${n}` });
      item.setAttribute('role', 'option');
      item.setAttribute('aria-selected', String(id === select.value));
      item.dataset.value = id;
      return item;
    }));
    if (options.length === 0) list.append(Object.assign(document.createElement('li'), { textContent: select.dataset.none, className: 'combobox-none' }));
    active = -1;
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
  }

  const offered = () => draw([...select.options].filter(option => option.value).map(option => ({ id: option.value, label: option.textContent })));

  async function ask() {
    asking?.abort();
    const mine = asking = new AbortController();
    const by = select.dataset.filterBy;
    const query = new URLSearchParams({ field: select.dataset.field, q: input.value.trim(), filter: by ? form.elements[`f.${by}`]?.value ?? '' : '' });
    const answer = await fetch(`${address}/options?${query}`, { headers: { Accept: 'application/json' }, signal: mine.signal }).catch(() => null);
    const options = answer?.ok ? await answer.json().catch(() => null) : null;
    if (mine.signal.aborted) return;
    if (options) draw(options);
    else offered(); // without the network, what came with the page
  }

  function point(to) {
    const all = items();
    if (all.length === 0) return;
    active = (to + all.length) % all.length;
    all.forEach((item, n) => item.classList.toggle('combobox-here', n === active));
    all[active].scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-activedescendant', all[active].id);
  }

  function choose(item) {
    if (![...select.options].some(option => option.value === item.dataset.value)) select.add(new Option(item.textContent, item.dataset.value));
    close();
    if (select.value !== item.dataset.value) {
      select.value = item.dataset.value;
      for (const kind of ['input', 'change']) select.dispatchEvent(new Event(kind, { bubbles: true }));
    }
    box.show();
  }

  input.addEventListener('focus', () => { input.select(); offered(); });
  input.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(ask, 200); });
  input.addEventListener('keydown', event => {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (list.hidden) offered();
      point(active + (event.key === 'ArrowDown' ? 1 : active < 0 ? 0 : -1));
    } else if (event.key === 'Enter' && !list.hidden) {
      event.preventDefault();
      const all = items();
      if (active >= 0 || all.length === 1) choose(all[Math.max(active, 0)]);
    } else if (event.key === 'Escape' && !list.hidden) {
      event.stopPropagation();
      close();
      box.show();
    }
  });
  input.addEventListener('blur', () => {
    close();
    if (input.value.trim() === '' && select.value) {
      select.value = '';
      for (const kind of ['input', 'change']) select.dispatchEvent(new Event(kind, { bubbles: true }));
    }
    box.show();
  });
  list.addEventListener('mousedown', event => event.preventDefault()); // the input keeps the focus until a choice is made
  list.addEventListener('click', event => {
    const item = event.target.closest('[role=option]');
    if (item) choose(item);
  });
  box.show();
}
