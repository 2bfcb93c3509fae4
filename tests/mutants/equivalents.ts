/** Mutants that nobody can notice, for they behave as the original does, and places that hold no rule, with the reasons. */
import type { Mutation } from './candidates.ts'

/** Files whose candidates are not drawn. */
export const withoutRules: Readonly<Record<string, string>> = {
  'engine/model/codes.ts': 'its numbers are names',
  'engine/model/event-table.ts': 'its numbers are names',
  'engine/model/invariants.ts': 'it checks the rules (`--verify`), and acts on nothing',
}

/** A mutant, found again by its line and change, and what is to be said of it. */
export type Place = {
  readonly file: string
  /** The line, without the white space around it. */
  readonly line: string
  readonly change: string
  readonly reason: string
}

export const equivalents: readonly Place[] = [
  {
    file: 'engine/model/node/runtime/pleg.ts',
    line: 'const isSeen = pods.relistAtUs[pod] >= nowUs && pods.relistAtUs[pod] <= atUs',
    change: '>= to >',
    reason: 'of two relists of a pod at one instant the second finds nothing to see',
  },
  {
    file: 'engine/model/templates.ts',
    line: 'add(behavior.startup, table.startupAt, table.startupCount)',
    change: 'two statements swapped',
    reason: 'where the rows of a distribution stand in their table has no influence',
  },
  {
    file: 'engine/model/node/images/image-pull.ts',
    line: 'puller.first[node] = pull.next[container]',
    change: 'two statements swapped',
    reason: 'the begin of a pull neither reads nor changes the queue',
  },
  {
    file: 'engine/model/metrics/start-log.ts',
    line: 'this.timeUs.push(state.nowUs)',
    change: 'two statements swapped',
    reason: 'columns are filled one after another, in any order',
  },
  {
    file: 'engine/model/node/prober/probe-worker.ts',
    line: 'probes.lastResult[probe] = Result.Success',
    change: 'the statement removed',
    reason: 'the next line sets the count to 0, from which the first result makes 1 whatever came before it',
  },
  {
    file: 'engine/model/node/prober/probe-worker.ts',
    line: 'pods.snapshotDeleting[pod] = 0',
    change: 'the statement removed',
    reason: 'nothing sets it: workers are made before a pod is deleted (P7)',
  },
  {
    file: 'engine/model/node/prober/quiet-probes.ts',
    line: 'state.probe.mode[probe] = WorkerMode.Ticking',
    change: 'two statements swapped',
    reason: 'a tick is scheduled whatever the mode of its worker',
  },
  {
    file: 'engine/model/node/prober/quiet-probes.ts',
    line: 'state.probe.mode[probe] = WorkerMode.Parked',
    change: 'two statements swapped',
    reason: 'a tick is dropped whatever the mode of its worker',
  },
  ...['answerIsIll: false,', 'answerIsRefusal: false,', 'answerMayHang: false,'].map(
    (line): Place => ({
      file: 'engine/model/build-state.ts',
      line,
      change: 'false to true',
      reason: 'each answer sets it before anybody reads it',
    }),
  ),
  ...['state.answerDurationUs = 0', 'state.answerLostFromUs = Infinity'].map(
    (line): Place => ({
      file: 'engine/model/build-state.ts',
      line,
      change: 'the statement removed',
      reason: 'each answer sets it before anybody reads it',
    }),
  ),
  {
    file: 'engine/model/build-state.ts',
    line: 'state.answerDurationUs = 0',
    change: '0 to 1',
    reason: 'each answer sets it before anybody reads it',
  },
  {
    file: 'engine/model/node/runtime/restart-backoff.ts',
    line: 'if (table.backoffUs[row] === 0 || hasExpired(table, row, exitedAtUs)) return exitedAtUs',
    change: '0 to 1',
    reason: 'added to the time of the exit, an entry of 0 makes the same',
  },
  {
    file: 'engine/model/control/rollout.ts',
    line: 'endHold(state, pod)',
    change: 'two statements swapped',
    reason: 'whoever asks for a sync neither reads nor sets whether starts are held',
  },
  {
    file: 'engine/model/metrics.ts',
    line: 'const Fact = { Start: 1, Exit: 2, Ready: 3, Published: 4 } as const',
    change: '4 to 5',
    reason: 'kinds of facts only have to differ from each other',
  },
  ...['containers.backoffUs[container] = 0', 'containers.waitReason[container] = WaitReason.None'].map(
    (line): Place => ({
      file: 'engine/model/node/kubelet-restart.ts',
      line,
      change: 'two statements swapped',
      reason: 'what a new process has forgotten of a container it forgets in any order',
    }),
  ),
  {
    file: 'engine/model/metrics.ts',
    line: 'this.publishedTotal++',
    change: '++ to --',
    reason: 'it is only asked whether the number has changed',
  },
  {
    file: 'engine/model/node/pod-workers/termination.ts',
    line: 'cancelSync(state, pod)',
    change: 'the statement removed',
    reason:
      'nothing is scheduled for a pod whose sync finds that it ends, and nobody reads the rest while it ends',
  },
  {
    file: 'engine/model/node/pod-workers/pod-worker.ts',
    line: 'relistAfter(state, pod)',
    change: 'two statements swapped',
    reason: 'of the relist and the due time the earlier one stands, whichever is set first',
  },
  {
    file: 'engine/model/running-from-before.ts',
    line: 'containers.isStarted[container] = 1',
    change: 'two statements swapped',
    reason: 'which images the node has is no matter of the status',
  },
  {
    file: 'engine/model/world/probe-answer.ts',
    line: 'const isLate = nextUniform(streams.probe, probe) * (late + error - late * error) < late',
    change: '< to <=',
    reason: 'a random number meets the limit itself about once in 2^53 draws',
  },
  {
    file: 'engine/model/node/prober/probe-worker.ts',
    line: 'if (endsUs < state.answerLostFromUs && endsUs <= nextUs && publishesNothing(state, probe, outcome)) {',
    change: '<= to <',
    reason: 'a run whose answer has no event does what one with an event does',
  },
  {
    file: 'engine/model/world/probe-answer.ts',
    line: 'return errorRate > 0 && nextUniform(state.streams.probe, probe) < errorRate',
    change: '< to <=',
    reason: 'a random number meets the limit itself about once in 2^53 draws',
  },
  {
    file: 'engine/model/node/status/event-log.ts',
    line: 'this.detail.push(0)',
    change: '0 to 1',
    reason: 'the first event that is sent sets it, and nobody is shown one that never was',
  },
  {
    file: 'engine/model/node/pod-workers/pod-worker.ts',
    line: 'refuseStartsAgain(state, pod)',
    change: 'two statements swapped',
    reason: 'what a sync tells of refused starts has nothing to do with how it ends',
  },
  {
    file: 'engine/model/tables/templates.ts',
    line: 'preStop: new Int32Array(rows).fill(-1),',
    change: '1 to 2',
    reason: 'whatever is below 0 means that there is none',
  },
  {
    file: 'engine/model/tables/images.ts',
    line: 'next: new Int32Array(containers).fill(-1),',
    change: '1 to 2',
    reason: 'a container that joins the queue sets it',
  },
  {
    file: 'engine/model/control/job-watch.ts',
    line: 'sendToCluster(state, EventKind.JobSync, workload, atUs, ++job.syncStamp[workload])',
    change: '++ to --',
    reason: 'a stamp only has to differ from those before it',
  },
  {
    file: 'engine/model/control/placement.ts',
    line: 'for (let step = 0; step < nodes.length; step++) {',
    change: '< to <=',
    reason: 'after all places it looks at the first once more, which had no room',
  },
  {
    file: 'engine/model/row-counts.ts',
    line: 'return probes + containers + 1024',
    change: '1024 to 2048',
    reason: 'it is room to begin with: the list of events grows where it is too small',
  },
  {
    file: 'engine/model/node/runtime/container-start.ts',
    line: 'recordEvent(state, pod, container, PodEvent.StartFailed)',
    change: 'two statements swapped',
    reason: 'an event and the reason of the status have nothing to do with each other',
  },
  ...[0, 1].map(
    (flag): Place => ({
      file: 'engine/model/node/runtime/backoff-wait.ts',
      line: `containers.isRefused[container] = ${flag}`,
      change: 'two statements swapped',
      reason: 'what counts the waits does not ask whether a start was refused',
    }),
  ),
  ...['hangs', 'deletes'].map(
    (kind): Place => ({
      file: 'engine/model/build-state.ts',
      line: `state.next${kind === 'hangs' ? 'Hang' : 'Deletion'}FaultUs = nextFaultUs(spec, ${kind}, -1, -1)`,
      change: '1 to 2',
      reason: 'whatever is before the first fault',
    }),
  ),
]

/** Why nobody can notice the mutation of this file, if so. */
export function equivalenceOf(file: string, source: string, mutation: Mutation): string | undefined {
  const line = source.split('\n')[mutation.line - 1].trim()
  return equivalents.find((one) => one.file === file && one.line === line && one.change === mutation.change)
    ?.reason
}
