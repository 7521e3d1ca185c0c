// The steps in the store, V-02 to V-17, in the order in which they are made.
import { h, w, icon, chip, field, text, number, choice, time, day, newId } from './dom.js';
import { keepPhoto, readPhotos, dropPhoto } from './store.js';
import { change, move, want, writable, uploadState } from './model.js';
import { upload } from './queue.js';
import { metres, missing, stillOnShelf } from './rules.js';
import { stamp } from './photo.js';
import { goodsStep, datesStep, orderStep, named, productOf } from './goods.js';
import { answers } from './pages.js';
import { draw } from './app.js';

export const STEPS = ['arrive', 'shelf', 'goods', 'elements', 'dates', 'tidy', 'order', 'talk', 'market', 'leave'].map(key => ({ key }));
const pages = { arrive, shelf, goods: goodsStep, elements, dates: datesStep, tidy, order: orderStep, talk, market, leave };

export async function stepPage(state, visit, step) {
  const at = STEPS.indexOf(step);
  const tools = { state, visit, content: visit.content, may: writable(visit), set: work => change(visit, work).then(draw), photos: await readPhotos(visit.person, visit.clientId) };
  tools.photo = (kind, label) => photoBox(tools, kind, label);
  tools.tick = (code, label) => chip([icon('check'), ' ', label], tools.content.done.includes(code), () => tools.set(fresh => { fresh.done = fresh.done.includes(code) ? fresh.done.filter(each => each !== code) : [...fresh.done, code]; }), { disabled: !tools.may, 'data-done': code });
  const open = new Set(missing(visit.content));
  const steps = { arrive: ['V-02'], shelf: ['V-03'], goods: ['V-09'], elements: ['V-04'], dates: ['V-06'], tidy: ['V-05', 'V-07', 'V-08'], order: ['V-10'], talk: ['V-11', 'V-12', 'V-13', 'V-14', 'V-15'], market: ['V-16'], leave: ['V-17'] };
  const following = STEPS[at + 1];
  return [
    h('nav', { class: 'va-steps', 'aria-label': w('Steps') }, STEPS.map((each, place) => h('a', {
      href: `#/visit/${visit.clientId}/${each.key}`, 'aria-current': each === step ? 'step' : null, class: steps[each.key].some(code => open.has(code)) ? 'va-step-open' : 'va-step-done', 'aria-label': `${place + 1} ${w(`Step.${each.key}`)}`,
    }, String(place + 1)))),
    h('h2', { class: 'va-step-title' }, w(`Step.${step.key}`), ' ', h('small', {}, `${steps[step.key].join(' ')} · ${w(`Upload.${uploadState(visit)}`)}`)),
    visit.state === 'returned' && h('p', { class: 'va-note over', role: 'status' }, `${w('Returned')} ${visit.note ?? ''}`),
    visit.error && h('p', { class: 'va-note over', role: 'alert' }, visit.error),
    ...pages[step.key](tools),
    tools.may && following && step.key !== 'arrive' && h('div', { class: 'va-actions' }, h('a', { class: 'btn btn-primary va-big', id: 'next', href: `#/visit/${visit.clientId}/${following.key}` }, w('Next', w(`Step.${following.key}`)), icon('arrow-right'))),
  ];
}

function photoBox({ visit, state, content, may, set, photos }, kind, label) {
  const own = content.photos.filter(photo => photo.kind === kind);
  const take = async (file, gallery) => {
    if (!file) return;
    try {
      const made = await stamp(file, kind, gallery, `${visit.base.store.code} ${visit.base.store.name}`, state.name);
      await keepPhoto({ ...made, person: visit.person, clientId: visit.clientId, sent: false });
      await set(fresh => { fresh.photos.push({ id: made.id, kind }); const check = kind.startsWith('check:') && fresh.checks.find(each => `check:${each.check}` === kind); if (check) check.photoId = made.id; });
      upload(visit.person);
    } catch {
      alert(w('PhotoBroken'));
    }
  };
  const input = (gallery, id) => h('input', { type: 'file', accept: 'image/*', capture: gallery ? null : 'environment', class: 'visually-hidden', id, onchange: event => take(event.target.files[0], gallery) });
  const id = `photo-${kind.replace(/\W/g, '-')}`;
  return h('div', { class: 'va-photo' }, h('span', { class: 'va-photo-name' }, label, own.length > 0 && h('span', { class: 'ok' }, ` ✓ ${own.length}`)),
    own.map(photo => { const kept = photos.find(each => each.id === photo.id); return kept?.blob ? h('img', { class: 'va-thumb', src: URL.createObjectURL(kept.blob), alt: label }) : h('span', { class: 'va-thumb va-thumb-sent' }, w('Upload.sent')); }),
    may && h('span', { class: 'va-photo-buttons' }, input(false, id), h('label', { class: 'btn', for: id }, icon('camera'), w('Camera')), input(true, `${id}-gallery`), h('label', { class: 'btn', for: `${id}-gallery` }, icon('photo'), w('Gallery')),
      own.length > 0 && h('button', { type: 'button', class: 'btn', 'aria-label': w('RemovePhoto'), onclick: async () => { const last = own[own.length - 1]; await dropPhoto(last.id); await set(fresh => { fresh.photos = fresh.photos.filter(each => each.id !== last.id); }); } }, icon('trash'))));
}

