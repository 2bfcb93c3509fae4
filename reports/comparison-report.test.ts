import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { exampleComparison, exampleRow } from '../tests/support/example-comparison.ts'
import {
  type ComparisonFacts,
  comparisonJson,
  comparisonMarkdown,
  comparisonText,
} from './comparison-report.ts'
import { painter } from './text-blocks.ts'

const test = suite('comparison report')

const facts: ComparisonFacts = { base: 'out/base', head: 'out/head', notes: [], verdicts: [] }

test('says that there is no difference', () => {
  const text = comparisonText(exampleComparison(exampleRow('*', 'equal', 0)), facts, painter(false))
  assert.match(text, 'no difference: every number of every replication is the same')
  assert.match(text, '4 pairs of replications')
  assert.not.match(text, 'METRIC')
})

test('shows what differs, and of single workloads only what surely does', () => {
  const text = comparisonText(
    exampleComparison(
      exampleRow('*', 'more', 2),
      exampleRow('a/pod/b', 'unclear', 0.25),
      exampleRow('a/pod/c', 'less', -2),
    ),
    facts,
    painter(false),
  )
  assert.match(text, /\* +restarts_total +10 +12 +\+2 +\+1\.5 to \+2\.5 {2}▲/)
  assert.match(text, /a\/pod\/c .* -2 .*▼/)
  assert.not.match(text, 'a/pod/b')
})

test('few replications in which nothing is sure are no sign of equality', () => {
  const of = (replications: number, finding: 'unclear' | 'more'): string => {
    const comparison = {
      ...exampleComparison(exampleRow('*', finding, 2)),
      replications: [replications, replications] as const,
    }
    return comparisonText(comparison, facts, painter(false)).replace(/\s+/g, ' ')
  }
  const hint = 'of 1 replication little is sure. Run both with --replications 10.'
  assert.match(of(1, 'unclear'), hint)
  assert.not.match(of(10, 'unclear'), '--replications 10')
  assert.not.match(of(4, 'more'), '--replications 10')
})

test('Markdown has the answer first, and nothing that ends a cell', () => {
  const verdicts = [{ threshold: 'restarts_total <= 0', value: 2, state: 'fails' as const }]
  const text = comparisonMarkdown(exampleComparison(exampleRow('a|b', 'more', 2)), { ...facts, verdicts })
  assert.match(text, '- ❌ restarts\\_total \\<= 0: 2')
  assert.match(text, '| a\\|b | restarts\\_total | 10 | 12 | +2 | +1.5 to +2.5 | ▲ worse |')
})

test('the headline has a line for each thing that users feel, with its figures', () => {
  const comparison = exampleComparison(
    exampleRow('*', 'more', 2, 'unready_seconds_total'),
    exampleRow('*', 'more', 2),
    exampleRow('*', 'less', -2, 'detections_missed_total'),
  )
  const text = comparisonText(comparison, facts, painter(false))
  assert.match(text, '  ✗ worse: Unready, over all pods 10 s → 12 s (+1.5 s to +2.5 s)\n')
  assert.match(text, '  ✗ worse: Restarts 10 → 12 (+1.5 to +2.5)\n')
  assert.match(text, '  ✓ better: Hangs missed 10 → 8 (-2.5 to -1.5)\n')
  assert.match(comparisonMarkdown(comparison, facts), '\n❌ worse: Restarts 10 → 12 (+1.5 to +2.5)  \n')
})

test('failed requests come first among what users feel, where both sides have traffic', () => {
  const comparison = exampleComparison(
    exampleRow('*', 'less', -2),
    exampleRow('*', 'more', 2, 'zero_ready_seconds'),
    exampleRow('*', 'more', 9, 'failed_requests_total'),
  )
  const text = comparisonText(comparison, facts, painter(false))
  assert.match(text, /✗ worse: Failed requests 10 → 19 .*\n {2}✗ worse: Without a ready pod/)
  assert.match(text, '✓ better: Restarts 10 → 8')
  assert.match(comparisonMarkdown(comparison, facts), '\n❌ worse: Failed requests 10 → 19 ')
  const oneSided = exampleComparison(exampleRow('*', 'unknown', 0, 'failed_requests_total'))
  assert.not.match(comparisonText(oneSided, facts, painter(false)), 'worse')
})

test('JSON holds every metric, with words for what JSON cannot say', () => {
  const content = JSON.parse(comparisonJson(exampleComparison(exampleRow('*', 'more', Infinity)), facts))
  assert.equal(content.metrics[0].difference, 'inf')
  assert.equal(content.metrics[0].base, 10)
  assert.is(content.paired, true)
})

test.run()
