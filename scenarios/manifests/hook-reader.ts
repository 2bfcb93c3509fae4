/** Lifecycle hooks (K2, K8), and what a manifest tells of their length. */
import type { Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import { countField, isMapField } from './field.ts'
import { sleepOf } from './shell-sleep.ts'

const handlers = ['exec', 'httpGet', 'sleep', 'tcpSocket'] as const

/** What a manifest says of a hook. */
export type HookTemplate = {
  readonly handler: (typeof handlers)[number]
  /** How long it takes; undefined = the manifest does not tell. */
  readonly lengthUs?: number
  /** It sleeps so long and does other things too. */
  readonly isAtLeast: boolean
}

export type HookTemplates = { readonly postStart?: HookTemplate; readonly preStop?: HookTemplate }

/** Longest hook: beyond it microseconds would not be exact. */
const secondsMax = 9_000_000_000

/** The hooks of the `lifecycle` at a place. */
export function readHooks(lifecycle: Located, report: Report): HookTemplates {
  if (!isMapField(lifecycle, report)) return {}
  const postStart = readHook(lifecycle.get('postStart'), report)
  const preStop = readHook(lifecycle.get('preStop'), report)
  return { ...(postStart && { postStart }), ...(preStop && { preStop }) }
}

function readHook(at: Located, report: Report): HookTemplate | undefined {
  if (at.isAbsent || !isMapField(at, report)) return undefined
  const found = handlers.filter((handler) => !at.get(handler).isAbsent)
  if (found.length !== 1) {
    const text =
      found.length === 0 ? 'must specify a handler type' : 'may not specify more than 1 handler type'
    report.error(
      'hook-handler',
      at,
      `${at.pathText}: ${found.length === 0 ? 'Required value' : 'Forbidden'}: ${text}`,
      'write one of exec, httpGet and sleep',
    )
    return undefined
  }
  const [handler] = found
  switch (handler) {
    case 'sleep': {
      const seconds = countField(at.at('sleep', 'seconds'), report, secondsMax) ?? 0
      return { handler, lengthUs: seconds * 1e6, isAtLeast: false }
    }
    case 'exec': {
      const words = at.at('exec', 'command').items()
      const sleep = sleepOf(words.map((item) => String(item.value)))
      return { handler, ...(sleep && { lengthUs: sleep.us }), isAtLeast: sleep?.isAtLeast === true }
    }
    case 'tcpSocket':
      report.warn(
        'hook-handler',
        at.get(handler),
        `${at.get(handler).pathText}: the kubelet has no such hooks, so that it fails each time it runs; expected exec, httpGet or sleep`,
        'write another handler',
        'key',
      )
      return { handler, lengthUs: 0, isAtLeast: false }
    case 'httpGet':
      return { handler, isAtLeast: false }
  }
}