// Visits whose place is being looked for: the page may be drawn again meanwhile, with a button that works.
const finding = new Set();

function arrive(tools) {
  const { visit, content, may, set, state } = tools;
  const { store } = visit.base;
  const people = [...store.contacts, w('Person.head'), w('Person.buyer'), w('Person.manager'), w('Person.none'), ...content.persons].filter((each, at, all) => all.indexOf(each) === at);
  const problem = h('p', { class: 'over', role: 'alert', id: 'arrive-problem' });
  const checkIn = async event => {
    event.currentTarget.disabled = true;
    if (finding.has(visit.clientId)) return;
    finding.add(visit.clientId);
    let place;
    try {
      const at = new Date().toISOString();
      place = await new Promise(resolve => navigator.geolocation
        ? navigator.geolocation.getCurrentPosition(found => resolve(found.coords), () => resolve(null), { enableHighAccuracy: true, timeout: 8000, maximumAge: 0 }) : resolve(null));
      await change(visit, fresh => { fresh.checkIn = { at, latitude: place?.latitude ?? null, longitude: place?.longitude ?? null, accuracy: place?.accuracy ?? null, mock: false, reason: fresh.placeReason ?? null }; });
      await move(visit, 'inStore');
    } finally {
      finding.delete(visit.clientId);
    }
    upload(visit.person);
    const far = place ? metres(place.latitude, place.longitude, store.latitude, store.longitude) : null;
    const outside = far === null || far > store.fence + Math.min(store.fence, place.accuracy ?? 0);
    if (outside) await draw(); else location.hash = `#/visit/${visit.clientId}/shelf`;
  };
  if (content.checkIn) {
    const far = typeof content.checkIn.latitude === 'number' ? Math.round(metres(content.checkIn.latitude, content.checkIn.longitude, store.latitude, store.longitude)) : null;
    const outside = far === null || far > store.fence + Math.min(store.fence, content.checkIn.accuracy ?? 0);
    return [
      h('div', { class: 'va-card' }, h('p', {}, h('strong', {}, w('CheckedIn', time(content.checkIn.at))), ' ', far === null ? w('NoPlace') : w('Metres', far)),
        outside && h('p', { class: 'va-note over' }, w('OutsideNote')),
        outside && field(w('PlaceReason'), text('place-reason', content.checkIn.reason, value => set((fresh, record) => { fresh.checkIn.reason = value || null; record.wanted = true; }).then(() => upload(visit.person)), { disabled: !may }))),
      h('div', { class: 'va-card' }, tools.photo('shopfront', w('Photo.shopfront')), personChips(people, tools)),
      h('div', { class: 'va-actions' }, h('a', { class: 'btn btn-primary va-big', id: 'next', href: `#/visit/${visit.clientId}/shelf` }, w('Next', w('Step.shelf')), icon('arrow-right'))),
    ];
  }
  return [
    h('div', { class: 'va-card' }, h('p', {}, `${store.name} · ${store.address}`), h('p', { class: 'text-secondary' }, w('PlaceConsent')), tools.photo('shopfront', w('Photo.shopfront')), personChips(people, tools), problem),
    may && h('div', { class: 'va-actions' }, h('button', { type: 'button', class: 'btn btn-primary va-big', id: 'check-in', disabled: finding.has(visit.clientId), onclick: checkIn }, icon('map-pin'), w('CheckIn'))),
    state.bundle && null,
  ];
}

