import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { InputError } from '../diagnostic.ts'
import { Report } from '../text/report.ts'
import { type FieldTrial, readSpan, type SearchSpan, type SpanTexts } from './search-span.ts'

const test = suite('span of a search')

const anything: FieldTrial = async () => true
const wholeNumbers: FieldTrial = async (value) => Number.isInteger(value)
const durationsOnly: FieldTrial = async (value) => /^\d+(?:h|m|s)/.test(String(value))
const cpuOnly: FieldTrial = async (value) => /^\d+m?$/.test(String(value))

type Given = Omit<SpanTexts, 'isLog'> & { readonly isLog?: boolean; readonly takes?: FieldTrial }

async function spanOf({ takes = anything, isLog = false, ...texts }: Given): Promise<SearchSpan> {
  const report = new Report()
  const span = await readSpan({ ...texts, isLog }, takes, report)
  report.throwErrors()
  return span!
}

/** First, second, last value, and how many steps. */
async function shownSpan(given: Given): Promise<string> {
  const { lastStep, valueAt } = await spanOf(given)
  const values = [...new Set([0, Math.min(1, lastStep), lastStep])].map((step) =>
    JSON.stringify(valueAt(step)),
  )
  return `${values.join(' ')} / ${lastStep}`
}

type Row = Given & { readonly is: string }

const rows: readonly Row[] = [
  { from: '1', to: '50', is: '1 1.2 50 / 245' },
  { from: '0', to: '1', is: '0 0.01 1 / 100' },
  { from: '-5', to: '5', tolerance: '2.5', is: '-5 -2.5 5 / 4' },
  { from: '1', to: '50', takes: wholeNumbers, is: '1 2 50 / 49' },
  { from: '1', to: '50', takes: wholeNumbers, tolerance: '20', is: '1 21 50 / 3' },
  { from: '1.5', to: '50', takes: wholeNumbers, tolerance: '10%', is: '1.5 6.35 50 / 10' },
  { from: '1s', to: '30s', is: '"1s" "1.2s" "30s" / 145' },
  { from: '5ms', to: '500ms', tolerance: '5ms', is: '"5ms" "10ms" "500ms" / 99' },
  { from: '1m30s', to: '1h', tolerance: '1m', is: '"1m30s" "2m30s" "1h" / 59' },
  { from: '0', to: '1h', tolerance: '25%', is: '"0" "15m" "1h" / 4' },
  { from: '100m', to: '2', takes: cpuOnly, is: '"100m" "101m" "2" / 1900' },
  { from: '100m', to: '900m', takes: cpuOnly, is: '"100m" "101m" "900m" / 800' },
  { from: '100m', to: '900m', takes: durationsOnly, tolerance: '1h', is: '"100m" "2h40m" "900m" / 14' },
  { from: '64Mi', to: '1Gi', tolerance: '64Mi', is: '"64Mi" "128Mi" "1Gi" / 15' },
  { from: '5%', to: '50%', tolerance: '5%', is: '"5%" "7%" "50%" / 23' },
  { from: '1', to: '100', isLog: true, tolerance: '100%', is: '1 1.9307 100 / 7' },
  { from: '1', to: '1000', isLog: true, takes: wholeNumbers, is: '1 2 1000 / 999' },
  { from: '10ms', to: '10s', isLog: true, tolerance: '10%', is: '"10ms" "10.992ms" "10s" / 73' },
]

for (const { is, ...given } of rows)
  test(`${given.from} to ${given.to}${given.isLog ? ' in ratios' : ''}${given.tolerance === undefined ? '' : ` by ${given.tolerance}`} is ${is}`, async () => {
    assert.is(await shownSpan(given), is)
  })

test('values ascend, each is its own, and the middle of two is one between them', async () => {
  for (const given of rows) {
    const { lastStep, numberAt, valueAt, middle } = await spanOf(given)
    const steps = Array.from({ length: lastStep + 1 }, (_, step) => step)
    assert.is(new Set(steps.map(valueAt)).size, lastStep + 1)
    for (const step of steps.slice(1)) assert.ok(numberAt(step) > numberAt(step - 1), `${given.is} ${step}`)
    for (let low = 0, high = lastStep; high - low > 1; ) {
      const half = middle(low, high)
      assert.ok(half > low && half < high && Number.isInteger(half))
      low = half
    }
  }
})

test('whole numbers in ratios are halved by ratio', async () => {
  const { middle, valueAt } = await spanOf({ from: '1', to: '10000', isLog: true, takes: wholeNumbers })
  assert.is(valueAt(middle(0, 9999)), 100)
})

const refused: readonly (Given & { readonly message: RegExp })[] = [
  { from: 'fast', to: '50', message: /--from is "fast"/ },
  { from: '1', to: '30s', message: /expected two numbers, durations, quantities or shares/ },
  { from: '5', to: '5', message: /expected --from below --to/ },
  { from: '50', to: '1', message: /expected --from below --to/ },
  { from: '1', to: '50', tolerance: '0', message: /--tolerance is 0; expected a step/ },
  { from: '1', to: '50', tolerance: '-1', message: /--tolerance is -1/ },
  { from: '1', to: '50', tolerance: '100', message: /--tolerance is 100/ },
  { from: '1', to: '50', tolerance: '1s', message: /--tolerance is 1s/ },
  { from: '1', to: '50', tolerance: '1e-12', message: /--tolerance is 1e-12/ },
  { from: '0', to: '50', isLog: true, message: /expected more than 0 with --log/ },
  { from: '1', to: '50', isLog: true, tolerance: '0.5', message: /expected a share from 0.1% to 100%/ },
  { from: '\u001b[31m1', to: `50${'x'.repeat(100)}`, message: /x…/ },
  { from: '', to: '', message: /--from is ""/ },
  { from: '1e999', to: '2e999', message: /--from is "1e999"/ },
]

for (const { message, ...given } of refused)
  test(`${JSON.stringify(given.from)} to ${JSON.stringify(given.to.slice(0, 9))}${given.isLog ? ' in ratios' : ''} by ${given.tolerance ?? 'the default'} is refused`, async () => {
    try {
      await spanOf(given)
    } catch (error) {
      assert.instance(error, InputError)
      assert.match((error as InputError).diagnostics[0]!.message, message)
      return
    }
    assert.unreachable('accepted')
  })

test.run()
