/** The calls that one event causes, against a genuine control plane (A4, A5, Z30). */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type ClusterSpec, controlPlaneDefaults, type FaultSpec } from '../../engine/contract/cluster-spec.ts'
import type { ClusterState } from '../../engine/model/cluster-state.ts'
import { callName } from '../../engine/model/control/call-name.ts'
import { runTo, stateAfter } from '../support/observe.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  idealOverheads,
  node,
  probe,
  second,
  workload,
} from '../support/spec.ts'
import { experimentOf } from './experiment.ts'
import { callLaw, watchLaw } from './recorder.ts'

const test = suite('measured calls per event')
const experiment = experimentOf('api_calls_per_event')

type Calls = Readonly<Record<string, number>>
type Run = { readonly event: 'unready' | 'added' | 'removed'; readonly calls: Calls }
const file = new URL('measured/api-calls.json', import.meta.url)
const { runs } = JSON.parse(readFileSync(file, 'utf8')) as { runs: readonly Run[] }
/** Those that Services bring, and that keep the pods. */
const components = ['endpoint-controller', 'endpointslice-controller', 'replicaset-controller']

const app = container({
  probes: { readiness: probe({ period: 10 }, { failureThreshold: 1 }) },
  behavior: behavior({ startup: [constant(0.5)], shutdown: { after: [constant(1)], exitCode: 0 } }),
})
const faults: Readonly<Record<Run['event'], FaultSpec>> = {
  unready: {
    kind: 'hang',
    atUs: 30 * second,
    containers: [{ workload: 0, container: 0 }],
    share: { count: 1 },
  },
  added: { kind: 'scale', atUs: 30 * second, replicas: 6, workloads: [0] },
  removed: { kind: 'scale', atUs: 30 * second, replicas: 4, workloads: [0] },
}

function spec(event: Run['event'], seed: number): ClusterSpec {
  const web = workload([app], { kind: 'Deployment', replicas: 5, selectedBy: [{ service: 0, ports: [] }] })
  return cluster([web], 60, {
    services: [
      {
        namespace: 'default',
        name: 's',
        hasSelector: true,
        isHeadless: false,
        publishNotReadyAddresses: false,
      },
    ],
    initialState: 'running',
    masterSeed: String(seed),
    kubernetesVersion: '1.36',
    controlPlane: controlPlaneDefaults,
    nodes: [node({ podsMax: 1000 })],
    overheads: { ...idealOverheads, ideal: false, apiRoundTripUs: callLaw, watchUs: watchLaw },
    faults: [faults[event]],
  })
}

function callsOf({ controllers }: ClusterState): Record<string, number> {
  const found: Record<string, number> = {}
  for (const { rule, client } of controllers)
    if (components.includes(rule.name))
      client.calls.forEach((count, call) => {
        found[`${rule.name} ${callName(rule, call)}`] = count
      })
  return found
}

function callsOfEvent(event: Run['event'], seed: number): Calls {
  const state = stateAfter(spec(event, seed), 29.9)
  const before = callsOf(state)
  runTo(state, 59)
  return Object.fromEntries(
    Object.entries(callsOf(state)).flatMap(([name, count]) =>
      count === before[name] ? [] : [[name, count - before[name]]],
    ),
  )
}

for (const event of ['unready', 'added', 'removed'] as const) {
  test(`a pod is ${event}: each controller makes the calls that were measured (A4 to A6, Z30)`, () => {
    for (const { calls } of runs.filter((run) => run.event === event)) {
      const own = Object.entries(calls).filter(([name]) =>
        components.some((component) => name.startsWith(`${component} `)),
      )
      for (let seed = 0; seed < 5; seed++) {
        const simulated = callsOfEvent(event, seed)
        assert.equal(Object.keys(simulated).sort(), own.map(([name]) => name).sort())
        for (const [name, count] of own)
          experiment.exact(`a pod is ${event}: ${name}`, count, simulated[name])
      }
    }
  })
}

test.run()