const personChips = (people, { content, may, set }) => h('div', {}, h('h3', {}, w('Persons')), h('div', { class: 'chips' }, people.map(person => chip(person, content.persons.includes(person), () => set(fresh => {
  fresh.persons = fresh.persons.includes(person) ? fresh.persons.filter(each => each !== person) : [...fresh.persons, person];
}), { disabled: !may }))),
  may && field(w('AddPerson'), text('add-person', '', value => value && !content.persons.includes(value) && set(fresh => { fresh.persons = [...fresh.persons, value]; }), { maxlength: 60 })));

function shelf(tools) {
  const { visit, content, may, set } = tools;
  const promoter = content.promoter;
  return [
    h('div', { class: 'va-card' }, tools.photo('shelfBefore', w('Photo.shelfBefore'))),
    content.hasPromoter && h('div', { class: 'va-card' }, h('h3', {}, w('Promoter', visit.base.store.promoters.join('、'))),
      h('div', { class: 'chips' }, ['present', 'absent', 'leave'].map(presence => chip(w(`Promoter.${presence}`), promoter?.presence === presence, () => set((fresh, record) => {
        fresh.promoter = { ...fresh.promoter, presence, name: visit.base.store.promoters[0], dress: true, stock: true, target: true, skill: fresh.promoter?.skill ?? 3 }; record.wanted = presence === 'absent';
      }), { disabled: !may }))),
      promoter?.presence === 'present' && h('div', { class: 'chips' }, ['dress', 'stock', 'target'].map(key => chip(w(`Promoter.${key}`), promoter[key], () => set(fresh => { fresh.promoter[key] = !fresh.promoter[key]; }), { disabled: !may })),
        [1, 2, 3, 4, 5].map(skill => chip(w('Skill', skill), promoter.skill === skill, () => set(fresh => { fresh.promoter.skill = skill; }), { disabled: !may }))),
      promoter && promoter.presence !== 'present' && field(w('Reason'), text('promoter-note', promoter.note, value => set(fresh => { fresh.promoter.note = value; }), { disabled: !may }))),
    may && h('details', { class: 'va-more' }, h('summary', {}, w('Abandon')), h('p', { class: 'text-secondary' }, w('AbandonHint')), field(w('Reason'), text('abandon-reason', '', () => {})),
      h('div', { class: 'chips' }, ['refused', 'emergency', 'safety'].map(kind => chip(w(`Abandon.${kind}`), false, async () => {
        const reason = document.getElementById('abandon-reason').value.trim() || w(`Abandon.${kind}`);
        await move(visit, 'abandoned', reason, kind); upload(visit.person); location.hash = '#/';
      })))),
  ];
}

function elements(tools) {
  const { state, visit, content, may, set } = tools;
  const list = state.bundle?.checklists.find(each => each.version === visit.checklistVersion);
  if (!list) return [h('p', {}, w('NoChecklist'))];
  const name = local => document.documentElement.lang === 'en' ? local.en : local.zh;
  const of = check => content.checks.find(each => each.check === check.key);
  const put = (check, values) => set(fresh => { const mine = fresh.checks.find(each => each.check === check.key); if (mine) Object.assign(mine, values); else fresh.checks.push({ check: check.key, ...values }); });
  return [
    may && h('div', { class: 'va-actions va-actions-top' }, h('button', { type: 'button', class: 'btn va-big', id: 'all-yes', onclick: () => set(fresh => {
      for (const check of list.elements.flatMap(element => element.checks)) if (!fresh.checks.some(each => each.check === check.key)) fresh.checks.push({ check: check.key, result: 'yes' });
    }) }, icon('check'), w('AllYes'))),
    ...list.elements.map(element => h('section', { class: 'va-card' }, h('h3', {}, name(element.name)), element.checks.map(check => {
      const kept = of(check);
      return h('div', { class: 'va-check' }, h('p', { id: `t-${check.key}` }, name(check.text)),
        h('div', { class: 'chips', role: 'group', 'aria-labelledby': `t-${check.key}` }, ['yes', 'no', 'notApplicable'].map(result => chip(w(`Result.${result}`), kept?.result === result, () => put(check, { result, ...(result !== 'no' && { treatment: null, raised: null }) }), { disabled: !may, 'data-check': `${check.key}:${result}` }))),
        kept?.result === 'no' && h('div', { class: 'va-failed' },
          h('div', { class: 'chips', role: 'group', 'aria-label': w('Treatment') }, chip(w('Treatment.fixedNow'), kept.treatment === 'fixedNow', () => put(check, { treatment: 'fixedNow', raised: null })), chip(w('Treatment.openIssue'), kept.treatment === 'openIssue', () => put(check, { treatment: 'openIssue', raised: null })),
            [check.raise, 'complaint'].filter((each, at, all) => each && all.indexOf(each) === at).map(kind => chip(w(`Raise.${kind}`), kept.raised === kind, () => put(check, { treatment: 'raise', raised: kind })))),
          field(w('Found'), text(`note-${check.key}`, kept.note, value => put(check, { note: value }))),
          kept.treatment === 'openIssue' && field(w('Owner'), choice(`owner-${check.key}`, kept.ownerId, [['', w('OwnerMe')], ...(state.bundle?.people ?? []).filter(person => person.id !== state.person).map(person => [person.id, person.name])], value => put(check, { ownerId: value || null }), { disabled: !may })),
          kept.treatment === 'openIssue' && field(w('DueOn'), h('input', { type: 'date', class: 'form-control', id: `due-${check.key}`, value: kept.dueOn ?? '', onchange: event => put(check, { dueOn: event.target.value || null }) })),
          tools.photo(`check:${check.key}`, kept.treatment === 'fixedNow' ? w('Photo.fixed') : w('Photo.proof'))));
    }))),
  ];
}

