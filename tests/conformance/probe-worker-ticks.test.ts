/** P9-P17: replays the ticks of the real probe worker; every column of every row must come out. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ProbeTypeName, RestartPolicy } from '../../engine/contract/cluster-spec.ts'
import { EventTrace } from '../../engine/kernel/event-trace.ts'
import { buildState } from '../../engine/model/build-state.ts'
import type { ClusterState } from '../../engine/model/cluster-state.ts'
import { PodPhase, ProcessState, Result, StatusState } from '../../engine/model/codes.ts'
import { callUntilAnswer, decide, Step } from '../../engine/model/node/prober/do-probe.ts'
import { beginRun } from '../../engine/model/node/prober/probe-worker.ts'
import { behavior, cluster, container, probe, second, workload } from '../support/spec.ts'

type Tick = [
  t: number,
  phase: string,
  state: string,
  container: string,
  age: number,
  started: number,
  deleting: number,
  script: string,
  calls: number,
  resultRun: number,
  lastResult: string,
  onHold: number,
  workerContainer: string,
  storedResult: string,
  updates: string[],
  keepGoing: number,
]
type Case = {
  case: number
  failure_threshold: number
  success_threshold: number
  initial_delay: number
  period: number
  restart_policy: RestartPolicy
  type: string
  ticks: Tick[]
}

/** Answers per call: W (warning) is a success and U (unknown without error) a failure (P14), which the handler decides. */
const sequenceOf: Record<string, string> = {
  S: '1',
  W: '1',
  F: '0',
  U: '0',
  E: 'eee',
  R: 'e1',
  Q: 'ee0',
  '': '1',
}
const phases: Record<string, number> = {
  Pending: PodPhase.Pending,
  Running: PodPhase.Running,
  Succeeded: PodPhase.Succeeded,
  Failed: PodPhase.Failed,
  '-': PodPhase.Pending,
}
const states: Record<string, number> = {
  running: StatusState.Running,
  terminated: StatusState.Terminated,
  creating: StatusState.Waiting,
  backoff: StatusState.Waiting,
}
const letters = { [Result.Success]: 'S', [Result.Failure]: 'F', [Result.Unknown]: 'U' }

const { columns, cases } = JSON.parse(
  readFileSync(new URL('probe_worker_ticks.json', import.meta.url), 'utf8'),
) as { columns: string[]; cases: Case[] }

function workerOf(one: Case): { state: ClusterState; published: string[] } {
  const type = one.type.toLowerCase() as ProbeTypeName
  const spec = cluster(
    [
      workload(
        [
          container({
            probes: {
              [type]: probe(
                { period: one.period, initialDelay: one.initial_delay },
                {
                  handler: 'exec',
                  failureThreshold: one.failure_threshold,
                  successThreshold: one.success_threshold,
                },
              ),
            },
            behavior: behavior({
              script: [{ probe: 'all', afterUs: 0, answer: 'ok', sequence: '111', ill: false }],
            }),
          }),
        ],
        { pod: { restartPolicy: one.restart_policy } },
      ),
    ],
    3600,
  )
  const state = buildState(spec, {
    replication: 1,
    trace: new EventTrace(),
    sink: undefined,
    keepsStarts: false,
  })
  state.pod.node[0] = 0
  state.probe.exists[0] = 1
  state.node.kubeletStartUs[0] = -Infinity
  const published: string[] = []
  state.metrics.resultPublished = (row) => {
    published.push(`c${state.probe.resultFor[row] + 1}=${letters[state.probe.result[row] as 0]}`)
  }
  return { state, published }
}

function showStatus(state: ClusterState, [t, phase, shown, id, age, started, deleting, script]: Tick): void {
  state.nowUs = t * second
  state.pod.hasStatus[0] = phase === '-' ? 0 : 1
  state.pod.phase[0] = phases[phase]
  state.pod.snapshotDeleting[0] = deleting
  const incarnation = id === '' ? -1 : Number(id.slice(1)) - 1
  const { container: containers } = state
  containers.statusState[0] = states[shown] ?? StatusState.Waiting
  containers.statusIncarnation[0] = incarnation
  containers.statusStartedAtUs[0] = state.nowUs - age * second
  containers.statusExitCode[0] = 1
  containers.isStarted[0] = started
  containers.incarnation[0] = incarnation
  containers.state[0] = ProcessState.Running
  state.probe.callCount[0] = 0
  state.probe.callCountFor[0] = incarnation
  const sequence = sequenceOf[script]
  for (let call = 0; call < 3; call++)
    state.scriptSequences[call] = sequence.charCodeAt(Math.min(call, sequence.length - 1))
}

function workerColumns(state: ClusterState, published: string[], step: number) {
  const { probe: probes } = state
  const isStored = probes.known[0] >= 0 && probes.resultFor[0] === probes.known[0]
  return {
    calls: step === Step.Call ? probes.callCount[0] : 0,
    result_run: probes.resultRun[0],
    last_result: letters[probes.lastResult[0] as 0],
    on_hold: probes.onHold[0],
    worker_container: probes.known[0] < 0 ? '' : `c${probes.known[0] + 1}`,
    stored_result: isStored ? letters[probes.result[0] as 0] : '-',
    updates: [...published],
    keep_going: step === Step.End ? 0 : 1,
  }
}

const test = suite('probe worker against the ticks of the real one')

for (const one of cases) {
  test(`replays case ${one.case}: ${one.type}, restartPolicy ${one.restart_policy} (P9-P17)`, () => {
    const { state, published } = workerOf(one)
    for (const tick of one.ticks) {
      published.length = 0
      showStatus(state, tick)
      const step = decide(state, 0)
      if (step === Step.Call) beginRun(state, 0, callUntilAnswer(state, 0))
      const expected = Object.fromEntries(columns.slice(8).map((name, index) => [name, tick[8 + index]]))
      assert.equal(workerColumns(state, published, step), expected, `case ${one.case} at ${tick[0]} s`)
      if (step === Step.End) break
    }
  })
}

test.run()
