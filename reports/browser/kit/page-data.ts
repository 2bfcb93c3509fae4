/** What a page says to its script, as JSON in the page. */
export function pageData<Data>(): Data {
  return JSON.parse(document.getElementById('data')!.textContent!) as Data
}

export function byId<Kind extends HTMLElement = HTMLElement>(id: string): Kind | null {
  return document.getElementById(id) as Kind | null
}
