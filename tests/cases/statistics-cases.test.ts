/** Intervals and shares that were wrong: what each case got wrong is told in its head, what is right is asserted here. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { recommend } from '../../engine/index.ts'
import { containerFacts } from '../../scenarios/advice/container-facts.ts'
import { loadScenario } from '../../scenarios/load-scenario.ts'

import { readCsv, repository } from '../support/cli.ts'
import { runHere } from '../support/command.ts'
import { noLimits } from '../support/example-recommendation.ts'

const test = suite('cases of statistics')

const folder = join(repository, 'tests/cases/sizing')

for (const seed of ['z2', 'z3', 'z4', 'z5'])
  test(`8: counts in clumps have intervals that hold 28,284 a month: seed ${seed}`, async () => {
    const { spec, places } = await loadScenario({ files: [join(folder, '08-clumps.yaml')] })
    const limits = { ...noLimits, 'remove-within': 21, 'false-removals-per-month': 30_000 }
    const { probes } = await recommend(
      { ...spec, masterSeed: seed },
      { limits, objective: 'robust' },
      (ref) => containerFacts(places, ref),
    )
    const { perMonthLow, perMonthHigh, count, containerDays } = probes[0].evidence.simulation!
    assert.ok(perMonthLow <= 28_284 && perMonthHigh >= 28_284, `${perMonthLow} to ${perMonthHigh}`)
    assert.ok(perMonthHigh - perMonthLow < 0.25 * 28_284, `${count} in ${containerDays} days`)
    // Of a Poisson law the interval would be a quarter as wide.
    assert.ok((perMonthHigh - perMonthLow) / 28_284 > (2 * 3 * 1.96) / Math.sqrt(count))
  })

test('15: a sweep names what parameters do to each other: n 47.0 %, l 31.0 %, n x l 22.0 %', async () => {
  const out = mkdtempSync(join(tmpdir(), 'probestorm-shares-'))
  try {
    const { code, stdout } = await runHere([
      'sweep',
      '-f',
      join(folder, '15-interaction.yaml'),
      '--out-dir',
      join(out, 'sweep'),
    ])
    assert.is(code, 0)
    assert.match(stdout, /n x l +22 %/)
    const rows = readCsv(join(out, 'sweep', 'shares.csv')).filter(
      (row) => row['metric'] === 'probes_per_second_mean' && row['order'] !== 'total',
    )
    assert.equal(
      rows.map((row) => [row['parameters'], row['order'], Number(row['share']).toFixed(3), row['basis']]),
      [
        ['n', 'first', '0.470', 'anova'],
        ['l', 'first', '0.310', 'anova'],
        ['n x l', 'interaction', '0.220', 'anova'],
      ],
    )
    for (const row of rows) assert.ok(Number(row['ci95_high']) - Number(row['ci95_low']) < 0.001)
  } finally {
    rmSync(out, { recursive: true, force: true })
  }
})

test.run()
