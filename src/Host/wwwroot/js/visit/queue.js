// Uploads: one visit after the other, the very same message until it is answered, pictures behind their visit. Repeats for as long as something waits.
import { readVisits, readVisit, updateVisit, readPhotos, keepPhoto } from './store.js';
import { newId } from './dom.js';

const listeners = new Set();
let running = false;
let again = false;
let failures = 0;
let timer;
export let signedOut = false;

export const onChange = listener => listeners.add(listener);
const tell = () => listeners.forEach(listener => listener());

export async function waiting(person) {
  const visits = await readVisits(person);
  let count = 0;
  for (const visit of visits) {
    if (visit.pending || (visit.wanted && visit.dirty)) count++;
    else if (visit.basedOn > 0 && unsent(await readPhotos(person, visit.clientId)) > 0) count++;
  }
  return count;
}

// How many pictures of a visit the server does not have yet.
export const unsent = photos => photos.filter(photo => photo.blob && !photo.sent).length;

export function upload(person) {
  if (running) { again = true; return; }
  running = true;
  clearTimeout(timer);
  const work = () => drain(person).catch(() => false);
  (navigator.locks ? navigator.locks.request('visit-upload', work) : work()).then(done => {
    running = false;
    failures = done ? 0 : failures + 1;
    if (again) { again = false; upload(person); } else if (!done && !signedOut) timer = setTimeout(() => upload(person), Math.min(60000, 2000 * 2 ** Math.min(failures, 5)));
    tell();
  });
}

// True when nothing that could be sent is left.
async function drain(person) {
  for (const { clientId } of (await readVisits(person)).sort((a, b) => a.made - b.made)) {
    if (!await sendVisit(person, clientId)) return false;
    if (!await sendPhotos(person, clientId)) return false;
  }
  return true;
}

async function sendVisit(person, clientId) {
  for (let turn = 0; turn < 5; turn++) {
    let frozen = false;
    const visit = await updateVisit(person, clientId, record => {
      if (record.conflict || record.error || record.pending || !record.dirty || !record.wanted) return;
      // Frozen: whatever is entered from now on goes with the next message, so an answer that got lost never meets a younger one.
      record.pending = {
        operationId: newId(), basedOn: record.basedOn, storeId: record.base.store.id, adHocReason: record.adHocReason, checklistVersion: record.checklistVersion, steps: record.steps, content: structuredClone(record.content),
      };
      record.dirty = false;
      record.wanted = false;
      frozen = true;
    });
    if (!visit || visit.conflict || visit.error || !visit.pending) return true;
    if (frozen) tell();

    const answer = await fetch(`/api/visits/${clientId}`, { method: 'PUT', headers: { 'Content-Type': 'application/json', Accept: 'application/json' }, body: JSON.stringify({ ...visit.pending, sentAt: new Date().toISOString() }) }).catch(() => null);
    if (!answer || answer.status >= 500 || answer.status === 429) return false;
    if (answer.status === 401) { signedOut = true; return false; }
    const told = await answer.json().catch(() => null);
    await updateVisit(person, clientId, fresh => {
      if (!fresh.pending) return;
      if (answer.ok && told) {
        Object.assign(fresh, { basedOn: told.version, cancelAsked: told.cancelAsked, visitId: told.visitId, pending: null, refused: false });
        if (!fresh.dirty) Object.assign(fresh, { state: told.state, note: told.note });
      } else if (answer.status === 409 && told?.conflict) {
        Object.assign(fresh, { conflict: { version: told.version, state: told.state, note: told.note, content: told.content, mine: fresh.pending }, pending: null, dirty: true, wanted: true });
      } else {
        Object.assign(fresh, { error: told?.detail ?? told?.title ?? String(answer.status), pending: null, dirty: true, wanted: true, refused: true });
      }
    });
    tell();
  }
  return true;
}

async function sendPhotos(person, clientId) {
  const visit = await readVisit(person, clientId);
  if (!visit || visit.basedOn === 0) return true;
  for (const photo of await readPhotos(person, clientId)) {
    if (photo.sent || photo.error || !photo.blob) continue;
    const query = new URLSearchParams({ kind: photo.kind, taken: photo.taken, gallery: photo.gallery, ...(photo.original && { original: photo.original }) });
    const answer = await fetch(`/api/visits/${clientId}/photos/${photo.id}?${query}`, { method: 'PUT', headers: { 'Content-Type': 'application/octet-stream', Accept: 'application/json' }, body: photo.blob }).catch(() => null);
    if (!answer || answer.status >= 500 || answer.status === 429) return false;
    if (answer.status === 401) { signedOut = true; return false; }
    // Once accepted the phone keeps only that it was.
    await keepPhoto(answer.ok ? { ...photo, blob: null, sent: true } : { ...photo, error: (await answer.json().catch(() => null))?.detail ?? String(answer.status) });
    tell();
  }
  return true;
}

export async function settle({ person, clientId }, mine) {
  await updateVisit(person, clientId, visit => {
    const { conflict } = visit;
    if (!conflict) return;
    Object.assign(visit, mine
      ? { basedOn: conflict.version, conflict: null, dirty: true, wanted: true }
      : { basedOn: conflict.version, state: conflict.state, note: conflict.note, content: { ...visit.content, ...conflict.content }, conflict: null, steps: [], dirty: false, wanted: false });
  });
  upload(person);
}

export async function retry({ person, clientId }) {
  await updateVisit(person, clientId, visit => Object.assign(visit, { error: null, wanted: true }));
  upload(person);
}
