// The draft lives on this phone alone: photos and words in IndexedDB, one for each link. It is never sent by
// itself. Where the browser keeps nothing (private windows), nothing is kept.

const NAME = "sishi-submit";

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("drafts");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function inStore(mode, use) {
  try {
    const database = await opened();
    const transaction = database.transaction("drafts", mode);
    const request = use(transaction.objectStore("drafts"));
    return await new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } catch {
    return undefined;
  }
}

export const load = (key) => inStore("readonly", (store) => store.get(key));
export const save = (key, value) => inStore("readwrite", (store) => store.put(value, key));
export const forget = (key) => inStore("readwrite", (store) => store.delete(key));

export function remembered(name) {
  try {
    return localStorage.getItem(`sishi-${name}`) || "";
  } catch {
    return "";
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(`sishi-${name}`, value);
  } catch {
    // nothing is kept here
  }
}
