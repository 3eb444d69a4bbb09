// Files that are still to be sent, kept by the browser from page to page.
// Where it keeps nothing they are lost with the page.

const NAME = 'sishi-uploads'
let opened

function database () {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1)
    asked.onupgradeneeded = () => asked.result.createObjectStore('files')
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error)
  })
  return opened
}

async function run (mode, act) {
  try {
    const store = (await database()).transaction('files', mode).objectStore('files')
    return await new Promise((resolve, reject) => {
      const asked = act(store)
      asked.onsuccess = () => resolve(asked.result)
      asked.onerror = () => reject(asked.error)
    })
  } catch {
    return undefined // a private window, or no room
  }
}

export const keep = (key, { batch, number, file }) =>
  run('readwrite', (store) => store.put({ batch, number, file }, key))
export const forget = (key) => run('readwrite', (store) => store.delete(key))
export const kept = async () => (await run('readonly', (store) => store.getAll())) ?? []