function tidy(tools) {
  const { state, content, may, set } = tools;
  const english = document.documentElement.lang === 'en';
  const stock = (state.bundle?.materials ?? []).map(each => ({ item: english && each.nameEn || each.name, code: each.code, held: each.held }));
  // What the visit used may have left the list since: it stays in sight.
  const gone = content.materials.filter(each => each.code && !stock.some(own => own.code === each.code)).map(each => ({ item: each.item, code: each.code, held: 0 })).filter((each, at, all) => all.findIndex(one => one.code === each.code) === at);
  const items = [...stock, ...gone, ...['poster', 'wobbler', 'tag', 'dm'].map(key => ({ item: w(`Item.${key}`) }))];
  const same = (each, { item, code }) => code ? each.code === code : !each.code && each.item === item;
  const spent = own => content.materials.filter(each => same(each, own) && each.action !== 'removed').reduce((sum, each) => sum + each.quantity, 0);
  return [
    h('div', { class: 'va-card' }, h('h3', {}, w('Step.tidy')), h('div', { class: 'chips' }, tools.tick('V-05', w('Done.fifo')), tools.tick('V-08', w('Done.display'))), tools.photo('shelfAfter', w('Photo.shelfAfter')), tools.photo('display', w('Photo.display'))),
    h('div', { class: 'va-card' }, h('h3', {}, w('Materials')), h('div', { class: 'chips' }, tools.tick('V-07', w('Done.materials'))),
      items.map(own => h('div', { class: 'va-material', 'data-material': own.code }, h('span', {}, own.item, own.code && h('small', { class: 'text-secondary' }, ` ${w('Held', own.held)}`)), ['placed', 'changed', 'removed'].map(action => { const kept = content.materials.find(each => same(each, own) && each.action === action); return chip(`${w(`Action.${action}`)}${kept ? ` ${kept.quantity}` : ''}`, kept, () => set(fresh => {
        const mine = fresh.materials.find(each => same(each, own) && each.action === action);
        if (mine) mine.quantity++; else fresh.materials.push({ item: own.item, action, quantity: 1, ...(own.code && { code: own.code }) });
      }), { disabled: !may || Boolean(own.code) && action !== 'removed' && spent(own) >= own.held, 'data-action': action }); }),
      content.materials.some(each => same(each, own)) && chip('×', false, () => set(fresh => { fresh.materials = fresh.materials.filter(each => !same(each, own)); }), { disabled: !may, 'aria-label': w('Remove', own.item) })))),
  ];
}

