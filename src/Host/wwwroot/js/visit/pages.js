// The list of the day, the preparation, visits without a plan, the sync centre, conflicts.
import { h, w, icon, chip, field, text, time, weekday } from './dom.js';
import { readVisits, readPhotos } from './store.js';
import { begin, change, move, uploadState, writable } from './model.js';
import { upload, unsent, settle, retry } from './queue.js';
import { draw } from './app.js';

const badge = visit => h('span', { class: `upload upload-${uploadState(visit)}` }, w(`Upload.${uploadState(visit)}`));
const stateBadge = visit => h('span', { class: `state visit-${visit.state}` }, w(`State.${visit.state}`));
const next = visit => ['planned', 'preparing', 'missed'].includes(visit.state) ? `#/prepare/${visit.clientId}` : `#/visit/${visit.clientId}/${visit.state === 'leftStore' ? 'leave' : 'shelf'}`;

export function dayPage(state, visits) {
  if (!state.bundle) return [h('div', { class: 'va-card' }, h('p', {}, w('NoBundle')))];
  const old = visits.filter(visit => uploadState(visit) === 'waiting' && visit.steps.some(step => Date.now() - Date.parse(step.at) > 86400000)).length;
  return [
    old > 0 && h('p', { class: 'va-note over', role: 'alert' }, w('Old', old), ' ', h('a', { href: '#/sync' }, w('Sync'))),
    h('p', { class: 'va-lead' }, `${state.bundle.day} · ${state.name} · ${w('Count', visits.length)}`),
    h('ul', { class: 'va-list' }, visits.map(visit => h('li', {}, h('a', { class: 'va-row', href: next(visit), 'data-store': visit.base.store.code },
      h('span', { class: 'va-row-main' }, h('strong', {}, visit.base.store.name), h('small', {}, `${visit.base.store.customer} · ${visit.base.store.class} · ${visit.base.store.address}`),
        visit.note && h('small', { class: 'over' }, visit.note), visit.cancelAsked && h('small', { class: 'over' }, w('CancelAsked'))),
      h('span', { class: 'va-row-side' }, stateBadge(visit), badge(visit)))))),
    visits.length === 0 && h('p', { class: 'text-secondary' }, w('Nothing')),
    h('a', { class: 'btn va-big', href: '#/other' }, icon('plus'), w('Other')),
  ];
}

