/** Hooks and ends from input to result: what manifests and behaviors say, and what comes of it. Ideal overheads, so times are exact. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ClusterState } from '../../engine/model/cluster-state.ts'
import { PodPhase, PodStage } from '../../engine/model/codes.ts'
import { displayPod } from '../../engine/model/node/status/pod-display.ts'
import { loadText } from '../../scenarios/load-text.test.helper.ts'
import { simulated, startTimes, stateAfter } from '../support/observe.ts'

const test = suite('hooks and ends from input to result')

/** @param pod the spec of pods of a workload `web`; @param scenario further lines of the scenario's spec. */
async function load(
  pod: string,
  { kind = 'Pod', behavior = '{}', scenario = '', spec = '' }: Partial<Record<string, string>> = {},
) {
  const text = `
apiVersion: probestorm.dev/v1alpha1
kind: Scenario
metadata: {name: case}
spec:
  duration: 5m
  initialState: created
  overheads: ideal
  nodes: [{name: node, count: 1}]
  workloads: [{match: {container: a}, behavior: ${behavior}}]
  ${scenario}
---
apiVersion: ${kind === 'Pod' ? 'v1' : kind === 'Job' ? 'batch/v1' : 'apps/v1'}
kind: ${kind}
metadata: {name: web, labels: {app: web}}
spec: ${kind === 'Pod' ? pod : `{${spec}, template: {metadata: {labels: {app: web}}, spec: ${pod}}}`}
`
  return loadText(text)
}

const exits = (state: ClusterState): number[] => Array.from(state.container.exitedAtUs, (us) => us / 1e6)
const live = 'livenessProbe: {httpGet: {port: 80}, periodSeconds: 10, failureThreshold: 1'

test('scaling down takes as long as the hook (K2, K4)', async () => {
  const { spec } = await load(
    '{containers: [{name: a, image: "a:1", lifecycle: {preStop: {exec: {command: [drain]}}}}]}',
    {
      kind: 'Deployment',
      spec: 'replicas: 3, selector: {matchLabels: {app: web}}',
      behavior: '{preStop: 12s}',
      scenario: 'faults: [{kind: scale, at: 1m, match: {name: web}, replicas: 1}]',
    },
  )
  const state = stateAfter(spec, 299)
  assert.equal(
    exits(state).filter((at) => at > 0),
    [72, 72],
  )
})

test('a hook longer than the grace period of the probe is cut there (K1, K2)', async () => {
  const { spec } = await load(
    `{containers: [{name: a, image: "a:1", ${live}, terminationGracePeriodSeconds: 7}, lifecycle: {preStop: {httpGet: {port: 80}}}}]}`,
    { behavior: '{preStop: 60s, hang: [15s, never], shutdown: 1s}' },
  )
  // The probe of 20 times out at 21; SIGTERM at 28, and the process ends a second later.
  assert.equal(startTimes(await simulated(spec), 'a'), [0, 29])
})

test('a sleep action is cut by the shorter grace period of a deletion, whatever a behavior says of it (K1, K2)', async () => {
  const { spec } = await load(
    '{containers: [{name: a, image: "a:1", lifecycle: {preStop: {sleep: {seconds: 8}}}}]}',
    {
      behavior: '{preStop: 1s, shutdown: never}',
      scenario: 'faults: [{kind: delete, at: 1m, match: {name: web}, gracePeriodSeconds: 5}]',
    },
  )
  assert.equal(exits(stateAfter(spec, 299)), [67])
})

test('the postStart hook of a sidecar holds all that comes after it (K8, S12)', async () => {
  const { spec } = await load(
    '{initContainers: [{name: a, image: "a:1", restartPolicy: Always, lifecycle: {postStart: {exec: {command: [wait]}}}}], containers: [{name: main, image: "b:1"}]}',
    { behavior: '{postStart: 6s}' },
  )
  assert.equal(startTimes(await simulated(spec), 'main'), [6])
})

test('under OnFailure a container that ends with 0 after its failed hook is not started again (B10, K8)', async () => {
  const { spec } = await load(
    '{restartPolicy: OnFailure, containers: [{name: a, image: "a:1", lifecycle: {postStart: {exec: {command: [setup]}}}}]}',
    { behavior: '{postStart: {after: 3s, fails: true}, shutdown: {after: 1s, exitCode: 0}}' },
  )
  const state = stateAfter(spec, 299)
  assert.equal([exits(state), state.pod.phase[0]], [[4], PodPhase.Succeeded])
})

