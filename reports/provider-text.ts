/** What the story of a pod says of those whom its containers need. */
import type { Fact } from '../engine/contract/pod-story.ts'
import { readable } from './readable.ts'

const words: Readonly<Record<Extract<Fact, { kind: 'provider' }>['is'], string>> = {
  up: 'answers as it should again',
  withoutEndpoints: 'has no ready endpoint, as proxies know',
  refusing: 'refuses all calls',
  failing: 'answers with errors',
  hanging: 'does not answer',
  slow: 'answers slowly',
  loaded: 'does not answer all calls: some of its pods are gone or hang, or those whom it calls',
}

export function providerWords({ service, is, factor }: Extract<Fact, { kind: 'provider' }>): string {
  const times = factor === undefined ? '' : `: ${readable(factor)} times its time`
  return `needs ${service}, which ${words[is]}${times}`
}

export function waitWords({ for: names, isInit }: Extract<Fact, { kind: 'waits' }>): string {
  return isInit
    ? `has done its work, and waits for ${names}`
    : `has started, and waits for an answer of ${names}`
}

/** Behind what happens because of somebody. */
export function becauseWords(because: string | undefined): string {
  return because === undefined ? '' : `, because of ${because}`
}
