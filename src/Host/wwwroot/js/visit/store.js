// What the phone keeps: the day, visits and pictures, each under the person it belongs to. Nobody reads another one's.
let opened;

function open() {
  return opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('processsales-visits', 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('days', { keyPath: 'person' });
      request.result.createObjectStore('visits', { keyPath: ['person', 'clientId'] });
      request.result.createObjectStore('photos', { keyPath: 'id' }).createIndex('visit', ['person', 'clientId']);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function run(name, mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, mode, { durability: 'strict' });
    const request = work(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

// Reads, changes and writes in one transaction: a tap, the upload and another tab may come at the same moment, and none of them loses what the other wrote.
export const updateVisit = (person, clientId, work) => run('visits', 'readwrite', store => {
  const request = store.get([person, clientId]);
  request.addEventListener('success', () => { if (request.result) { work(request.result); store.put(request.result); } });
  return request;
});

export const keepDay = (person, bundle) => run('days', 'readwrite', store => store.put({ person, bundle }));
export const readDay = async person => (await run('days', 'readonly', store => store.get(person)))?.bundle;
export const keepVisit = visit => run('visits', 'readwrite', store => store.put(visit));
export const readVisit = (person, clientId) => run('visits', 'readonly', store => store.get([person, clientId]));
export const readVisits = person => run('visits', 'readonly', store => store.getAll(IDBKeyRange.bound([person], [person, []])));
export const dropVisit = (person, clientId) => run('visits', 'readwrite', store => store.delete([person, clientId]));
export const keepPhoto = photo => run('photos', 'readwrite', store => store.put(photo));
export const dropPhoto = id => run('photos', 'readwrite', store => store.delete(id));
export const readPhotos = (person, clientId) => run('photos', 'readonly', store => store.index('visit').getAll([person, clientId]));