test('at its deadline a pod ends in order: regular containers, then its sidecar (K5, L9)', async () => {
  const { spec } = await load(
    '{activeDeadlineSeconds: 60, initContainers: [{name: proxy, image: "p:1", restartPolicy: Always}], containers: [{name: a, image: "a:1"}]}',
    { behavior: '{shutdown: 8s}' },
  )
  const state = stateAfter(spec, 299)
  assert.equal([exits(state), state.pod.phase[0]], [[68, 68], PodPhase.Failed])
})

test('a pod of a Job that exceeds its own deadline has failed, and is replaced until the limit (L9, W5)', async () => {
  const { spec } = await load(
    '{restartPolicy: Never, activeDeadlineSeconds: 20, containers: [{name: a, image: "a:1"}]}',
    { kind: 'Job', spec: 'backoffLimit: 2', behavior: '{complete: 1h}' },
  )
  // Failed at 20, replaced after 10 s; at 50, replaced after 20 s.
  assert.equal(startTimes(await simulated(spec), 'a'), [0, 30, 70])
})

test('a startup probe whose bodies come late neither starts its container nor kills it (H2, P19)', async () => {
  const probes =
    'startupProbe: {httpGet: {port: 80}, failureThreshold: 1}, readinessProbe: {httpGet: {port: 80}}'
  const behavior = '{script: [{probe: startup, answer: slowBody}]}'
  const { spec } = await load(`{containers: [{name: a, image: "a:1", ${probes}}]}`, { behavior })
  const state = stateAfter(spec, 299)
  assert.equal([state.container.incarnation[0], state.container.isStarted[0]], [0, 0])
  const redirected = await load(`{containers: [{name: a, image: "a:1", ${probes}}]}`, {
    behavior: behavior.replace('slowBody', 'redirect'),
  })
  assert.is(stateAfter(redirected.spec, 299).pod.isReady[0], 1)
})

test('one that refuses after SIGTERM shows 0/1 while it shuts down (P18, K2)', async () => {
  const shown = async (afterSigterm: string) => {
    const { spec } = await load(
      '{terminationGracePeriodSeconds: 60, containers: [{name: a, image: "a:1", readinessProbe: {httpGet: {port: 80}, periodSeconds: 5}}]}',
      {
        behavior: `{afterSigterm: ${afterSigterm}, shutdown: 40s}`,
        scenario: 'faults: [{kind: delete, at: 62s, match: {name: web}}]',
      },
    )
    // The third failed run, at 75, makes it unready.
    return [74, 76].map((at) => {
      const { readyCount, status } = displayPod(stateAfter(spec, at), 0)
      return `${readyCount} ${status}`
    })
  }
  assert.equal(await shown('refused'), ['1 Terminating', '0 Terminating'])
  assert.equal(await shown('ok'), ['1 Terminating', '1 Terminating'])
})

test('the registry is asked pod by pod, so that the last of many starts late (I1, I5)', async () => {
  const { spec } = await load('{containers: [{name: a, image: shop/web}]}', {
    kind: 'Deployment',
    spec: 'replicas: 20, selector: {matchLabels: {app: web}}',
    behavior: '{image: {check: 300ms}}',
  })
  const times = startTimes(await simulated(spec), 'a').sort((a, b) => a - b)
  assert.equal([times.length, times[0], times[19]], [20, 0.3, 6])
})

test('a pod that is deleted during its hook has its preStop hook run after it (K2, K6, K8)', async () => {
  const { spec } = await load(
    '{containers: [{name: a, image: "a:1", lifecycle: {postStart: {exec: {command: [x]}}, preStop: {exec: {command: [b]}}}}]}',
    {
      behavior: '{postStart: 30s, preStop: 5s}',
      scenario: 'faults: [{kind: delete, at: 10s, match: {name: web}}]',
    },
  )
  const state = stateAfter(spec, 299)
  assert.equal([exits(state), state.pod.stage[0]], [[35], PodStage.Gone])
})

test.run()
