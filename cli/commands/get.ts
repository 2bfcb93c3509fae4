/** `get`: what kubectl get would print at a simulated time, and with `-w` each change after it. */
import type { Positionals } from '../command-row.ts'
import type { ExitCode } from '../exit-code.ts'
import type { Options } from '../options.ts'
import type { Output } from '../streams.ts'
import { getEvents } from './get-events.ts'
import { getNodes } from './get-nodes.ts'
import { getPods } from './get-pods.ts'

export async function get(options: Options, words: Positionals, output: Output): Promise<ExitCode> {
  const [resource = ''] = words.get('resource') ?? []
  const names = words.get('names') ?? []
  if (resource.startsWith('n')) return getNodes(options, names, output)
  return resource.startsWith('e') ? getEvents(options, names, output) : getPods(options, names, output)
}
