import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { calibrationPage } from './calibration-page.ts'
import { calibrationJson, calibrationTable } from './calibration-text.ts'
import { exampleSample } from './example-samples.test.helper.ts'
import { fitsCsv } from './fits-table.ts'

const test = suite('report of a calibration')

const sample = exampleSample('shop/web/app latency')

test('fits.csv has a row per family, the chosen one marked, and nothing where nothing is defined', () => {
  assert.is(
    [...fitsCsv([sample])].join(''),
    `sample,family,parameters,n,log_likelihood,aic,bic,ks,ks_p,ad,chosen,chi_square,chi_square_df,chi_square_p
shop/web/app latency,lognormal,median_seconds=0.005 sigma=0.9,40,-100,204,208.5,0.03,0.4,0.5,true,,,
shop/web/app latency,gamma,mean_seconds=0.006 cv=0.8,40,-100,204,212,0.03,,0.5,false,,,
`,
  )
})

test('the table has a row per sample', () => {
  assert.is(
    calibrationTable([sample], ['a note']),
    `  SAMPLE                 N  CENSORED  ORDER  FAMILY      P50      P99  P99.9 AT MOST     KS     P  PHASES
  shop/web/app latency  40         2  known  lognormal  5 ms  40.5 ms         160 ms  0.030  0.40    none
  a note
`,
  )
  assert.is(calibrationTable([], []), '')
})

test('JSON has every family, with times in seconds', () => {
  const { samples } = JSON.parse(calibrationJson([sample], []))
  assert.is(samples[0].p99_seconds, 0.0405)
  assert.is(samples[0].p999_upper95_seconds, 0.16)
  assert.is(samples[0].n_needed, 2100)
  assert.equal(samples[0].fits[1].parameters, { mean_seconds: 0.006, cv: 0.8 })
  assert.is(samples[0].fits[1].ks_p, null)
  assert.is(samples[0].slow_phases.found, false)
})

test('the page shows what it must and runs nothing of its texts, whatever they hold', () => {
  const hostile = '</h2><script>alert(1)</script>\u202e'
  const page = calibrationPage(
    [exampleSample(hostile, hostile)],
    [hostile],
    `# ${hostile}\nkind: Scenario\n`,
    '1',
  ).join('')
  // Its own, which sorts tables.
  assert.is(page.match(/<script/g)!.length, 1)
  assert.not.match(page, '\u202e')
  assert.match(page, '&lt;/h2&gt;&lt;script&gt;')
  assert.match(page, /default-src 'none'; style-src 'sha256-/)
  assert.not.match(page, /NaN|undefined|Infinity/)
  assert.match(page, '\nkind: Scenario\n')
  assert.is(page.match(/<svg /g)!.length, 3)
})

test('the page names the first laws and counts the others', () => {
  const page = (samples: number) =>
    calibrationPage(
      Array.from({ length: samples }, (_, index) => exampleSample(`law ${index}`)),
      [],
      '',
      '1',
    ).join('')
  assert.match(page(5), '2 more laws below and in fits.csv.')
  assert.not.match(page(3), 'below and in fits.csv')
})

test('the law that asks most of a probe comes first, and says what it is longer than', () => {
  const fast = exampleSample('fast latency')
  const slow = { ...fast, name: 'slow latency', tail: { ...fast.tail, quantileUs: 4e6 } }
  const start = { ...slow, name: 'start-up', quantity: 'startup' } as const
  const page = calibrationPage([fast, start, slow], [], '', '1').join('').replaceAll('\u00a0', ' ')
  const [first, second, third] = ['slow latency: ', 'start-up: ', 'fast latency: '].map((text) =>
    page.indexOf(text),
  )
  assert.ok(first! < second! && second! < third!)
  assert.match(
    page,
    'What matters most: slow latency: half up to 5 ms, 99.9 % up to 4 s (lognormal), longer than the 1 s that a probe waits by default.',
  )
  const length = { law: { kind: 'exponential', mean: 1 }, exponentialP: null }
  const phases = {
    ...fast.phases!,
    found: { phases: 9, everyUs: 60e6, forUs: 5e6, factor: 20, every: length, for: length } as never,
  }
  const restless = calibrationPage(
    [
      { ...fast, phases: null },
      { ...fast, name: 'restless', phases },
    ],
    [],
    '',
    '1',
  )
  assert.match(
    restless.join('').replaceAll('\u00a0', ' '),
    'most: restless: half up to 5 ms, 99.9 % up to 80 ms (lognormal), and 20 times as slow every 60 s for 5 s on average, longer than',
  )
})

test('equal samples give equal pages', () => {
  const page = (): string => calibrationPage([sample], [], 'a', '1').join('')
  assert.is(page(), page())
})

test.run()
