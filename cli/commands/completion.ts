/** `completion`: the script that completes command lines in a shell. */

import type { Positionals } from '../command-row.ts'
import { completionScripts, type Shell } from '../completion/scripts.ts'
import { ExitCode } from '../exit-code.ts'
import type { Output } from '../streams.ts'

export async function completion(words: Positionals, { out }: Output): Promise<ExitCode> {
  out(completionScripts[words.get('shell')![0] as Shell])
  return ExitCode.Done
}

/** What `probestorm __complete` answers. */
export async function complete(words: readonly string[], { out }: Output): Promise<ExitCode> {
  const { candidatesFor } = await import('../completion/candidates.ts')
  const found = await candidatesFor(words)
  if (found === 'files') out(':files\n')
  else for (const [word, meaning] of found) out(meaning === '' ? `${word}\n` : `${word}\t${meaning}\n`)
  return ExitCode.Done
}
