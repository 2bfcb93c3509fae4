/** What a pod asks for in all. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { podAmounts, scoredAmounts } from './pod-amounts.ts'

const test = suite('amounts of a pod (D3)')

const asks = (cpu: string, more: object = {}) => ({ resources: { requests: { cpu } }, ...more })

const limits = (cpu: string) => ({ resources: { limits: { cpu } } })

for (const [what, spec, cpuMilli] of [
  ['containers together', { containers: [asks('100m'), asks('0.25')] }, 350],
  ['tenths, without the rounding of their sum', { containers: [asks('100m'), asks('200m')] }, 300],
  ['an init container that asks for more', { initContainers: [asks('2')], containers: [asks('1')] }, 2000],
  ['an init container that asks for less', { initContainers: [asks('1')], containers: [asks('2')] }, 2000],
  [
    'sidecars run beside both',
    { initContainers: [asks('500m', { restartPolicy: 'Always' }), asks('2')], containers: [asks('1')] },
    2500,
  ],
  ['the overhead', { containers: [asks('1')], overhead: { cpu: '250m' } }, 1250],
  ['the overhead of a pod that asks for nothing', { containers: [{}], overhead: { cpu: '250m' } }, 250],
  ['what the pod asks for itself, not its containers', { containers: [asks('1')], ...asks('3') }, 3000],
  ['what the pod asks for itself, with the overhead', { ...asks('3'), overhead: { cpu: 1 } }, 4000],
  ['a limit of the pod, where nothing asks', { containers: [{}], ...limits('3') }, 3000],
  ['containers, where the pod has only a limit', { containers: [asks('1')], ...limits('3') }, 1000],
  ['nothing', { containers: [{}] }, 0],
  ['a limit, where no request is written', { containers: [{ resources: { limits: { cpu: '3' } } }] }, 3000],
] as const)
  test(`counts ${what}`, () => {
    assert.is(podAmounts({ spec }).requests.cpuMilli, cpuMilli)
  })

test('tells limits from requests, and knows memory, storage and devices', () => {
  const resources = {
    requests: { cpu: '100m', memory: '64Mi', 'ephemeral-storage': '1Gi', 'nvidia.com/gpu': 1 },
    limits: { memory: '128Mi', 'nvidia.com/gpu': 1 },
  }
  assert.equal(podAmounts({ spec: { containers: [{ resources }] } }), {
    requests: {
      cpuMilli: 100,
      memoryBytes: 67108864,
      storageBytes: 1073741824,
      devices: { 'nvidia.com/gpu': 1 },
    },
    limits: { cpuMilli: 0, memoryBytes: 134217728, storageBytes: 0, devices: { 'nvidia.com/gpu': 1 } },
  })
})

for (const [what, spec, cpuMilli] of [
  ['100m of a container that does not ask', { containers: [asks('1'), {}] }, 1100],
  ['nothing of a container that asks for 0', { containers: [asks('0')] }, 0],
  ['nothing of containers, where the pod asks', { containers: [{}, {}], ...asks('1') }, 1000],
] as const)
  test(`scores count ${what} (D4)`, () => {
    assert.is(scoredAmounts({ spec }).cpuMilli, cpuMilli)
  })

test.run()
