/**
 * Lifecycle hooks (K2, K8). How long one takes is known of a `sleep` action and of a command that only sleeps; any other
 * takes no time, which the notes say.
 */
import type { ContainerSpec, HookSpec } from '../../engine/model/cluster-spec.ts'
import type { Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import type { Asides } from './aside.ts'
import { isMapField, wholeField } from './field.ts'

const unitUs: Readonly<Record<string, number>> = { '': 1e6, s: 1e6, m: 60e6, h: 3_600e6, d: 86_400e6 }

/** Longest hook, for any longer one: beyond it microseconds would not be exact. */
const secondsMax = 9_000_000_000

/** The hooks of the container at a place. */
export function readHooks(
  container: Located,
  report: Report,
  asides: Asides,
): Pick<ContainerSpec, 'postStart' | 'preStop'> {
  const lifecycle = container.get('lifecycle')
  if (!isMapField(lifecycle, report)) return {}
  const ofUnknownLength = (hook: 'postStart' | 'preStop') => (): void =>
    asides.noteHook(hook, String(container.get('name').value))
  const postStart = readHook(lifecycle.get('postStart'), report, ofUnknownLength('postStart'))
  const preStop = readHook(lifecycle.get('preStop'), report, ofUnknownLength('preStop'))
  return { ...(postStart && { postStart }), ...(preStop && { preStop }) }
}

function readHook(at: Located, report: Report, noteUnknown: () => void): HookSpec | undefined {
  if (!isMapField(at, report)) return undefined
  if (!at.get('sleep').isAbsent) {
    const seconds = wholeField(at.at('sleep', 'seconds'), report) ?? 0
    return { lengthUs: Math.min(seconds, secondsMax) * 1e6, isExec: false }
  }
  const lengthUs = sleepUs(
    at
      .at('exec', 'command')
      .items()
      .map((item) => item.value),
  )
  if (lengthUs !== undefined) return { lengthUs, isExec: true }
  noteUnknown()
  return undefined
}

/** Length of a command that only sleeps: `sleep 5`, or the same through a shell. */
function sleepUs(command: readonly unknown[]): number | undefined {
  const words = command.map(String)
  const isShell =
    words.length === 3 && /^(\/bin\/|\/usr\/bin\/)?(ba|a|da)?sh$/.test(words[0]) && words[1] === '-c'
  const text = isShell ? words[2].trim() : words.join(' ')
  const found = /^(?:\/bin\/|\/usr\/bin\/)?sleep +(\d+(?:\.\d+)?)([smhd]?)$/.exec(text)
  if (found === null) return undefined
  const us = Math.round(Number(found[1]) * unitUs[found[2]])
  return us <= secondsMax * 1e6 ? us : undefined
}
