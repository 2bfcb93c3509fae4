import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ProbeSpec } from '../../engine/contract/cluster-spec.ts'
import { loadText, podWith } from '../load-text.test.helper.ts'

const test = suite('probe reader')
const s = 1_000_000

async function liveness(...lines: readonly string[]): Promise<ProbeSpec | undefined> {
  const { spec } = await loadText(
    podWith(
      'ports: [{containerPort: 80, name: http}]',
      'livenessProbe:',
      ...lines.map((line) => `  ${line}`),
    ),
  )
  return spec.workloads[0].pod.containers[0].probes.liveness
}

const defaults = {
  initialDelayUs: 0,
  timeoutUs: s,
  periodUs: 10 * s,
  successThreshold: 1,
  failureThreshold: 3,
  portDefined: true,
}

const table: readonly [string, readonly string[], ProbeSpec][] = [
  ['fills in the defaults of the API (P21)', ['httpGet: {port: 80}'], { handler: 'httpGet', ...defaults }],
  [
    'takes 0 for the default (P21)',
    [
      'exec: {command: [ls]}',
      'timeoutSeconds: 0',
      'periodSeconds: 0',
      'successThreshold: 0',
      'failureThreshold: 0',
    ],
    { handler: 'exec', ...defaults },
  ],
  [
    'takes null for the default',
    ['exec: {command: [ls]}', 'httpGet: null', 'periodSeconds: null'],
    { handler: 'exec', ...defaults },
  ],
  [
    'reads every number',
    [
      'grpc: {port: 80}',
      'initialDelaySeconds: 15',
      'timeoutSeconds: 7',
      'periodSeconds: 20',
      'failureThreshold: 5',
      'terminationGracePeriodSeconds: 9',
    ],
    {
      handler: 'grpc',
      initialDelayUs: 15 * s,
      timeoutUs: 7 * s,
      periodUs: 20 * s,
      successThreshold: 1,
      failureThreshold: 5,
      terminationGraceUs: 9 * s,
      portDefined: true,
    },
  ],
  [
    'resolves a port name of the container',
    ['tcpSocket: {port: http}'],
    { handler: 'tcpSocket', ...defaults },
  ],
  [
    'marks a port name that nothing defines (P13)',
    ['tcpSocket: {port: https}'],
    { handler: 'tcpSocket', ...defaults, portDefined: false },
  ],
  [
    'allows a timeout above the period (P22)',
    ['tcpSocket: {port: 1}', 'timeoutSeconds: 30', 'periodSeconds: 1'],
    { handler: 'tcpSocket', ...defaults, timeoutUs: 30 * s, periodUs: s },
  ],
]
for (const [name, lines, expected] of table) {
  test(name, async () => assert.equal(await liveness(...lines), expected))
}

test('warns of a port name that nothing defines, at its place', async () => {
  const { warnings } = await loadText(podWith('livenessProbe: {httpGet: {port: web}}'))
  assert.is(warnings.length, 1)
  const [{ rule, severity, line, column, message }] = warnings
  assert.equal([rule, severity, line, column], ['probe-port-undefined', 'warning', 8, 39])
  assert.match(message, /names no port; every run of this probe errs \(P13\)/)
})

test('lets a readiness probe ask for several successes', async () => {
  const { spec } = await loadText(podWith('readinessProbe: {tcpSocket: {port: 1}, successThreshold: 4}'))
  assert.is(spec.workloads[0].pod.containers[0].probes.readiness?.successThreshold, 4)
})

test.run()