export function preparePage(state, visit) {
  const { content, base } = visit;
  const may = writable(visit);
  const set = work => change(visit, work).then(draw);
  const toggle = (list, value, most = 99) => set(fresh => { fresh[list] = fresh[list].includes(value) ? fresh[list].filter(each => each !== value) : [...fresh[list], value].slice(-most); });
  const goals = [w('Goal.order'), w('Goal.display'), w('Goal.dates'), ...base.matters.slice(0, 3).map(matter => matter.title.slice(0, 50)), ...content.goals].filter((each, at, all) => all.indexOf(each) === at);
  const tools = ['pop', 'tags', 'samples', 'tablet', 'contract', 'statement'].map(key => w(`Tool.${key}`));
  const groups = Object.groupBy ? Object.groupBy(base.matters, matter => matter.kind) : base.matters.reduce((all, matter) => ({ ...all, [matter.kind]: [...all[matter.kind] ?? [], matter] }), {});
  return [
    visit.state === 'returned' && h('p', { class: 'va-note over' }, `${w('Returned')} ${visit.note ?? ''}`),
    h('section', { class: 'va-card' }, h('h2', {}, w('Card')),
      h('dl', { class: 'va-facts' }, ...[[w('Customer'), `${base.store.customer} · ${base.store.class}`], [w('Address'), base.store.address], [w('OrderDay'), base.store.orderDay ? w('OrderDayText', weekday(base.store.orderDay), base.store.leadTimeDays) : '–'], [w('Contacts'), base.store.contacts.join('、') || '–'],
        [w('Last'), base.last ?? '–']].map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value)))),
      base.store.creditHold && h('p', { class: 'va-note over' }, `${w('CreditHold')} ${base.store.creditHold}`)),
    base.leftover && h('section', { class: 'va-card' }, h('h2', {}, w('Leftover')), h('p', {}, base.leftover)),
    ...['openIssue', 'complaint', 'promotion', 'listing', 'payment'].filter(kind => groups[kind]).map(kind => h('section', { class: 'va-card' }, h('h2', {}, w(`Matter.${kind}`)),
      groups[kind].map(matter => h('div', { class: 'va-matter' }, h('strong', {}, [matter.number, matter.title].filter(Boolean).join(' ')), matter.decision && h('p', {}, `${w('Decision')} ${matter.decision}`), matter.dueOn && h('small', {}, w('Due', matter.dueOn)),
        kind === 'openIssue' && may && answers(content, matter, set, ['resolved', 'open']))))),
    h('section', { class: 'va-card' }, h('h2', {}, w('Goals')), h('div', { class: 'chips' }, goals.map(goal => chip(goal, content.goals.includes(goal), () => toggle('goals', goal, 3), { disabled: !may }))),
      may && field(w('OwnGoal'), text('own-goal', '', value => value && set(fresh => { fresh.goals = [...fresh.goals, value].slice(-3); }), { maxlength: 50 }))),
    h('section', { class: 'va-card' }, h('h2', {}, w('Tools')), h('div', { class: 'chips' }, chip(w('Tool.all'), tools.every(tool => content.tools.includes(tool)), () => set(fresh => { fresh.tools = tools; }), { disabled: !may, id: 'all-tools' }),
      tools.map(tool => chip(tool, content.tools.includes(tool), () => toggle('tools', tool), { disabled: !may }))),
      h('div', { class: 'chips' }, chip(w('Dress'), content.dress, () => set(fresh => { fresh.dress = !fresh.dress; }), { disabled: !may, id: 'dress' }))),
    may && h('div', { class: 'va-actions' },
      h('a', { class: 'btn btn-primary va-big', id: 'go', href: `#/visit/${visit.clientId}/${content.checkIn ? 'shelf' : 'arrive'}` }, content.checkIn ? w('GoOn') : w('GoArrive'), icon('arrow-right')),
      !content.checkIn && !visit.cancelAsked && !/^0+(-0+)+$/.test(visit.base.id) && cancelBox(visit)),
  ];
}

export const answers = (content, matter, set, choices) => {
  const kept = content.matters.find(each => each.id === matter.id) ?? {};
  return h('div', { class: 'chips' }, choices.map(choice => chip(w(`Answer.${choice}`), kept.answer === choice, () => set(fresh => {
    const mine = fresh.matters.find(each => each.id === matter.id);
    if (mine) mine.answer = choice; else fresh.matters.push({ kind: matter.kind, id: matter.id, title: matter.title, answer: choice });
  }))));
};

function cancelBox(visit) {
  const reasons = ['closed', 'counting', 'moved', 'leave', 'other'].map(key => w(`Cancel.${key}`));
  return h('details', { class: 'va-more' }, h('summary', {}, w('Cancel')), h('p', { class: 'text-secondary' }, w('CancelHint')),
    h('div', { class: 'chips' }, reasons.map(reason => chip(reason, false, async () => { await move(visit, 'cancelled', reason); upload(visit.person); location.hash = '#/'; }))));
}

// Outlives the page, which is drawn again whenever something was uploaded.
let reason = '';

