/** What happened to a pod, in order of time, causes before effects. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { machineFault } from '../../tests/support/faults.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  hook,
  never,
  probe,
  second,
  workload,
} from '../../tests/support/spec.ts'
import type { ClusterSpec } from '../contract/cluster-spec.ts'
import { simulate } from '../index.ts'
import { tellStory } from './cluster-observer.ts'

/** The facts about the only pod: time, container, kind. */
function factsOf(spec: ClusterSpec, seconds = 1e6): string[] {
  const story = tellStory(spec, 'default', 'web', Math.min(spec.durationUs, seconds * second))
  return (story?.facts ?? []).map(({ seconds: at, container: name, fact }) => {
    const { kind, ...rest } = fact
    const detail = kind === 'shows' && 'line' in rest ? ` ${rest.line}` : ''
    return `${at} ${name ?? 'pod'} ${kind}${detail}`
  })
}

const test = suite('story of a pod')

test('tells of a crash: exit, the relist that sees it, restart, refusal', () => {
  const crashing = container({ behavior: behavior({ crash: { after: [constant(1)], exitCode: 1 } }) })
  assert.equal(factsOf(cluster([workload([crashing])], 60), 3), [
    '0 pod created',
    '0 pod shows 0/1 Pending 0',
    '0 pod bound',
    '0 app started',
    '0 pod shows 0/1 ContainerCreating 0',
    '0 app ready',
    '0 pod shows 1/1 Running 0',
    '1 app exited',
    '1 app started',
    '1 app ready',
    '1 pod shows 0/1 Error 0',
    '1 app ready',
    '1 pod shows 1/1 Running 1',
    '2 app exited',
    '2 app refused',
    '2 app ready',
    '2 pod shows 0/1 Error 1',
  ])
})

test('tells whom a container needs: what becomes of them, whom it waits for, what ends because of them', () => {
  const to = { kind: 'external', index: 0 } as const
  const timeoutUs = 15 * second
  const app = container({
    probes: { readiness: probe({ period: 1 }, { failureThreshold: 2 }) },
    behavior: behavior({ dependsOn: [{ to, effects: ['crash', 'failReadiness'], probes: [], timeoutUs }] }),
  })
  const wait = container({
    name: 'wait',
    behavior: behavior({
      complete: { after: [constant(1)] },
      dependsOn: [{ to, effects: ['wait'], probes: [], timeoutUs }],
    }),
  })
  const outage = (mode: 'refuse' | 'hang', from: number) =>
    ({ kind: 'outage', atUs: from * second, forUs: 3 * second, targets: [to], mode }) as const
  const externals = [{ name: 'db', latency: constant(0), errorRate: 0, concurrency: Infinity }]
  const spec = cluster([workload([app], { pod: { initContainers: [wait] } })], 20, {
    externals,
    faults: [outage('refuse', 0), outage('hang', 6.5), outage('refuse', 12)],
  })
  const told = (tellStory(spec, 'default', 'web', spec.durationUs)?.facts ?? []).flatMap(
    ({ seconds, container: name, fact }) => {
      if (fact.kind === 'provider') return [`${seconds} ${name} needs ${fact.service}: ${fact.is}`]
      if (fact.kind === 'waits') return [`${seconds} ${name} waits for ${fact.for}`]
      if ((fact.kind === 'exited' || fact.kind === 'probe') && fact.because !== undefined)
        return [`${seconds} ${name} ${fact.kind} because of ${fact.because}`]
      return []
    },
  )
  assert.equal(told, [
    '0 wait needs db: refusing',
    '0 app needs db: refusing',
    '1 wait waits for db',
    '3 wait needs db: up',
    '3 app needs db: up',
    '6.5 wait needs db: hanging',
    '6.5 app needs db: hanging',
    '7 app probe because of db',
    '8 app probe because of db',
    '9 app probe because of db',
    '9.5 wait needs db: up',
    '9.5 app needs db: up',
    '12 wait needs db: refusing',
    '12 app needs db: refusing',
    // The first restart comes at once.
    '12 app exited because of db',
    '12 app exited because of db',
    '15 wait needs db: up',
    '15 app needs db: up',
  ])
})

