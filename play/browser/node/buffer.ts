/** A text of the page is Unicode already. */
export function isUtf8(): boolean {
  return true
}
