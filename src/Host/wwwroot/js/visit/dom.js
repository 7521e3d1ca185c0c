// Building blocks of the visit's pages: elements, words, small inputs with big targets.
const root = document.getElementById('visit-app');
const words = JSON.parse(root.dataset.words);

export const language = document.documentElement.lang;
export const w = (key, ...values) => (words[key] ?? key).replace(/\{(\d)\}/g, (_, at) => values[at] ?? '');

export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value') element.value = value;
    // The page's base address is the root: a bare fragment would leave the app.
    else if (name === 'href' && value.startsWith('#')) element.setAttribute(name, `/visits/app${value}`);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(3).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

// A finger that is down must come up on the same control, or the tap is lost: pages wait for it, but not for ever (a long press that nobody ends).
const LONGEST_PRESS = 1500;
let lifted = null;
addEventListener('pointerdown', () => {
  let lift;
  const up = lifted = new Promise(resolve => { lift = () => { if (lifted === up) lifted = null; resolve(); }; });
  // The click comes after the release; only then may the control go.
  const end = () => setTimeout(lift);
  addEventListener('pointerup', end, { capture: true, once: true });
  addEventListener('pointercancel', end, { capture: true, once: true });
  setTimeout(lift, LONGEST_PRESS);
}, { capture: true });
export const noFingerDown = async () => { while (lifted) await lifted; };

// A tapped chip has no name of its own: what stands in its place with its words, or else alone with them, takes its focus over, so that a keyboard does not begin anew.
const taps = () => [...root.querySelectorAll('button, a')];
const placeOf = old => old && !old.id && root.contains(old) && old.matches('button, a') ? { at: taps().indexOf(old), words: old.textContent } : null;
const atPlace = place => {
  if (!place) return null;
  const all = taps();
  return all[place.at]?.textContent === place.words ? all[place.at] : all.find(each => each.textContent === place.words) ?? null;
};

// Shows a page and keeps the place and the control that had the focus.
export function show(...children) {
  const old = document.activeElement;
  const top = scrollY;
  const place = placeOf(old);
  root.replaceChildren(...children.flat(3).filter(Boolean));
  const fresh = old?.id ? document.getElementById(old.id) : atPlace(place);
  fresh?.focus({ preventScroll: true });
  // What was being typed while the page was drawn again goes on.
  if (fresh && old !== fresh && (old.matches('textarea') || (old.matches('input') && old.type === 'text')) && fresh.value !== old.value) {
    fresh.value = old.value;
    fresh.addEventListener('blur', () => fresh.dispatchEvent(new Event('change')), { once: true });
  }
  scrollTo(0, top);
}

export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `/lib/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

export const chip = (label, on, toggle, more = {}) => h('button', { type: 'button', class: 'chip', 'aria-pressed': String(Boolean(on)), onclick: toggle, ...more }, label);

export function field(label, input, hint) {
  input.id ||= `f-${label.replace(/\W+/g, '')}-${Math.random().toString(36).slice(2, 7)}`;
  return h('div', { class: 'field' }, h('label', { for: input.id }, label), input, hint && h('small', { class: 'text-secondary' }, hint));
}

export const text = (id, value, change, more = {}) => h('input', { class: 'form-control', type: 'text', id, value: value ?? '', maxlength: 200, onchange: event => change(event.target.value.trim()), ...more });

// A list to choose from; each entry is what is kept and what is shown.
export const choice = (id, value, entries, change, more = {}) => h('select', { class: 'form-select', id, onchange: event => change(event.target.value), ...more }, entries.map(([key, label]) => h('option', { value: key, selected: key === (value ?? '') }, label)));

export const number = (id, value, change, more = {}) => h('input', {
  class: 'form-control number-input', type: 'text', inputmode: more.step ? 'decimal' : 'numeric', id, value: more.step && typeof value === 'number' ? value.toFixed(2) : value ?? '', autocomplete: 'off',
  onfocus: event => event.target.select(),
  onchange: event => { const typed = event.target.value.trim().replace(',', '.'); const read = Number(typed); change(typed === '' || !Number.isFinite(read) || read < 0 ? null : more.step ? read : Math.round(read)); },
  'aria-label': more.label, placeholder: more.placeholder, disabled: more.disabled,
});

export const money = amount => `¥${Number(amount ?? 0).toFixed(2).replace(/\B(?=(\d{3})+(?!\d))/g, ',')}`;
export const day = value => new Date(value).toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' });
export const time = value => new Date(value).toLocaleTimeString('sv-SE', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit' });
// Tue as the reader's language writes it.
export const weekday = code => { const at = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(code); return at < 0 ? code : new Date(Date.UTC(2026, 0, 4 + at)).toLocaleDateString(language, { weekday: 'short', timeZone: 'UTC' }); };
export const newId = () => crypto.randomUUID();
