/** What helps a liveness probe that gives up in an outage which passes, beside a setting that outlasts it. */
import type { Standstill } from '../engine/contract/recommendation.ts'

const helps: Readonly<Record<Standstill['of'], string>> = {
  // Only here does the process ask for something that is away.
  outage: 'answer liveness without what is away',
  hang: 'find why the process hangs',
  slow: 'find what makes its answers slow',
  pause: 'find why the process pauses',
  asked: 'find why the container stands still',
}

/** `answer liveness without what is away`; several, each once: `... and find why the process hangs`. */
export function outageHelp(...kinds: readonly Standstill['of'][]): string {
  return [...new Set(kinds.map((kind) => helps[kind]))].join(' and ')
}
