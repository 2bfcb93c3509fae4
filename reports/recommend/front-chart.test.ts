import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { frontChart } from './front-chart.ts'
import type { ProbeRecommendation, RatedSetting } from './recommended-result.ts'

const test = suite('front chart')

function rated(detectionSecondsHigh: number, mistakesPerMonth: number): RatedSetting {
  return {
    setting: {
      initialDelaySeconds: 0,
      periodSeconds: 10,
      timeoutSeconds: 1,
      successThreshold: 1,
      failureThreshold: 3,
    },
    detectionSecondsHigh,
    mistakesPerMonth,
    mistakeDurationSeconds: null,
    startKillProbability: null,
    firstStartKillProbability: null,
  } as RatedSetting
}

function chart(secondsMax: number): string {
  const front = Array.from({ length: 20_000 }, (_, index) =>
    rated((secondsMax * index) / 20_000, 20_001 - index),
  )
  const limits = { detectWithinSeconds: null, mistakesPerMonthMax: null }
  const current = rated(secondsMax, 1)
  const probe = { probe: 'liveness', current, recommended: null, front, ...limits } as unknown
  return frontChart(probe as ProbeRecommendation)
}

for (const secondsMax of [40, 600, 5_400, 86_400, 2 ** 31]) {
  test(`a front up to ${secondsMax} s is a picture, however many settings it has`, () => {
    const text = chart(secondsMax)
    const names = Array.from(text.matchAll(/text-anchor="middle">([\d,]+) s</g), ([, name]) =>
      Number(name!.replaceAll(',', '')),
    )
    assert.ok(names.length >= 2 && names.length <= 10, `${names}`)
    assert.ok(names.every((name, index) => index === 0 || name > names[index - 1]!))
    const dots = text.match(/<circle class="load-/g) ?? []
    assert.ok(dots.length > 20 && dots.length <= 600, `${dots.length} dots`)
  })
}

test.run()
