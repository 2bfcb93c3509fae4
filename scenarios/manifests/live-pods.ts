/** What the objects of a live cluster say of their state: which pods go on, where they are, and for how long. */
import { parseTime } from '../text/api-time.ts'
import { isMap, type Located } from '../text/located.ts'
import { isName } from './names.ts'

/** A pod that was there when the input was written. Times are seconds before the newest time of the input. */
export type LivePod = {
  readonly name: string
  readonly nodeName?: string
  readonly age?: number
  /** None if the pod shows no status. */
  readonly containers: readonly LiveContainer[]
  readonly isReady: boolean
  /** Why it is not ready: `CrashLoopBackOff`, `Pending`, ... */
  readonly reason: string
}

export type LiveContainer = {
  readonly name: string
  readonly restartCount: number
  readonly startedAgo?: number
  readonly endedAgo?: number
}

/** Why a pod of a live cluster does not go on; undefined if it does. */
export function endOf(pod: Located): string | undefined {
  if (!pod.at('metadata', 'deletionTimestamp').isAbsent) return 'Terminating'
  const status = pod.get('status')
  const phase = status.get('phase').value
  if (phase === 'Succeeded') return 'Succeeded'
  if (phase !== 'Failed') return undefined
  return status.get('reason').value === 'Evicted' ? 'Evicted' : 'Failed'
}

/** How a Job has ended; undefined if it has not. */
export function jobEndOf(job: Located): string | undefined {
  for (const condition of job.at('status', 'conditions').items()) {
    const type = String(condition.get('type').value)
    const isEnd = ['Complete', 'SuccessCriteriaMet', 'Failed', 'FailureTarget'].includes(type)
    if (isEnd && condition.get('status').value === 'True')
      return type.startsWith('Fail') ? 'Failed' : 'Complete'
  }
  return undefined
}

/** Whether the API server of a cluster has written the object, not a person. */
export function isLive(object: Located): boolean {
  return !object.at('status', 'phase').isAbsent
}

export function readLivePod(pod: Located, name: string, clock: InputClock): LivePod {
  const spec = pod.get('spec')
  const status = pod.get('status')
  const nodeName = spec.get('nodeName').value
  const containers: LiveContainer[] = []
  let waiting: string | undefined
  for (const list of ['initContainerStatuses', 'containerStatuses'])
    for (const container of status.get(list).items()) {
      containers.push(readContainer(container, clock))
      const reason = container.at('state', 'waiting', 'reason').value
      if (typeof reason === 'string') waiting ??= reason
    }
  const ready = status
    .get('conditions')
    .items()
    .find((condition) => condition.get('type').value === 'Ready')
  const phase = status.get('phase').value
  const age = clock.secondsSince(pod.at('metadata', 'creationTimestamp'))
  return {
    name,
    ...(typeof nodeName === 'string' && isName(nodeName, 'subdomain') ? { nodeName } : {}),
    ...(age === undefined ? {} : { age }),
    containers,
    isReady: phase === undefined || (phase === 'Running' && ready?.get('status').value !== 'False'),
    reason: waiting ?? (phase === 'Running' ? 'not ready' : String(phase ?? 'unknown')),
  }
}

function readContainer(at: Located, clock: InputClock): LiveContainer {
  const count = at.get('restartCount').value
  const startedAgo = clock.secondsSince(at.at('state', 'running', 'startedAt'))
  const endedAgo = clock.secondsSince(at.at('lastState', 'terminated', 'finishedAt'))
  return {
    name: String(at.get('name').value),
    restartCount: typeof count === 'number' && Number.isInteger(count) && count > 0 ? count : 0,
    ...(startedAgo === undefined ? {} : { startedAgo }),
    ...(endedAgo === undefined ? {} : { endedAgo }),
  }
}

/** The newest time that a cluster wrote into the input: its present. */
export class InputClock {
  private newest = ''
  private newestSeconds: number | undefined

  /** Looks at the creation of an object and at everything in its status. */
  see(object: Located): void {
    this.note(object.at('metadata', 'creationTimestamp').value)
    this.walk(object.get('status').value)
  }

  /** Undefined for what is no time. */
  secondsSince({ value }: Located): number | undefined {
    const then = typeof value === 'string' ? parseTime(value) : undefined
    this.newestSeconds ??= parseTime(this.newest)
    if (then === undefined || this.newestSeconds === undefined) return undefined
    return Math.max(0, this.newestSeconds - then)
  }

  /** As the API wrote it; empty if there is no time in the input. */
  get text(): string {
    return this.newest
  }

  private walk(value: unknown): void {
    if (typeof value === 'string') this.note(value)
    else if (Array.isArray(value)) for (const item of value) this.walk(item)
    else if (isMap(value)) for (const key in value) this.walk(value[key])
  }

  /** Times of the API have one form, in which order of text is order of time. */
  private note(value: unknown): void {
    if (typeof value !== 'string' || value.length !== 20 || value <= this.newest) return
    if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value)) this.newest = value
  }
}
