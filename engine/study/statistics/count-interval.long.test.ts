import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { clumpStudies, coverageOfClumps } from '../../../tests/support/clumps.ts'

const test = suite('intervals of counts, long')

for (const study of clumpStudies)
  test(`intervals hold the truth in 92 to 98 of 100 studies, seeds 1 to 300: ${study.name}`, async () => {
    const { covered, dispersion, width } = await coverageOfClumps(study, 300)
    assert.ok(covered >= 0.92 && covered <= 0.98, `${covered}`)
    assert.ok(width > 0.9 && width < 1.2, `${width}`)
    assert.ok(Math.abs(dispersion / study.variance - 1) < 0.2, `variance / mean ${dispersion}`)
  })

test.run()
