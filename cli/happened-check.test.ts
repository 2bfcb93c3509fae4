import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { countDraws } from '../engine/index.ts'
import { behaviorEntries } from '../scenarios/calibrate/behavior-entries.ts'
import {
  fitted,
  observe,
  podList,
  podObject,
  prometheusAnswer,
} from '../scenarios/calibrate/observed.test.helper.ts'
import { withHappened } from './happened-check.ts'

const test = suite('what happened against what a calibration expects')

/** Forty pods over a day, each killed so many times; probes of which one in ten fails. */
async function commentsOf(kills: number, livenessProbe: object | undefined): Promise<string> {
  const pods = Array.from({ length: 40 }, (_, pod) =>
    podObject({
      name: `web-${pod}`,
      startedAt: 86_400,
      restarts: kills,
      ...(livenessProbe === undefined ? {} : { livenessProbe }),
      ...(kills > 0 ? { lastEnd: { exitCode: 137, ranSeconds: 600 } } : {}),
    }),
  )
  const labels = { namespace: 'shop', container: 'app', probe_type: 'Liveness', pod: 'web-0' }
  const series = [
    ...['0.005', '0.1', '+Inf'].map((le, index) => ({
      labels: { ...labels, __name__: 'prober_probe_duration_seconds_bucket', le },
      value: [50_000, 90_000, 90_000][index],
    })),
    ...['successful', 'failed'].map((result) => ({
      labels: { ...labels, __name__: 'prober_probe_total', result },
      value: result === 'failed' ? 10_000 : 90_000,
    })),
  ]
  const observations = await observe({ pods: podList(pods), prometheus: prometheusAnswer(series) })
  const entries = await withHappened(
    behaviorEntries(observations.samples.map(fitted), observations, countDraws),
  )
  return entries.flatMap(({ comments }) => comments).join('\n')
}

// 8,640 runs a day of which 10 % fail: three in a row some 7.8 times a day and pod, 311 times in 40 pod days.
test('agrees where as many restarts were counted', async () => {
  const text = await commentsOf(8, {})
  assert.match(
    text,
    /present liveness probe \(10\/1\/3\) we expect 3\d\d restarts in 40 pod days.* you had 320$/m,
  )
})

test('is far apart where many more, or fewer, were counted', async () => {
  assert.match(await commentsOf(20, {}), /you had 800: far apart, so something that this behavior lacks/)
  assert.match(await commentsOf(1, {}), /you had 40: far apart, so they fail more seldom/)
})

test('follows the present setting', async () => {
  assert.match(
    await commentsOf(8, { failureThreshold: 9 }),
    /\(10\/1\/9\) we expect .* you had 320: far apart/,
  )
})

test('is the count alone where no probe is known', async () => {
  assert.match(await commentsOf(8, undefined), '320 restarts that were no crashes in 40 pod days')
})

test.run()
