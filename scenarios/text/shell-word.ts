/** One word of a command line that is shown, for a user to copy: as a shell takes it, whatever is in it. */
export function shellWord(word: string): string {
  return /^[\w./@%+,:=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