function talk(tools) {
  const { state, visit, content, may, set } = tools;
  const follow = (kind, choices) => visit.base.matters.filter(matter => matter.kind === kind).map(matter => {
    const kept = content.matters.find(each => each.id === matter.id);
    const put = values => set(fresh => { const mine = fresh.matters.find(each => each.id === matter.id); if (mine) Object.assign(mine, values); });
    return h('section', { class: 'va-card' }, h('h3', {}, `${w(`Matter.${kind}`)} ${matter.title}`), answers(content, matter, set, choices),
      (kept?.answer === 'no' || kind === 'payment' || kind === 'listing') && field(w('Note'), text(`note-${matter.id}`, kept?.note, value => put({ note: value }), { disabled: !may })),
      kind === 'promotion' && kept?.answer && h('div', {}, h('div', { class: 'va-pair' }, field(w('PromotionPrice'), number(`price-${matter.id}`, kept.price, value => put({ price: value }), { step: .01, disabled: !may })), field(w('GiftStock'), number(`gifts-${matter.id}`, kept.quantity, value => put({ quantity: value }), { disabled: !may }))),
        tools.photo(`promotion:${matter.id}`, w('Photo.promotion'))),
      kind === 'listing' && kept?.answer === 'done' && h('div', {}, tools.photo(`listing:${matter.id}`, w('Photo.listing')), field(w('Facings'), number(`facings-${matter.id}`, kept?.quantity, value => put({ quantity: value })))),
      kind === 'payment' && h('div', { class: 'va-pair' }, field(w('PromisedOn'), h('input', { type: 'date', class: 'form-control', id: `on-${matter.id}`, value: kept?.promisedOn ?? '', onchange: event => put({ promisedOn: event.target.value || null }) })), field(w('PromisedAmount'), number(`amount-${matter.id}`, kept?.promisedAmount, value => put({ promisedAmount: value }), { step: .01 }))));
  });
  return [
    h('div', { class: 'va-card' }, h('h3', {}, w('Topics')), h('div', { class: 'chips' }, ['order', 'display', 'promotion', 'listing', 'price', 'problem'].map(key => { const topic = w(`Topic.${key}`); return chip(topic, content.topics.includes(topic), () => set(fresh => {
      fresh.topics = fresh.topics.includes(topic) ? fresh.topics.filter(each => each !== topic) : [...fresh.topics, topic];
    }), { disabled: !may }); }))),
    ...follow('promotion', ['done', 'no']), ...follow('listing', ['done', 'open']), ...follow('complaint', ['resolved', 'open']), ...follow('payment', ['done', 'open']),
    h('div', { class: 'va-card' }, h('h3', {}, w('NewComplaints')), h('div', { class: 'chips' }, tools.tick('V-14', w('Done.noComplaint'))),
      content.complaints.map((complaint, at) => h('div', { class: 'va-competitor' }, field(w('Complaint', at + 1), text(`complaint-${at}`, complaint.note, value => set(fresh => { if (value) fresh.complaints[at].note = value; else fresh.complaints.splice(at, 1); }), { disabled: !may })),
        field(w('ComplaintArticle'), choice(`complaint-code-${at}`, complaint.code, [['', '–'], ...(state.bundle?.products ?? []).map(product => [product.code, named(state, product.code)])], value => set(fresh => { fresh.complaints[at].code = value || null; }), { disabled: !may })),
        h('div', { class: 'va-pair' }, field(w('ProducedOn'), h('input', { type: 'date', class: 'form-control', id: `complaint-on-${at}`, value: complaint.producedOn ?? '', max: day(content.checkIn?.at ?? new Date()), disabled: !may, onchange: event => set(fresh => { fresh.complaints[at].producedOn = event.target.value || null; }) })),
          field(w('Quantity'), number(`complaint-q-${at}`, complaint.quantity, value => set(fresh => { fresh.complaints[at].quantity = value || null; }), { disabled: !may }))))),
      may && h('button', { type: 'button', class: 'btn', onclick: () => set(fresh => { fresh.complaints.push({ note: w('Complaint', fresh.complaints.length + 1) }); fresh.done = fresh.done.filter(each => each !== 'V-14'); }) }, icon('plus'), w('AddComplaint'))),
  ];
}

