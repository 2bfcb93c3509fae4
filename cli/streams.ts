/** Standard output and error: who reads them, and whether they take colours. */

/**
 * What becomes of text that cannot be written. `probestorm run | head -1`: a reader that has enough is no error. A full disk
 * behind standard output is one. What is said on standard error is not worth the result: without it a command goes on.
 * @param fail says what is wrong, and sets the exit code.
 */
export function watchStreams(fail: (error: Error) => void): void {
  process.stderr.on('error', () => {})
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!isEnough(error)) fail(ofStandardOutput(error))
    process.exit()
  })
}

/** Whether nobody reads any more. */
export function isEnough(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EPIPE'
}

/** A write to it has no path to name. */
function ofStandardOutput(error: NodeJS.ErrnoException): Error {
  error.message += ' (standard output)'
  return error
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
  out(text) {
    process.stdout.write(text)
    // The event comes when the command has ended, which may write for minutes more.
    const { errored } = process.stdout
    if (errored) throw errored
  },
  err: (text) => void process.stderr.write(text),
}
