import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadText } from '../load-text.test.helper.ts'

const test = suite('scale over a time')

const web = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: app, image: "web:1" }] }
`

/** Time in seconds and replicas of each step, in the order of the spec. */
async function stepsOf(faults: readonly object[], manifests = web): Promise<(number | string)[][]> {
  const { spec } = await loadText(manifests, { overrides: { sets: [`faults=${JSON.stringify(faults)}`] } })
  return spec.faults.map((fault) => [fault.atUs / 1e6, fault.kind === 'scale' ? fault.replicas : fault.kind])
}

test('goes pod by pod, evenly, the first at once, behind all other faults of the list', async () => {
  const faults = [
    { kind: 'scale', at: '1m', replicas: 5, ramp: '30s' },
    { kind: 'kubeletRestart', at: '10m' },
  ]
  assert.equal(await stepsOf(faults), [
    [60, 3],
    [600, 'kubeletRestart'],
    [70, 4],
    [80, 5],
  ])
})

test('goes down as well, from where the fault before it in time has left off', async () => {
  const faults = [
    { kind: 'scale', at: '10m', replicas: 3, ramp: '4s' },
    { kind: 'scale', at: '1m', replicas: 5 },
  ]
  assert.equal(await stepsOf(faults), [
    [600, 4],
    [60, 5],
    [602, 3],
  ])
})

test('stops where a later one of the same workload begins, which goes on from there', async () => {
  const faults = [
    { kind: 'scale', at: '1m', replicas: 8, ramp: '60s' },
    { kind: 'scale', at: '85s', replicas: 2, ramp: '30s' },
  ]
  assert.equal(await stepsOf(faults), [
    [60, 3],
    [85, 4],
    [70, 4],
    [80, 5],
    [95, 3],
    [105, 2],
  ])
})

test('gives way to a later one at once, of its own workload alone, whatever the order in the list', async () => {
  const two = `${web}---\n${web.replaceAll('web', 'api')}`
  const faults = [
    { kind: 'scale', at: '70s', replicas: 1, match: { name: 'web' } },
    { kind: 'scale', at: '1m', replicas: 5, ramp: '30s' },
  ]
  assert.equal(await stepsOf(faults, two), [
    [70, 1],
    [60, 3],
    [70, 4],
    [80, 5],
    [60, 3],
  ])
})

test('has at most 1,000 steps', async () => {
  const steps = await stepsOf([{ kind: 'scale', at: '1m', replicas: 5002, ramp: '10m' }])
  assert.is(steps.length, 1000)
  assert.equal(steps.slice(0, 2), [
    [60, 7],
    [60.6, 12],
  ])
  assert.is(steps.at(-1)![1], 5002)
})

test('must be over when the run is', async () => {
  const ramp = [{ kind: 'scale', at: '50m', replicas: 5, ramp: '20m' }]
  try {
    await stepsOf(ramp)
    assert.unreachable()
  } catch (error) {
    assert.match(String(error), /ramp is 20m, but the run ends at 1h/)
  }
})

test.run()
