/** A page has no files. */
function none(): never {
  throw new Error('a page reads no files; put everything into the text')
}

export const closeSync = none
export const fstatSync = none
export const lstatSync = none
export const openSync = none
export const readdirSync = none
export const readFileSync = none
export const readlinkSync = none
export const readSync = none
export const realpathSync = none
export const statSync = none

export function existsSync(): boolean {
  return false
}