function market(tools) {
  const { content, may, set } = tools;
  return [
    h('div', { class: 'va-card' }, h('div', { class: 'chips' }, tools.tick('V-16', w('Done.noCompetitor'))),
      content.competitors.map((seen, at) => h('div', { class: 'va-competitor' },
        h('div', { class: 'va-pair' }, field(w('Brand'), text(`brand-${at}`, seen.brand, value => set(fresh => { fresh.competitors[at].brand = value; }), { disabled: !may, maxlength: 100 })),
          field(w('CompetitorItem'), text(`item-${at}`, seen.item, value => set(fresh => { fresh.competitors[at].item = value || null; }), { disabled: !may, maxlength: 100 }))),
        h('div', { class: 'chips' }, ['price', 'promotion', 'new', 'display'].map(action => chip(w(`Competitor.${action}`), seen.action === action, () => set(fresh => { fresh.competitors[at].action = action; }), { disabled: !may }))),
        h('div', { class: 'va-pair' }, field(w('Price'), number(`cp-${at}`, seen.price, value => set(fresh => { fresh.competitors[at].price = value; }), { step: .01 })), field(w('Note'), text(`cn-${at}`, seen.note, value => set(fresh => { fresh.competitors[at].note = value; }), { disabled: !may }))),
        seen.id && tools.photo(`competitor:${seen.id}`, w('Photo.competitor')),
        may && h('button', { type: 'button', class: 'btn btn-sm', onclick: () => set(fresh => { fresh.competitors.splice(at, 1); }) }, icon('trash'), w('Remove', seen.brand)))),
      may && h('button', { type: 'button', class: 'btn', onclick: () => set(fresh => { fresh.competitors.push({ id: newId(), brand: '', action: 'price' }); fresh.done = fresh.done.filter(each => each !== 'V-16'); }) }, icon('plus'), w('AddCompetitor'))),
  ];
}

function leave(tools) {
  const { state, visit, content, may, set } = tools;
  const problem = h('p', { class: 'over', role: 'alert' });
  const open = missing(content).filter(step => !(step === 'V-17' && content.summary?.trim()));
  const unexcused = open.filter(step => !content.skips[step]?.trim());
  const submit = async () => {
    if (unexcused.length > 0 || !content.summary?.trim()) { problem.textContent = w('StillMissing', unexcused.join(' ') || 'V-17'); return; }
    if (content.competitors.some(seen => !seen.brand)) { problem.textContent = w('BrandMissing'); return; }
    const red = stillOnShelf(state.bundle.freshness, code => productOf(state, code), content, day(content.checkIn?.at ?? new Date()));
    if (red.length > 0) { problem.textContent = w('RedLeft', red.map(code => named(state, code)).join('、')); return; }
    const unsaid = content.matters.filter(matter => matter.kind === 'promotion' && matter.answer === 'no' && !matter.note?.trim());
    if (unsaid.length > 0) { problem.textContent = w('PromotionReason', unsaid[0].title); return; }
    if (!content.checkOut) {
      await change(visit, fresh => { fresh.checkOut = { at: new Date().toISOString() }; });
      await move(visit, 'leftStore');
    }
    // Handed in before and refused: the steps are on the phone already and go with what was put right.
    if (visit.state === 'submitted') await want(visit); else await move(visit, 'submitted');
    upload(visit.person);
    location.hash = '#/';
  };
  return [
    h('div', { class: 'va-card' }, h('div', { class: 'chips' }, ['fine', 'follow'].map(key => chip(w(`Summary.${key}`), content.summary === w(`Summary.${key}`), () => set(fresh => { fresh.summary = w(`Summary.${key}`); }), { disabled: !may }))),
      field(w('Summary'), h('textarea', { class: 'form-control', id: 'summary', rows: 2, maxlength: 200, disabled: !may, onchange: event => set(fresh => { fresh.summary = event.target.value.trim(); }) }, content.summary ?? '')),
      field(w('NextOn'), h('input', { type: 'date', class: 'form-control', id: 'next-on', value: content.nextOn ?? '', disabled: !may, onchange: event => set(fresh => { fresh.nextOn = event.target.value || null; }) }))),
    open.length > 0 && h('div', { class: 'va-card' }, h('h3', {}, w('MissingSteps')), h('p', { class: 'text-secondary' }, w('MissingHint')),
      open.map(step => field(`${step} ${w(`Code.${step}`)}`, text(`skip-${step}`, content.skips[step], value => set(fresh => { fresh.skips[step] = value; }), { disabled: !may, placeholder: w('Reason') })))),
    problem,
    may && h('div', { class: 'va-actions' }, h('button', { type: 'button', class: 'btn btn-primary va-big', id: 'submit', onclick: submit }, icon('send'), content.checkOut ? w('SubmitAgain') : w('CheckOutSubmit'))),
  ];
}
