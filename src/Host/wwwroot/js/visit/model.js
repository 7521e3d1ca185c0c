// One visit on the phone: begun from the day's bundle, changed step by step, kept after every change.
import { keepVisit, updateVisit, readVisits, dropVisit } from './store.js';
import { newId } from './dom.js';

const empty = () => ({
  goals: [], tools: [], dress: false, checkIn: null, checkOut: null, persons: [], promoter: null, hasPromoter: false, checkCount: 0, checks: [], lines: [], batches: [], materials: [], matters: [], complaints: [],
  competitors: [], photos: [], topics: [], done: [], skips: {}, summary: null, nextOn: null,
});

const untouched = content => !content || (!content.checkIn && content.goals.length === 0 && content.tools.length === 0 && content.lines.length === 0);

function prefill(base, checklist) {
  const content = empty();
  content.hasPromoter = base.store.promoters.length > 0;
  content.checkCount = countOf(checklist);
  content.matters = base.matters.map(matter => ({ kind: matter.kind, id: matter.id, title: matter.title.slice(0, 300) }));
  content.lines = base.lines.filter(line => line.mustHave || line.lastShelf !== undefined).map(line => ({
    code: line.code, status: 'onShelf', facings: line.lastFacings ?? line.target, price: line.lastPrice ?? line.price, shelf: line.lastShelf, back: line.lastBack,
  }));
  content.batches = base.lines.flatMap(line => line.lastBatches.map(batch => entry(line.code, batch.producedOn, batch.quantity, batch.backRoom)));
  return content;
}

export const entry = (code, producedOn, quantity, backRoom = false) => ({ code, producedOn, quantity, backRoom, pulled: 0, held: 0, returned: 0, exchanged: 0, discounted: 0, destroyed: 0 });

// A newer checklist is taken over by a visit in which nothing of the old one was answered; the others keep theirs.
function renew(visit, bundle) {
  const { checklistVersion } = visit.base;
  if (checklistVersion === visit.checklistVersion || visit.content.checkIn || visit.content.checks.length > 0) return;
  const checklist = bundle.checklists.find(list => list.version === checklistVersion);
  if (!checklist) return;
  visit.checklistVersion = checklistVersion;
  visit.content.checkCount = countOf(checklist);
}

const countOf = checklist => checklist?.elements.reduce((sum, element) => sum + element.checks.length, 0) ?? 0;

// Takes over what the server tells, without touching what only the phone knows.
export async function merge(person, bundle) {
  const known = new Map((await readVisits(person)).map(visit => [visit.clientId, visit]));
  for (const base of bundle.visits) {
    const mine = known.get(base.clientId);
    const waits = mine && (mine.dirty || mine.pending || mine.conflict);
    if (!mine) {
      const checklist = bundle.checklists.find(list => list.version === base.checklistVersion);
      const content = untouched(base.content) ? prefill(base, checklist) : { ...empty(), ...base.content };
      await keepVisit({
        person, clientId: base.clientId, base, basedOn: base.basedOn, state: base.state, note: base.note, cancelAsked: base.cancelAsked, content, adHocReason: base.adHocReason, checklistVersion: base.checklistVersion,
        steps: base.moves.map(move => ({ id: move.id, to: move.to, at: move.at, reason: move.reason })), dirty: false, wanted: false, pending: null, conflict: null, error: null, made: Date.now(),
      });
    } else if (!waits && base.basedOn > mine.basedOn) {
      // Asked once more inside the change: somebody may have tapped meanwhile.
      await updateVisit(person, base.clientId, visit => renew(Object.assign(visit, visit.dirty || visit.pending || visit.conflict ? { base: { ...base, content: undefined } } : {
        base, basedOn: base.basedOn, state: base.state, note: base.note, cancelAsked: base.cancelAsked, content: untouched(base.content) ? visit.content : { ...empty(), ...base.content },
      }), bundle));
    } else {
      await updateVisit(person, base.clientId, visit => { visit.base = { ...base, content: undefined }; renew(visit, bundle); });
    }
    known.delete(base.clientId);
  }
  // What is done and handed over needs no room on the phone; what waits stays, whatever the day.
  for (const old of known.values()) {
    if (!old.dirty && !old.pending && !old.conflict && old.base.day < bundle.day && !['inStore', 'leftStore', 'returned'].includes(old.state)) await dropVisit(person, old.clientId);
  }
}

export async function begin(person, base, reason, checklist) {
  const content = prefill(base, checklist);
  const visit = {
    person, clientId: base.clientId, base, basedOn: 0, state: 'planned', content, adHocReason: reason, checklistVersion: base.checklistVersion, steps: [], dirty: true, wanted: false, pending: null,
    conflict: null, error: null, made: Date.now(),
  };
  await keepVisit(visit);
  return visit;
}

// Every change goes through here: it is on the phone before the next tap.
export async function change(visit, work) {
  const fresh = await updateVisit(visit.person, visit.clientId, record => {
    work(record.content, record);
    record.dirty = true;
    record.error = null;
  });
  return Object.assign(visit, fresh);
}

export const move = (visit, to, reason, abandonment) => change(visit, (content, record) => {
  const at = to === 'inStore' ? content.checkIn.at : to === 'leftStore' ? content.checkOut.at : new Date().toISOString();
  record.steps.push({ id: newId(), to, at, reason, abandonment });
  if (to === 'cancelled' && record.base.day <= new Date().toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' })) record.cancelAsked = true;
  else record.state = to;
  record.wanted = true;
});

export const want = visit => change(visit, (_, record) => { record.wanted = true; });

// What the server refused never left the phone: it stays open until it is put right.
export const writable = visit => visit.refused || ['planned', 'preparing', 'inStore', 'leftStore', 'returned', 'missed'].includes(visit.state);

// 草稿, 待上传, 已上传; or what stands in the way. A visit has arrived when its pictures have.
export const uploadState = visit => visit.conflict ? 'conflict' : visit.error ? 'refused' : visit.pending || (visit.wanted && visit.dirty) ? 'waiting' : visit.dirty ? 'draft' : visit.unsentPhotos > 0 ? 'waiting' : 'sent';
