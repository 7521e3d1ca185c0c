// The visits of a day on the phone. Works without a network once it was opened: what is entered stays here until the server has accepted it.
import { h, show, noFingerDown, w, icon, time } from './dom.js';
import { keepDay, readDay, readVisits, readVisit, readPhotos } from './store.js';
import { merge, uploadState } from './model.js';
import { upload, onChange, waiting, unsent, signedOut } from './queue.js';
import { dayPage, preparePage, otherPage, syncPage, conflictPage } from './pages.js';
import { stepPage, STEPS } from './steps.js';

const PERSON = 'visit-person';
export const state = { person: localStorage.getItem(PERSON), name: localStorage.getItem(`${PERSON}-name`), bundle: null, online: navigator.onLine, unsent: 0, draw };

async function refresh() {
  const me = await fetch('/api/visits/me', { headers: { Accept: 'application/json' } }).catch(() => null);
  state.online = Boolean(me);
  if (me?.status === 401) {
    localStorage.removeItem(PERSON);
    state.person = null;
    return draw();
  }
  if (!me?.ok) return draw();
  const { person, name } = await me.json();
  localStorage.setItem(PERSON, person);
  localStorage.setItem(`${PERSON}-name`, name);
  if (state.person !== person) state.bundle = null;
  Object.assign(state, { person, name });
  const answer = await fetch('/api/visits/day', { headers: { Accept: 'application/json' } }).catch(() => null);
  if (answer?.ok) {
    const bundle = await answer.json();
    await keepDay(person, bundle);
    await merge(person, bundle);
    state.bundle = bundle;
  }
  upload(person);
  await draw();
}

function chrome(title, back, ...body) {
  return [
    h('header', { class: 'va-top' },
      back ? h('a', { class: 'va-back', href: back, 'aria-label': w('Back') }, icon('arrow-left')) : h('a', { class: 'va-back', href: '/visits', 'aria-label': w('Leave') }, icon('home')),
      h('h1', {}, title),
      h('a', { class: `va-net ${state.unsent > 0 ? 'va-net-waiting' : ''}`, href: '#/sync', id: 'unsent' }, icon(state.online ? 'upload' : 'alert-circle'), state.unsent > 0 ? w('Unsent', state.unsent) : state.online ? w('AllSent') : w('Offline'))),
    h('main', { class: 'va-main', id: 'main', tabindex: '-1' }, !state.online && h('p', { class: 'va-note', role: 'status' }, w('OfflineNote')), ...body),
  ];
}

let drawing = Promise.resolve();
export function draw() {
  drawing = drawing.then(paint, paint);
  return drawing;
}

async function paint() {
  const made = await page();
  await noFingerDown();
  show(...made);
}

async function page() {
  if (!state.person) {
    return chrome(w('Title'), null, h('div', { class: 'va-card' }, h('p', {}, w(state.unsent > 0 ? 'SignedOut' : 'SignInFirst')), h('a', { class: 'btn btn-primary va-big', href: '/sign-in?returnUrl=/visits/app' }, w('SignIn'))));
  }
  state.bundle ??= await readDay(state.person);
  state.unsent = await waiting(state.person);
  const [name, clientId, part] = location.hash.replace(/^#\/?/, '').split('/');
  const visit = clientId ? await readVisit(state.person, clientId) : null;
  if (visit) visit.unsentPhotos = unsent(await readPhotos(state.person, clientId));
  const tell = { ...state, signedOut };
  if (name === 'sync') return chrome(w('Sync'), '#/', ...await syncPage(tell));
  if (name === 'other') return chrome(w('Other'), '#/', ...otherPage(tell));
  if (visit?.conflict) return chrome(visit.base.store.name, '#/', ...conflictPage(tell, visit));
  if (visit && name === 'prepare') return chrome(visit.base.store.name, '#/', ...preparePage(tell, visit));
  if (visit && name === 'visit') {
    const at = Math.max(0, STEPS.findIndex(step => step.key === part));
    return chrome(visit.base.store.name, at === 0 ? `#/prepare/${clientId}` : `#/visit/${clientId}/${STEPS[at - 1].key}`, ...await stepPage(tell, visit, STEPS[at]));
  }
  const all = await readVisits(state.person);
  for (const each of all) each.unsentPhotos = unsent(await readPhotos(state.person, each.clientId));
  const visits = all.filter(each => state.bundle && (each.base.day === state.bundle.day || ['inStore', 'leftStore', 'returned'].includes(each.state) || uploadState(each) !== 'sent'));
  return chrome(w('Today'), null, ...dayPage(tell, visits.sort((a, b) => (a.base.order ?? 99) - (b.base.order ?? 99))));
}

addEventListener('hashchange', () => draw().then(() => { scrollTo(0, 0); document.getElementById('main')?.focus({ preventScroll: true }); }));
// The way past the header must not change the place in the app, which stands in the fragment.
document.querySelector('.skip-link')?.addEventListener('click', event => { event.preventDefault(); document.getElementById('main')?.focus(); });
addEventListener('online', () => { state.online = true; refresh(); });
addEventListener('offline', () => { state.online = false; draw(); });
document.addEventListener('visibilitychange', () => { if (!document.hidden && state.person) upload(state.person); });
onChange(() => draw());
navigator.storage?.persist?.();
if ('serviceWorker' in navigator) navigator.serviceWorker.register('/visits/sw.js', { scope: '/visits/' });
draw().then(refresh);
setInterval(() => { if (state.person && state.unsent > 0) upload(state.person); }, 30000);
export { time };
