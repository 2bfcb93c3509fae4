/** Standard output and error: who reads them, and whether they take colours. */

/** `probestorm run | head -1`: a reader that has enough is no error. */
export function quietOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      process.exit()
    })
  }
}

/**
 * Whether to colour: the option, then FORCE_COLOR, then NO_COLOR (https://no-color.org), then whether the
 * stream is a terminal.
 */
export function takesColor(
  noColor: boolean,
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (noColor) return false
  const { FORCE_COLOR: force, NO_COLOR: none, TERM: terminal } = env
  if (force !== undefined) return force !== '0' && force !== 'false'
  if (none !== undefined && none !== '') return false
  return stream.isTTY === true && terminal !== 'dumb'
}

/** Where a command prints its data, and what it has to say about them. */
export type Output = { out(text: string): void; err(text: string): void }

export const terminal: Output = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
}
