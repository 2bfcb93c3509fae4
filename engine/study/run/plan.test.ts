import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { app, deployed } from '../../../tests/support/one-workload.ts'
import { served, service, traffic } from '../../../tests/support/requests.ts'
import { cluster, probe, second } from '../../../tests/support/spec.ts'
import type { ClusterSpec } from '../../contract/cluster-spec.ts'
import { bytesOf, keepsStarts, type MemoryOptions, studyMemory, threadsOf } from './plan.ts'

const test = suite('plan of a study')

const specOf = (replicas: number, changes: Partial<ClusterSpec> = {}): ClusterSpec =>
  deployed(app({ liveness: probe() }), 3600, { replicas, ...changes })

const partOf = (what: string, spec: ClusterSpec, options?: MemoryOptions): number =>
  studyMemory(spec, options).find((part) => part.what === what)!.bytes

test('starts are kept up to 10,000 containers over all replications, or when asked for', () => {
  assert.ok(keepsStarts(specOf(1000, { replications: 10 })))
  assert.not(keepsStarts(specOf(1001, { replications: 10 })))
  assert.ok(keepsStarts(specOf(1001, { replications: 10 }), true))
})

test('pods that a scale fault adds count too: at most so many are asked for at a time', () => {
  const scaledTo = (replicas: number): ClusterSpec =>
    specOf(0, { faults: [{ kind: 'scale', atUs: second, workloads: [0], replicas }] })
  assert.ok(keepsStarts(scaledTo(10_000)))
  assert.not(keepsStarts(scaledTo(10_001)))
})

test('there are no more threads than replications, and one if probes are traced', () => {
  assert.is(threadsOf(specOf(1, { replications: 3 }), 8), 3)
  assert.is(threadsOf(specOf(1, { replications: 3 }), 8, true), 1)
  assert.is(threadsOf(specOf(1)), 1)
})

test('each thread holds the tables of a replication, and each replication leaves a result', () => {
  const spec = specOf(5000, { replications: 4 })
  const one = (what: string, options?: MemoryOptions) => partOf(what, spec, options)
  assert.is(one('container', { workers: 2 }), 2 * one('container'))
  assert.is(one('result', { workers: 2 }), one('result'))
  assert.is(one('result'), 4 * partOf('result', specOf(5000)))
  assert.is(partOf('finished replication', specOf(5000)), 0)
  assert.ok(one('thread', { workers: 2 }) > one('thread'))
  assert.ok(one('traced probe', { tracesProbes: true }) > 0)
  assert.is(one('start'), 0)
  assert.ok(one('start', { traceStarts: true }) > 0)
})

test('shorter buckets take more: in the tables, and in each result', () => {
  for (const what of ['bucket', 'result']) {
    const bytes = (seconds: number) => partOf(what, specOf(100, { intervalUs: seconds * second }))
    assert.ok(bytes(1) > 20 * bytes(60), what)
  }
})

test('endpoints, targets of requests and pods that wait for a node are counted', () => {
  const of = (spec: ClusterSpec): number[] =>
    ['endpoint of a Service', 'pod that gets requests', 'pod that waits for a node'].map(
      (what) => studyMemory(spec).find((part) => part.what === what)!.count,
    )
  const pods = served(app({}), {
    replicas: 1000,
    selectedBy: [0, 1].map((service) => ({ service, ports: [] })),
  })
  const services = [service({ traffic: traffic() }), service({ name: 'other' })]
  const spec = cluster([pods], 3600, { services, initialState: 'running' })
  assert.equal(of(spec), [2000, 1000, 0])
  assert.equal(of({ ...spec, initialState: 'created' }), [2000, 1000, 1000])
  assert.equal(of(specOf(1000, { initialState: 'running' })), [0, 0, 0])
})

/** Bytes of typed arrays that a process of its own has more of, for each number of pods, with their state than before. */
function growth(podCounts: readonly number[]): number[] {
  const at = (path: string): string => JSON.stringify(join(import.meta.dirname, '../../..', path))
  const program = `
    const { app, deployed } = await import(${at('tests/support/one-workload.ts')})
    const { probe } = await import(${at('tests/support/spec.ts')})
    const { buildState } = await import(${at('engine/model/build-state.ts')})
    const { EventTrace } = await import(${at('engine/kernel/event-trace.ts')})
    const held = []
    for (const replicas of ${JSON.stringify(podCounts)}) {
      const spec = deployed(app({ liveness: probe() }), 3600, { replicas })
      gc()
      const before = process.memoryUsage().arrayBuffers
      const options = { replication: 1, trace: new EventTrace(), sink: undefined, keepsStarts: false }
      held.push(buildState(spec, options))
      gc()
      console.log(process.memoryUsage().arrayBuffers - before)
    }`
  const flags = ['--expose-gc', '--import', import.meta.resolve('tsx'), '--input-type=module', '-e', program]
  const { stdout, stderr, status } = spawnSync(process.execPath, flags, { encoding: 'utf8' })
  assert.is(status, 0, stderr)
  return stdout.trim().split('\n').map(Number)
}

test('what is counted for the tables is what the process grows by, to 10 %', () => {
  const podCounts = [20_000, 100_000, 200_000]
  growth(podCounts).forEach((bytes, index) => {
    const spec = specOf(podCounts[index])
    const fixed = ['thread', 'result', 'start', 'pod that waits for a node']
    const counted = bytesOf(studyMemory(spec).filter(({ what }) => !fixed.includes(what)))
    assert.ok(
      counted > 0.9 * bytes && counted < 1.1 * bytes,
      `${podCounts[index]} pods: ${counted}, ${bytes}`,
    )
  })
})

test.run()