for (const engine of ['quiet', 'exact'] as const)
  test(`a service in trouble is not to blame for a want of ports, nor for a hang of the process itself (${engine})`, async () => {
    const to = { kind: 'external', index: 0 } as const
    const app = container({
      probes: {
        readiness: probe({ period: 1 }),
        liveness: probe({ period: 0.1 }, { handler: 'tcpSocket', failureThreshold: 1000 }),
      },
      behavior: behavior({
        leaks: { tcpSocket: 30 },
        dependsOn: [{ to, effects: ['latency'], probes: ['readiness'], timeoutUs: 15 * second }],
      }),
    })
    // It answers in 0.2 s, in trouble or not, and all 28,232 ports are used up after 94 s.
    const spec = cluster([workload([app])], 100, {
      initialState: 'running',
      externals: [{ name: 'db', latency: constant(0.1), errorRate: 0, concurrency: Infinity }],
      faults: [
        { kind: 'outage', atUs: 10 * second, targets: [to], mode: 'slow', factor: 2 },
        {
          kind: 'hang',
          atUs: 20 * second,
          forUs: 5 * second,
          containers: [{ workload: 0, container: 0 }],
          share: 'all',
        },
      ],
    })
    const told = tellStory(spec, 'default', 'web', spec.durationUs)!.facts.flatMap(({ seconds, fact }) =>
      fact.kind === 'probe' && fact.type === 'readiness' && fact.result !== 'success'
        ? [`${seconds < 50 ? 'hang' : 'ports'}: ${fact.because}`]
        : [],
    )
    assert.equal([...new Set(told)], ['hang: undefined', 'ports: its node, which has no port left'])
    const { replications } = await simulate(spec, { workers: 1, engine })
    assert.ok(replications[0]!.summary[0]!.values.probe_failures_total! > 10)
    assert.is(replications[0]!.limits.troubles, undefined)
  })

test('tells of a postStart hook that fails, and of a deadline (K8, L9)', () => {
  const one = {
    ...container({ behavior: behavior({ shutdown: { after: [constant(2)], exitCode: 0 } }) }),
    postStart: hook(3, { fails: true }),
  }
  const spec = cluster([workload([one], { pod: { activeDeadlineUs: 7 * second } })], 60)
  const facts = factsOf(spec).filter((fact) => !/ (shows|seen|ready|created|bound)/.test(fact))
  assert.equal(facts, [
    '0 app started',
    '0 app hook',
    '3 app hook',
    '3 app killed',
    '5 app exited',
    '5 app blocked',
    '5 app started',
    '5 app hook',
    '8 app hook',
    '8 app killed',
    '10 app exited',
    '10 app blocked',
    '10 pod deadline',
    '10 pod terminating',
  ])
})

test('tells of a kill: the failures, the verdict, the signal, the exit, the start', () => {
  const hanging = container({
    probes: { liveness: probe() },
    behavior: behavior({
      hang: { after: [constant(15), never], tcpOk: true },
      shutdown: { after: [never], exitCode: 143 },
    }),
  })
  const story = tellStory(cluster([workload([hanging])], 100), 'default', 'web', 100 * second)
  const facts = (story?.facts ?? []).filter(({ seconds }) => seconds >= 10 && seconds < 75)
  assert.equal(
    facts.map(({ seconds, fact }) => {
      switch (fact.kind) {
        case 'probe':
          return `${seconds} ${fact.result} ${fact.resultRun} ${fact.published}`
        case 'killed':
          return `${seconds} killed by ${fact.by}, grace ${fact.graceSeconds}`
        case 'exited':
          return `${seconds} exited ${fact.exitCode}`
        case 'started':
          return `${seconds} started ${fact.restartCount} ${fact.cause} ${fact.waitedSeconds} ${fact.backoffSeconds}`
        default:
          return `${seconds} ${fact.kind}`
      }
    }),
    [
      '10 success 1 null',
      '21 timeout 1 null',
      '31 timeout 2 null',
      '41 timeout 3 failure',
      '41 killed by liveness, grace 30',
      '71 exited 137',
      '71 started 1 liveness 0 null',
      '71 shows',
    ],
  )
})

test('tells of a machine that loses its power, and of no signal then (N11)', () => {
  const spec = cluster([workload([container()])], 100, {
    initialState: 'running',
    faults: [machineFault('nodeDown', 20, 30, [0])],
  })
  const told = factsOf(spec).filter((fact) => /power|terminating|killed|exited|started/.test(fact))
  assert.equal(told, ['20 pod power', '20 app exited', '50 pod power', '50 app started'])
})

test('tells each quiet run once, also of pods from before, and where the story begins', () => {
  const spec = cluster([workload([container({ probes: { readiness: probe() } })])], 100, {
    initialState: 'running',
  })
  const story = tellStory(spec, 'default', 'web', 100 * second)
  const kinds = (story?.facts ?? []).map(({ fact }) => fact.kind)
  assert.equal(kinds, ['shows', ...Array.from({ length: 10 }, () => 'probe')])
})

test('ends with the deletion, and there is none for a pod that never is', () => {
  const spec = cluster([workload([container()])], 60, {
    faults: [{ kind: 'delete', atUs: 20 * second, workloads: [0], share: 'all', force: false }],
  })
  assert.equal(factsOf(spec).slice(-8), [
    '20 pod deleted',
    '20 pod shows 1/1 Terminating 0',
    '20 pod terminating',
    '20 app killed',
    '20 app exited',
    '20 app ready',
    '20 pod shows 0/1 Error 0',
    '20 pod gone',
  ])
  assert.is(tellStory(spec, 'default', 'nobody', second), undefined)
  assert.is(tellStory(spec, 'elsewhere', 'web', second), undefined)
})

test.run()
