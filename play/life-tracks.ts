/** The story of a pod as rows over time: what it shows, what its containers do, and what its probes find. */
import type { PodStory, ProbeFact, StoryFact } from '../engine/contract/pod-story.ts'

export type Span = {
  readonly from: number
  readonly to: number
  readonly kind: 'ready' | 'unready' | 'running' | 'stopping' | 'ended' | 'waiting'
  readonly text: string
}

/** What happened in a moment. */
export type Mark = {
  readonly at: number
  /** An error counts neither as a success nor as a failure (P13). */
  readonly kind: 'success' | 'error' | 'failure' | 'published'
  readonly text: string
}

export type Track = {
  readonly name: string
  readonly spans: readonly Span[]
  readonly marks: readonly Mark[]
}

/** The pod first, then each container with its probes. @param endSeconds of the run. */
export function tracksOf({ facts }: PodStory, endSeconds: number): Track[] {
  const containers = [...new Set(facts.flatMap(({ container }) => container ?? []))]
  return [
    { name: 'pod', spans: podSpans(facts, endSeconds), marks: [] },
    ...containers.flatMap((container) => {
      const own = facts.filter((each) => each.container === container)
      const probes = own.filter(
        (each): each is StoryFact & { readonly fact: ProbeFact } => each.fact.kind === 'probe',
      )
      const types = [...new Set(probes.map(({ fact }) => fact.type))]
      return [
        { name: container, spans: containerSpans(own, endSeconds), marks: [] },
        ...types.map((type) => ({
          name: `${container}, ${type}`,
          spans: [],
          marks: probes.filter(({ fact }) => fact.type === type).map(markOf),
        })),
      ]
    }),
  ]
}

type Change = Pick<Span, 'kind' | 'text'> & { readonly at: number }

/** Each change lasts until the next. */
function spansOf(changes: readonly Change[], endSeconds: number): Span[] {
  return changes
    .map(({ at, kind, text }, index) => ({ from: at, to: changes[index + 1]?.at ?? endSeconds, kind, text }))
    .filter(({ from, to }) => to > from)
}

/** `1/1 Running 0`, as kubectl shows it. */
function podSpans(facts: readonly StoryFact[], endSeconds: number): Span[] {
  const changes = facts.flatMap(({ seconds, fact }): Change[] => {
    if (fact.kind === 'gone') return [{ at: seconds, kind: 'ended', text: 'gone' }]
    if (fact.kind !== 'shows') return []
    const [, ready, all] = /^(\d+)\/(\d+) /.exec(fact.line) ?? []
    return [{ at: seconds, kind: ready === all ? 'ready' : 'unready', text: fact.line }]
  })
  return spansOf(changes, endSeconds)
}

/** What only a container that runs goes through, and what else tells whether it does. */
const ofRunning: readonly string[] = ['probe', 'killed', 'exited']
const ofLife: readonly string[] = [...ofRunning, 'started', 'refused', 'blocked']

/** From its own facts: one that nobody has seen start ran before. */
function containerSpans(facts: readonly StoryFact[], endSeconds: number): Span[] {
  const changes = facts.flatMap(({ seconds, fact }): Change[] => {
    switch (fact.kind) {
      case 'started':
        return [
          {
            at: seconds,
            kind: 'running',
            text: fact.restartCount === 0 ? 'runs' : `runs, restart ${fact.restartCount}`,
          },
        ]
      case 'killed':
        return [{ at: seconds, kind: 'stopping', text: `is killed: ${fact.by}` }]
      case 'exited':
        return [{ at: seconds, kind: 'ended', text: `has ended with exit code ${fact.exitCode}` }]
      case 'refused':
        return [{ at: seconds, kind: 'waiting', text: `waits for its back-off of ${fact.backoffSeconds} s` }]
      case 'blocked':
        return [{ at: seconds, kind: 'waiting', text: `cannot start: ${fact.reason}` }]
      default:
        return []
    }
  })
  const first = facts.find(({ fact }) => ofLife.includes(fact.kind))
  const ranBefore = first !== undefined && ofRunning.includes(first.fact.kind)
  const before: Change[] = ranBefore ? [{ at: 0, kind: 'running', text: 'runs' }] : []
  return spansOf([...before, ...changes], endSeconds)
}

function markOf({ seconds, fact }: StoryFact & { readonly fact: ProbeFact }): Mark {
  if (fact.result === 'error') return { at: seconds, kind: 'error', text: 'error: the run does not count' }
  const isFailure = fact.result === 'failure' || fact.result === 'timeout'
  const threshold = isFailure ? fact.failureThreshold : fact.successThreshold
  return {
    at: seconds,
    kind: isFailure ? (fact.published === null ? 'failure' : 'published') : 'success',
    text: `${fact.result}, ${fact.resultRun} of ${threshold}`,
  }
}