export function otherPage(state) {
  const stores = state.bundle?.stores ?? [];
  const problem = h('p', { class: 'over', role: 'alert' });
  const start = async store => {
    if (!reason) { problem.textContent = w('ReasonFirst'); return document.getElementById('why').focus(); }
    const answer = await fetch(`/api/visits/other/${store.id}`, { headers: { Accept: 'application/json' } }).catch(() => null);
    if (!answer?.ok) { problem.textContent = w('NeedsNetwork'); return; }
    const base = await answer.json();
    const why = reason;
    reason = '';
    const visit = await begin(state.person, base, why, state.bundle.checklists.find(list => list.version === base.checklistVersion) ?? state.bundle.checklists[0]);
    location.hash = `#/prepare/${visit.clientId}`;
  };
  return [
    h('div', { class: 'va-card' }, field(w('Why'), text('why', reason, value => { reason = value; }, { oninput: event => { reason = event.target.value.trim(); } })),
      h('div', { class: 'chips' }, ['call', 'task', 'near'].map(key => chip(w(`Why.${key}`), false, () => { reason = w(`Why.${key}`); document.getElementById('why').value = reason; }))), problem),
    h('ul', { class: 'va-list' }, stores.map(store => h('li', {}, h('button', { type: 'button', class: 'va-row', onclick: () => start(store) }, h('span', { class: 'va-row-main' }, h('strong', {}, store.name), h('small', {}, store.code)))))),
  ];
}

export async function syncPage(state) {
  const visits = await readVisits(state.person);
  const rows = await Promise.all(visits.map(async visit => ({ visit, photos: await readPhotos(visit.person, visit.clientId) })));
  for (const { visit, photos } of rows) visit.unsentPhotos = unsent(photos);
  return [
    state.signedOut && h('div', { class: 'va-note over' }, w('SignedOut'), ' ', h('a', { href: '/sign-in?returnUrl=/visits/app' }, w('SignIn'))),
    h('p', { class: 'va-lead' }, state.unsent > 0 ? w('Unsent', state.unsent) : w('AllSent')),
    h('button', { type: 'button', class: 'btn btn-primary va-big', onclick: () => upload(state.person) }, icon('upload'), w('UploadNow')),
    h('ul', { class: 'va-list' }, rows.sort((a, b) => b.visit.made - a.visit.made).map(({ visit, photos }) => h('li', { class: 'va-card va-sync' },
      h('div', { class: 'va-sync-head' }, h('a', { href: next(visit) }, h('strong', {}, `${visit.base.store.name} ${visit.base.day}`)), badge(visit)),
      h('small', {}, w('PhotosSent', photos.filter(photo => photo.sent).length, photos.length)),
      photos.filter(photo => photo.error).map(photo => h('small', { class: 'over' }, photo.error)),
      visit.error && h('p', { class: 'over', role: 'alert' }, visit.error),
      visit.error && h('button', { type: 'button', class: 'btn', onclick: () => retry(visit).then(draw) }, w('TryAgain')),
      visit.conflict && h('a', { class: 'btn', href: `#/visit/${visit.clientId}` }, w('ShowConflict'))))),
  ];
}

export function conflictPage(state, visit) {
  const { conflict } = visit;
  const side = (title, content, stateName) => h('section', { class: 'va-card' }, h('h2', {}, title), h('dl', { class: 'va-facts' },
    ...[[w('StateName'), w(`State.${stateName}`)], [w('Goals'), content.goals?.join('、')], [w('CheckInAt'), content.checkIn && time(content.checkIn.at)], [w('Articles'), content.lines?.length], [w('Checks'), content.checks?.length], [w('Summary'), content.summary]]
      .map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value ?? '–')))));
  return [
    h('p', { class: 'va-note over', role: 'alert' }, w('ConflictText'), conflict.note ? ` ${conflict.note}` : ''),
    side(w('Mine'), visit.content, visit.state), side(w('Theirs'), conflict.content ?? {}, conflict.state),
    h('div', { class: 'va-actions' },
      h('button', { type: 'button', class: 'btn btn-primary va-big', onclick: () => settle(visit, true).then(draw) }, w('KeepMine')),
      h('button', { type: 'button', class: 'btn va-big', onclick: () => settle(visit, false).then(draw) }, w('TakeTheirs'))),
  ];
}
