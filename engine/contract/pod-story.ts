/** What happened to one pod, fact by fact: plain data. Times are simulated seconds. */
import type { probeResultNames, probeTypeNames, StartCause } from './run-result.ts'

export type ProbeTypeName = (typeof probeTypeNames)[number]
export type ProbeResultName = (typeof probeResultNames)[number]

/** One probe run that ended in a result. */
export type ProbeFact = {
  readonly kind: 'probe'
  readonly type: ProbeTypeName
  readonly beganSeconds: number
  readonly durationSeconds: number
  readonly result: ProbeResultName
  readonly resultRun: number
  readonly successThreshold: number
  readonly failureThreshold: number
  /** Of a failure: those whom the probe asks, or fails with, and that do not answer as they should; or the node, if it has no port left. */
  readonly because?: string
  /** The result that this run published. */
  readonly published: 'success' | 'failure' | null
  /** Of the instance's first run of this probe: the age of the instance, and the initial delay. */
  readonly firstRun: { readonly ageSeconds: number; readonly initialDelaySeconds: number } | null
}

export type StartFact = {
  readonly kind: 'started'
  readonly restartCount: number
  readonly cause: StartCause
  /** From the exit before to the decision to start. */
  readonly waitedSeconds: number | null
  /** The back-off entry after the start. */
  readonly backoffSeconds: number | null
}

/** W1: what a ReplicaSet has deleted a pod for, and not the next one. */
export type VictimReason =
  | 'all go'
  | 'has no node'
  | 'is not running'
  | 'is not ready'
  | 'costs less to delete'
  | 'has more neighbours'
  | 'has been ready for less time'
  | 'has restarted more'
  | 'is younger'
  | 'chance'

export type Fact =
  /** `by`: as `ReplicaSet/web`; `null` = nobody keeps it. `replaces`: the pod whose place it takes; `null` = none. */
  | { readonly kind: 'created'; readonly by: string | null; readonly replaces: string | null }
  /** Its ReplicaSet deletes so many of its active pods, and it is one of them. */
  | {
      readonly kind: 'chosen'
      readonly by: string | null
      readonly count: number
      readonly of: number
      readonly reason: VictimReason
    }
  /** Its node has taints, and what the pod tolerates ends then; that is over; it is evicted for them. */
  | { readonly kind: 'tainted'; readonly taints: readonly string[]; readonly evictedSeconds: number }
  | { readonly kind: 'spared' }
  | { readonly kind: 'evicted'; readonly taints: readonly string[] }
  /** The scheduler says that no node takes it, and why. */
  | { readonly kind: 'unschedulable'; readonly message: string }
  /** The scheduler has it deleted for a pod of more priority. */
  | { readonly kind: 'preempted' }
  | { readonly kind: 'bound'; readonly node: string }
  | { readonly kind: 'deleted'; readonly graceSeconds: number }
  | { readonly kind: 'gone' }
  | { readonly kind: 'terminating' }
  /** Of its node's machine: it is gone, or back. */
  | { readonly kind: 'power'; readonly isOn: boolean }
  /** It has run longer than it may. */
  | { readonly kind: 'deadline' }
  /** Its kubelet does not take it (S15). */
  | { readonly kind: 'rejected'; readonly reason: string; readonly message: string }
  /** Its postStart hook. */
  | { readonly kind: 'hook'; readonly step: 'begins' | 'succeeds' | 'fails' }
  | {
      readonly kind: 'workers'
      readonly type: ProbeTypeName
      readonly firstTickSeconds: number
      readonly periodSeconds: number
    }
  | { readonly kind: 'regridded'; readonly type: ProbeTypeName }
  | {
      readonly kind: 'killed'
      readonly by: 'liveness' | 'startup' | 'termination' | 'postStart hook'
      /** Whether a preStop hook runs first. */
      readonly hasHook: boolean
      readonly graceSeconds: number
    }
  /** `because`: whom it needs, and who is down. */
  | {
      readonly kind: 'exited'
      readonly exitCode: number
      readonly cause: StartCause
      readonly because?: string
    }
  /** Somebody whom the container needs is another than before. `factor`: of one that is slow. */
  | {
      readonly kind: 'provider'
      readonly service: string
      readonly is: 'up' | 'withoutEndpoints' | 'refusing' | 'failing' | 'hanging' | 'slow' | 'loaded'
      readonly factor?: number
    }
  /** It has done its work, or its start-up, and waits for these. */
  | { readonly kind: 'waits'; readonly for: string; readonly isInit: boolean }
  | { readonly kind: 'seen'; readonly isRunning: boolean }
  | {
      readonly kind: 'refused'
      readonly backoffSeconds: number
      readonly untilSeconds: number
      readonly nextSyncSeconds: number | null
    }
  /** A start failed before there was a process. */
  | { readonly kind: 'blocked'; readonly reason: string }
  | { readonly kind: 'edited'; readonly image: string }
  | { readonly kind: 'ready'; readonly isReady: boolean }
  | { readonly kind: 'startup'; readonly isStarted: boolean }
  | { readonly kind: 'shows'; readonly line: string }
  | StartFact
  | ProbeFact

export type StoryFact = {
  readonly seconds: number
  /** `null` = the pod. */
  readonly container: string | null
  readonly fact: Fact
}

export type PodStory = {
  readonly namespace: string
  readonly pod: string
  /** From its beginning to the end of the run, in order of time, causes before effects. */
  readonly facts: readonly StoryFact[]
}
