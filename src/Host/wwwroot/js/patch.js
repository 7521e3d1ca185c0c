// Makes a part of the page read as the server has just drawn it, without taking away what somebody holds: an input keeps its
// caret, a half-typed Chinese word and an open list stay, and a button that is being pressed is not replaced under the finger.

/** The state of a form's controls by name, to tell later what was changed since. */
export function controlsOf(root) {
  const found = new Map();
  for (const control of root.querySelectorAll('[name]')) {
    if (control.type === 'hidden' || control.type === 'file' || control.tagName === 'BUTTON') continue;
    found.set(control.name, stateOf(control));
  }
  return found;
}

/** Draws `fresh` over `here`; `kept` holds what counts more than the server's values, by the names that they have in `fresh`. */
export function patch(here, fresh, kept) {
  const value = kept.has(fresh.name) && fresh.type !== 'hidden' ? kept.get(fresh.name) : stateOf(fresh); // before its children move over
  patchAttributes(here, fresh);
  patchChildren(here, fresh, kept);
  if (here.type === 'file' || value === undefined) return;
  if (here.type === 'checkbox') here.checked = value;
  else if (here.value !== value) here.value = value;
}

const stateOf = control => control.type === 'checkbox' ? control.checked : ['INPUT', 'SELECT', 'TEXTAREA'].includes(control.tagName) ? control.value : undefined;

function patchAttributes(here, fresh) {
  for (const { name } of [...here.attributes]) if (!fresh.hasAttribute(name) && !own(here, name)) here.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (!own(here, name) && here.getAttribute(name) !== value) here.setAttribute(name, value);
}

// Whether a box is open is the reader's affair.
const own = (element, name) => (name === 'open' && element.tagName === 'DETAILS') || ((name === 'tabindex' || name === 'aria-hidden') && element.tagName === 'SELECT');

// What a module has put beside a control stays with it.
const beyondAdded = node => { while (node?.dataset?.added !== undefined) node = node.nextSibling; return node; };

const keyOf = node => node.nodeType === Node.ELEMENT_NODE ? `${node.nodeName} ${node.id || node.getAttribute('name') || ''} ${node.getAttribute('value') && node.tagName === 'BUTTON' ? node.value : ''}` : node.nodeName;

function patchChildren(here, fresh, kept) {
  let place = beyondAdded(here.firstChild);
  for (const wanted of [...fresh.childNodes]) {
    let found = place;
    while (found && keyOf(found) !== keyOf(wanted)) found = found.nextSibling;
    if (!found) {
      here.insertBefore(document.adoptNode(wanted), place);
      for (const control of wanted.querySelectorAll?.('[name]') ?? []) {
        if (control.type === 'checkbox' && kept.has(control.name)) control.checked = kept.get(control.name);
        else if (control.type !== 'hidden' && kept.has(control.name)) control.value = kept.get(control.name);
      }
      continue;
    }
    while (place !== found) {
      const gone = place;
      place = beyondAdded(place.nextSibling);
      gone.remove();
    }
    place = beyondAdded(found.nextSibling);
    if (found.nodeType === Node.ELEMENT_NODE) patch(found, wanted, kept);
    else if (found.data !== wanted.data) found.data = wanted.data;
  }
  while (place) {
    const gone = place;
    place = beyondAdded(place.nextSibling);
    gone.remove();
  }
}
