/** What docs/how-to/write-a-scenario.md says of an outage that passes by itself: a liveness probe outlasts it by its soonest end (P20). */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadScenario, simulate } from '../library/index.ts'

const test = suite('an outage that passes by itself')

/** Restarts of 50 pods after an outage of 30 s. */
async function restartsWith(failureThreshold: number): Promise<number | null> {
  const labels = { app: 'web' }
  const livenessProbe = { httpGet: { port: 8080 }, periodSeconds: 10, timeoutSeconds: 1, failureThreshold }
  const spec = { containers: [{ name: 'app', image: 'web:1', livenessProbe }] }
  const deployment = {
    replicas: 50,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec },
  }
  const objects = [{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: deployment }]
  const set = { faults: [{ kind: 'hang', at: '5m', for: '30s' }] }
  const { estimates } = await simulate(await loadScenario({ objects, durationSeconds: 900, set }))
  return estimates[0]!.metrics.restarts_total.mean
}

test('10/1/3 restarts most pods, 10/1/5 none (P20)', async () => {
  const [soon, patient] = [await restartsWith(3), await restartsWith(5)]
  assert.ok(soon! > 25, `${soon}`)
  assert.is(patient, 0)
})

test.run()
